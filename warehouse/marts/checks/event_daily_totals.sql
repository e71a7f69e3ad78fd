-- What the city counts over all topics on a day is what its feeds delivered: no area or topic loses events.
with counted as (
    select
        city_id,
        sum(n_events) as n
    from event_daily
    where level = 'city' and topic_id = 'all'
    group by city_id
),

delivered as (
    select
        city_id,
        sum(n_events) as n
    from event
    group by city_id
)

select
    delivered.city_id,
    delivered.n,
    counted.n as n_counted
from delivered
left join counted on delivered.city_id = counted.city_id
where coalesce(counted.n, 0) != delivered.n;
