-- Reports of a city's areas of one level by topic, over days, both included.
select
    e.area_id as "row",  -- noqa: RF06
    e.topic_id as "column",
    sum(e.n_events)::bigint as n
from gold.event_daily as e
where
    e.city_id = getvariable('city_id') and e.level = getvariable('level')
    and e.day between getvariable('first_day') and getvariable('last_day')
    and list_contains(getvariable('topic_ids'), e.topic_id)
group by e.area_id, e.topic_id
order by e.area_id, e.topic_id
