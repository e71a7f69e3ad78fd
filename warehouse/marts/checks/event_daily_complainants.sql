-- No more complainants than events, and at least one where there are events.
select
    area_id,
    topic_id,
    day
from event_daily
where n_complainants > n_events or n_complainants < 1;
