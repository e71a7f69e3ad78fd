-- Service quality of the last half year as numerators and denominators, to be divided only after summing.
select
    city_clock.city_en,
    city_clock.city_zh,
    scope.scope_id,
    scope.scope_en,
    scope.scope_zh,
    department.name_en as department_en,
    department.name_zh as department_zh,
    cast(kpi_daily.day as timestamp) as day,
    date_diff('day', kpi_daily.day, city_clock.today) as days_ago,
    kpi_daily.day < date_trunc('week', city_clock.today) as is_whole_week,
    kpi_daily.n_cases,
    kpi_daily.response_numerator,
    kpi_daily.response_denominator,
    kpi_daily.response_excluded,
    kpi_daily.resolution_numerator,
    kpi_daily.resolution_denominator,
    kpi_daily.resolution_excluded,
    kpi_daily.satisfaction_numerator,
    kpi_daily.satisfaction_denominator,
    kpi_daily.satisfaction_excluded,
    kpi_daily.reopen_numerator,
    kpi_daily.reopen_denominator,
    kpi_daily.reopen_excluded,
    kpi_daily.repeat_numerator,
    kpi_daily.repeat_denominator,
    kpi_daily.repeat_excluded,
    kpi_daily.early_close_numerator,
    kpi_daily.early_close_denominator,
    kpi_daily.early_close_excluded
from gold.kpi_daily
inner join city_clock on kpi_daily.city_id = city_clock.city_id
inner join scope on kpi_daily.area_id = scope.area_id and kpi_daily.area_id = scope.scope_id
inner join ref.department on kpi_daily.department_id = department.department_id
where
    kpi_daily.level in ('city', 'district')
    and kpi_daily.day >= city_clock.today - 180
