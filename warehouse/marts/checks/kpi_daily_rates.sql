-- A numerator never exceeds its denominator, what is judged and what is excluded are all the cases, and no rate is
-- known while many cases have still to fall due.
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
    or n_cases <> response_denominator + response_excluded
    or n_cases <> resolution_denominator + resolution_excluded
    or n_cases <> satisfaction_denominator + satisfaction_excluded
    or n_cases <> reopen_denominator + reopen_excluded
    or n_cases <> repeat_denominator + repeat_excluded
    or n_cases <> early_close_denominator + early_close_excluded
    or (resolution_rate is not null and resolution_excluded > 0.02 * n_cases);
