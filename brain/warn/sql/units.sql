-- The unit that answers for an area and a topic, group or all topics.
select
    responsibility.area_id,
    responsibility.topic_id,
    responsibility.unit_en,
    responsibility.unit_zh
from ref.responsibility as responsibility
inner join ref.area as area on responsibility.area_id = area.area_id and area.city_id = getvariable('city_id')
qualify
    row_number() over (
        partition by responsibility.area_id, responsibility.topic_id
        order by responsibility.unit_en
    ) = 1
