select
    health.feed,
    feed.title_en,
    feed.title_zh,
    health.state,
    strftime(health.loaded_through, '%Y-%m-%d %H:%M UTC') as loaded_through
from ops.feed_health as health
inner join ref.feed as feed on health.feed = feed.feed_id
where health.city_id = getvariable('city_id') and list_contains(getvariable('states'), health.state)
order by 1
