-- The unit that leads for an area and a topic; a group or all topics takes the unit of most of its leaves.
with leaf as (
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
            order by (responsibility.role = 'lead') desc, responsibility.unit_en
        ) = 1
),

wider as (
    select
        area_id,
        unit_en,
        unit_zh,
        unnest([split_part(topic_id, '.', 1), 'all']) as topic_id
    from leaf
)

select
    area_id,
    topic_id,
    unit_en,
    unit_zh
from leaf
union all by name
select
    area_id,
    topic_id,
    unit_en,
    unit_zh
from wider
group by area_id, topic_id, unit_en, unit_zh
qualify row_number() over (partition by area_id, topic_id order by count(*) desc, unit_en) = 1
