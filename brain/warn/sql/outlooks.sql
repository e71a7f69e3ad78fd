-- Forecasts against capacity, one row a service, area, topic, origin and target day. A service is a topic, with the
-- capacity of the resources that serve it alone, or a resource that serves several topics, with its own capacity. The
-- capacity of an area is that of every area within it, as it was in the four weeks before the forecast was made.
with service as (
    select
        resource,
        topic_id,
        case when n_topics = 1 then topic_id else resource end as service_id
    from skill
),

kind as (
    select distinct
        resource,
        service_id
    from service
),

served as (
    select distinct
        service_id,
        topic_id
    from service
    union
    select
        topic_id as service_id,
        topic_id
    from gold.capacity_daily
    where city_id = getvariable('city_id') and topic_id is not null
),

made as (
    select distinct made_on
    from brain.forecast
    where city_id = getvariable('city_id') and made_on <= getvariable('through') + interval 1 day
),

daily as (
    select
        closure.ancestor_id as area_id,
        coalesce(capacity.topic_id, kind.service_id) as service_id,
        capacity.day,
        sum(capacity.capacity) as capacity
    from gold.capacity_daily as capacity
    inner join ref.area_closure as closure on capacity.area_id = closure.area_id
    left join kind on capacity.topic_id is null and capacity.resource = kind.resource
    where
        capacity.city_id = getvariable('city_id')
        and capacity.day <= getvariable('through')
        and capacity.day >= (select min(made.made_on) - interval 28 day from made)
    group by all
),

capacity as (
    select
        made.made_on,
        daily.area_id,
        daily.service_id,
        isodow(daily.day) as weekday,
        avg(daily.capacity) as capacity
    from made
    inner join daily on made.made_on - interval 28 day <= daily.day and made.made_on > daily.day
    group by all
)

select
    capacity.service_id,
    forecast.area_id,
    forecast.topic_id,
    forecast.made_on,
    forecast.target_day,
    forecast.mean,
    capacity.capacity,
    columns('^q0')
from brain.forecast as forecast
inner join served on forecast.topic_id = served.topic_id
inner join capacity
    on
        served.service_id = capacity.service_id
        and forecast.area_id = capacity.area_id
        and forecast.made_on = capacity.made_on
        and isodow(forecast.target_day) = capacity.weekday
where forecast.city_id = getvariable('city_id')
order by 1, 2, 4, 5, 3
