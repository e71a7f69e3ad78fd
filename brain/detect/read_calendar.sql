select
    day,
    name_en
from ref.calendar
where
    city_id = getvariable('city_id')
    and is_holiday
order by day
