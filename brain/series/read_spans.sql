select
    topic_id,
    min(first_day) as first_day,
    max(last_day) as last_day
from gold.series_span
where
    city_id = getvariable('city_id')
    and first_day <= getvariable('through')
group by topic_id
order by topic_id
