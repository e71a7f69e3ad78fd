select
    area_id,
    longitude,
    latitude
from ref.area
where
    city_id = getvariable('city_id')
    and level = getvariable('level')
order by area_id
