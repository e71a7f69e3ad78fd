-- What day it is in each city: the day after the last one stored; now, but never past the end of that day,
-- so that an archive is read as of its own time.
select
    city.city_id,
    city.timezone,
    city.name_en as city_en,
    city.name_zh as city_zh,
    max(series_span.last_day) as last_day,
    max(series_span.last_day) + 1 as today,
    least(current_timestamp, timezone(city.timezone, max(series_span.last_day) + interval 2 day)) as now_at
from ref.city
inner join gold.series_span on city.city_id = series_span.city_id
group by city.city_id, city.timezone, city.name_en, city.name_zh
