-- Reports a day, for the whole city and each district, by topic group and all together; the groups with most reports in
-- the last twelve whole weeks under their own name, the rest together.
with recent as (
    select
        event_daily.city_id,
        event_daily.topic_id,
        row_number() over (partition by event_daily.city_id order by sum(event_daily.n_events) desc) as place
    from gold.event_daily
    inner join city_clock on event_daily.city_id = city_clock.city_id
    inner join topic_name on event_daily.topic_id = topic_name.topic_id
    where
        event_daily.level = 'city'
        and topic_name.topic_id = topic_name.group_id
        and topic_name.topic_id <> 'all'
        and event_daily.day >= cast(date_trunc('week', city_clock.today) as date) - 84
    group by event_daily.city_id, event_daily.topic_id
)

select
    city_clock.city_en,
    city_clock.city_zh,
    scope.scope_id,
    scope.scope_en,
    scope.scope_zh,
    event_daily.topic_id,
    topic_name.topic_en,
    topic_name.topic_zh,
    case when recent.place <= 6 then topic_name.topic_en else 'Other' end as leading_topic_en,
    case when recent.place <= 6 then topic_name.topic_zh else '其他' end as leading_topic_zh,
    topic_name.topic_id = 'all' as is_total,
    cast(event_daily.day as timestamp) as day,
    strftime(date_trunc('week', event_daily.day), '%y-%m-%d') as week_text,
    date_diff('day', event_daily.day, city_clock.today) as days_ago,
    event_daily.day >= cast(date_trunc('week', city_clock.today) as date) - 84
    and event_daily.day < date_trunc('week', city_clock.today) as is_recent_whole_week,
    event_daily.n_events,
    event_daily.n_complainants
from gold.event_daily
inner join city_clock on event_daily.city_id = city_clock.city_id
inner join scope on event_daily.area_id = scope.area_id and event_daily.area_id = scope.scope_id
inner join topic_name on event_daily.topic_id = topic_name.topic_id
left join recent on event_daily.city_id = recent.city_id and event_daily.topic_id = recent.topic_id
where
    event_daily.level in ('city', 'district')
    and (topic_name.topic_id = 'all' or topic_name.topic_id = topic_name.group_id)
    and event_daily.day < city_clock.today
