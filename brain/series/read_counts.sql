select
    level,
    area_id,
    topic_id,
    day,
    n_events
from gold.event_daily
where
    city_id = getvariable('city_id')
    and list_contains(getvariable('levels'), level)
    and day between getvariable('since') and getvariable('through')
order by level, area_id, topic_id
