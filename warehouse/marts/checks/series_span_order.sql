-- A span does not end before it starts.
select
    city_id,
    topic_id
from series_span
where last_day < first_day;
