select
    level,
    area_id,
    topic_id,
    day,
    n_events
from gold.event_daily
where
    city_id = ?
    and list_contains(?, level)
    and day between ? and ?
order by level, area_id, topic_id
