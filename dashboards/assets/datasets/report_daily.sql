-- Reports a day, for the whole city and each district, by topic group and all together.
select
    city_clock.city_en,
    city_clock.city_zh,
    scope.scope_en,
    scope.scope_zh,
    event_daily.topic_id,
    topic_name.topic_en,
    topic_name.topic_zh,
    topic_name.topic_id = 'all' as is_total,
    cast(event_daily.day as timestamp) as day,
    date_diff('day', event_daily.day, city_clock.today) as days_ago,
    event_daily.n_events,
    event_daily.n_complainants
from gold.event_daily
inner join city_clock on event_daily.city_id = city_clock.city_id
inner join scope on event_daily.area_id = scope.area_id and event_daily.area_id = scope.scope_id
inner join topic_name on event_daily.topic_id = topic_name.topic_id
where
    event_daily.level in ('city', 'district')
    and (topic_name.topic_id = 'all' or topic_name.topic_id = topic_name.group_id)
    and event_daily.day < city_clock.today
