-- Forecasts against capacity: that of every area a forecast area holds, summed over the resources that serve the topic.
-- A resource that serves several topics is left to matching: no one topic can exceed it.
with capacity as (
    select
        closure.ancestor_id as area_id,
        coalesce(capacity.topic_id, skill.topic_id) as topic_id,
        isodow(capacity.day) as weekday,
        sum(capacity.capacity) / count(distinct capacity.day) as capacity
    from gold.capacity_daily as capacity
    inner join ref.area_closure as closure on capacity.area_id = closure.area_id
    left join skill on capacity.topic_id is null and capacity.resource = skill.resource and skill.n_topics = 1
    where
        capacity.city_id = getvariable('city_id')
        and capacity.day <= getvariable('through')
        and capacity.day > getvariable('through') - interval 28 day
    group by all
)

select
    forecast.area_id,
    forecast.topic_id,
    forecast.made_on,
    forecast.target_day,
    forecast.mean,
    capacity.capacity,
    columns('^q0')
from brain.forecast as forecast
inner join capacity
    on
        forecast.area_id = capacity.area_id
        and forecast.topic_id = capacity.topic_id
        and isodow(forecast.target_day) = capacity.weekday
where
    forecast.city_id = getvariable('city_id')
    and forecast.made_on <= getvariable('through') + interval 1 day
order by 1, 2, 3, 4
