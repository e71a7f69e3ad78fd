-- A mean lies at or below its maximum.
select
    area_id,
    topic_id,
    day
from measure_daily
where mean_value > max_value + 1e-9 * abs(max_value) or n_values < 1;
