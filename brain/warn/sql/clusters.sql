select
    cluster_id,
    topic_id,
    day,
    area_ids,
    window_days,
    observed,
    expected,
    p_value
from brain.cluster
where city_id = getvariable('city_id') and day <= getvariable('through')
order by day, p_value
