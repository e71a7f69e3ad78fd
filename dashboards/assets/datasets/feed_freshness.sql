-- How fresh each feed is against what its department promised. Late and failed are grey, never green.
select
    city_clock.city_en,
    city_clock.city_zh,
    feed_health.feed,
    coalesce(feed.title_en, feed_health.feed) as feed_en,
    coalesce(feed.title_zh, feed_health.feed) as feed_zh,
    department.name_en as department_en,
    department.name_zh as department_zh,
    feed_health.state,
    coalesce(state.label_en, feed_health.state) as state_en,
    coalesce(state.label_zh, feed_health.state) as state_zh,
    feed_health.state <> 'fresh' as is_stale,
    strftime(timezone(city_clock.timezone, feed_health.loaded_through), '%m-%d %H:%M') as loaded_through,
    feed_health.freshness_minutes / 60.0 as age_hours,
    feed_health.allowed_minutes / 60.0 as allowed_hours,
    coalesce(feed_health.last_error, '') as last_error
from ops.feed_health
inner join city_clock on feed_health.city_id = city_clock.city_id
left join ref.feed on feed_health.feed = feed.feed_id
left join ref.department on feed.department_id = department.department_id
left join label as state on feed_health.state = state.code and state.kind = 'feed_state'
