-- Demand forecast today against capacity, by area, resource, topic and day of the coming week.
-- Capacity of a coming day: what the department has already announced for it, else the mean of the last four same
-- weekdays. skill: what units of the resource have in common, and within which alone they move: the topic that the
-- department filed them under, else the resource's own topics.
with capacity as (
    select
        given.area_id,
        given.resource,
        coalesce(given.topic_id, given.resource) as skill,
        coalesce(given.topic_id, skill.topic_id) as topic_id,
        given.day,
        sum(given.capacity) as capacity
    from gold.capacity_daily as given
    left join skill on given.topic_id is null and given.resource = skill.resource
    where given.city_id = getvariable('city_id')
    group by all
),

usual as (
    select
        area_id,
        resource,
        skill,
        topic_id,
        isodow(day) as weekday,
        round(avg(capacity)) as capacity
    from capacity
    where day < getvariable('today') and day >= getvariable('today') - interval 28 day
    group by all
),

announced as (
    select
        area_id,
        resource,
        skill,
        topic_id,
        day,
        capacity
    from capacity
    where day >= getvariable('today')
)

select
    forecast.target_day as day,
    usual.resource,
    usual.skill,
    forecast.topic_id,
    forecast.area_id,
    area.name_en,
    area.name_zh,
    area.longitude,
    area.latitude,
    forecast.mean,
    coalesce(announced.capacity, usual.capacity) as capacity,
    columns('^q0')
from brain.forecast as forecast
inner join usual
    on
        forecast.area_id = usual.area_id
        and forecast.topic_id = usual.topic_id
        and isodow(forecast.target_day) = usual.weekday
inner join ref.area as area on forecast.area_id = area.area_id
left join announced
    on
        forecast.area_id = announced.area_id
        and forecast.topic_id = announced.topic_id
        and usual.resource = announced.resource
        and usual.skill = announced.skill
        and forecast.target_day = announced.day
where
    forecast.city_id = getvariable('city_id')
    and forecast.made_on = getvariable('today')
    and forecast.target_day < getvariable('today') + interval (getvariable('n_days')) day
order by 1, 2, 3, 4, 5
