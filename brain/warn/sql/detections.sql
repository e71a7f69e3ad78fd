select
    area_id,
    topic_id,
    day,
    observed,
    expected,
    p_value,
    q_value,
    method
from brain.detection
where city_id = getvariable('city_id') and day <= getvariable('through')
order by 1, 2, 3
