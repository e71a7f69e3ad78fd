-- A numerator never exceeds its denominator, and nothing judged exceeds the cases.
select
    area_id,
    department_id,
    day
from kpi_daily
where
    response_numerator > response_denominator
    or resolution_numerator > resolution_denominator
    or satisfaction_numerator > satisfaction_denominator
    or reopen_numerator > reopen_denominator
    or repeat_numerator > repeat_denominator
    or early_close_numerator > early_close_denominator
    or greatest(response_denominator, resolution_denominator, reopen_denominator, repeat_denominator) > n_cases;
