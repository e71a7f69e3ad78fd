-- What was seen against what was expected, and the line above which an alarm is raised.
select
    city_clock.city_en,
    city_clock.city_zh,
    scope.scope_id,
    scope.scope_en,
    scope.scope_zh,
    detection.topic_id,
    topic_name.topic_en as series_en,
    topic_name.topic_zh as series_zh,
    cast(detection.day as timestamp) as day,
    date_diff('day', detection.day, city_clock.today) as days_ago,
    detection.observed,
    detection.expected,
    -- a line far above everything would flatten what it is drawn for
    least(detection.threshold, 2 * greatest(detection.observed, detection.expected, 1)) as threshold,
    detection.p_value,
    detection.is_alarm,
    case when detection.is_alarm then detection.observed end as alarm,
    detection.method
from brain.detection
inner join city_clock on detection.city_id = city_clock.city_id
inner join scope on detection.area_id = scope.area_id and detection.area_id = scope.scope_id
inner join topic_name on detection.topic_id = topic_name.topic_id
where detection.level in ('city', 'district')
