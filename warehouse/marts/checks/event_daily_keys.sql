-- One row a series and day.
select
    area_id,
    topic_id,
    day
from event_daily
group by all
having count(*) > 1;
