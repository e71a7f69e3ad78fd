-- Exceedances of leaf topics by area and day, at one level.
select
    area_id,
    topic_id,
    day,
    p_value
from brain.detection
where
    city_id = getvariable('city_id')
    and level = getvariable('level')
    and day <= getvariable('through')
    and contains(topic_id, '.')
    and observed > expected
    and p_value <= getvariable('max_p')
