-- Daily means of the measures whose excess is a danger, by area and topic. A topic that is also counted is judged by
-- its counts alone: to the warnings both would be one series.
select
    measure.level,
    measure.area_id,
    measure.topic_id,
    measure.day,
    measure.mean_value
from gold.measure_daily as measure
inner join ref.topic as topic on measure.topic_id = topic.topic_id
where
    measure.city_id = getvariable('city_id')
    and topic.is_hazard
    and list_contains(getvariable('levels'), measure.level)
    and measure.day between getvariable('since') and getvariable('through')
    and measure.topic_id not in (
        select counted.topic_id
        from gold.event_daily as counted
        where counted.city_id = getvariable('city_id') and counted.level = 'city' and counted.topic_id is not null
    )
order by measure.level, measure.area_id, measure.topic_id, measure.day
