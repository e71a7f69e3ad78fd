-- The marts. Events and complainants by area (every level), topic (leaf, group, all) and local day;
-- days without events have no row: zero-fill from gold.series_span.
create table if not exists gold.event_daily (
    city_id varchar,
    level varchar,
    area_id varchar,
    topic_id varchar,
    day date,
    n_events bigint,
    n_complainants bigint
);

create table if not exists gold.series_span (
    city_id varchar,
    topic_id varchar,
    first_day date,
    last_day date
);

create table if not exists gold.kpi_daily (
    city_id varchar,
    level varchar,
    area_id varchar,
    department_id varchar,
    day date,
    n_cases bigint,
    response_numerator bigint,
    response_denominator bigint,
    response_excluded bigint,
    response_rate double,
    resolution_numerator bigint,
    resolution_denominator bigint,
    resolution_excluded bigint,
    resolution_rate double,
    satisfaction_numerator bigint,
    satisfaction_denominator bigint,
    satisfaction_excluded bigint,
    satisfaction_rate double,
    reopen_numerator bigint,
    reopen_denominator bigint,
    reopen_excluded bigint,
    reopen_rate double,
    repeat_numerator bigint,
    repeat_denominator bigint,
    repeat_excluded bigint,
    repeat_rate double,
    early_close_numerator bigint,
    early_close_denominator bigint,
    early_close_excluded bigint,
    early_close_rate double
);

create table if not exists gold.measure_daily (
    city_id varchar,
    level varchar,
    area_id varchar,
    topic_id varchar,
    day date,
    mean_value double,
    max_value double,
    n_values bigint,
    unit varchar
);

create table if not exists gold.capacity_daily (
    city_id varchar,
    area_id varchar,
    resource varchar,
    topic_id varchar,
    day date,
    capacity double
);
