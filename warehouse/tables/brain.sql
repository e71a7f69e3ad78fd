-- What the brain concludes: forecasts and their scores, exceedances, warnings and their life, moves of crews.
-- day columns are local days of the city. Quantile columns are named as in the CDC forecast hubs.
create table if not exists brain.forecast (
    city_id varchar,
    level varchar,
    area_id varchar,
    topic_id varchar,
    made_on date,
    target_day date,
    horizon bigint,
    mean double,
    "q0.01" double,  -- noqa: RF05
    "q0.025" double,  -- noqa: RF05
    "q0.05" double,  -- noqa: RF05
    "q0.1" double,  -- noqa: RF05
    "q0.15" double,  -- noqa: RF05
    "q0.2" double,  -- noqa: RF05
    "q0.25" double,  -- noqa: RF05
    "q0.3" double,  -- noqa: RF05
    "q0.35" double,  -- noqa: RF05
    "q0.4" double,  -- noqa: RF05
    "q0.45" double,  -- noqa: RF05
    "q0.5" double,  -- noqa: RF05
    "q0.55" double,  -- noqa: RF05
    "q0.6" double,  -- noqa: RF05
    "q0.65" double,  -- noqa: RF05
    "q0.7" double,  -- noqa: RF05
    "q0.75" double,  -- noqa: RF05
    "q0.8" double,  -- noqa: RF05
    "q0.85" double,  -- noqa: RF05
    "q0.9" double,  -- noqa: RF05
    "q0.95" double,  -- noqa: RF05
    "q0.975" double,  -- noqa: RF05
    "q0.99" double,  -- noqa: RF05
    model varchar
);

-- Every forecast once its day has come. wis_naive: the seasonal naive forecast made the same day.
create table if not exists brain.forecast_score (
    city_id varchar,
    level varchar,
    area_id varchar,
    topic_id varchar,
    made_on date,
    target_day date,
    horizon bigint,
    observed double,
    wis double,
    wis_naive double,
    mase double,
    is_covered_95 boolean,
    model varchar
);

create table if not exists brain.detection (
    city_id varchar,
    level varchar,
    area_id varchar,
    topic_id varchar,
    day date,
    observed double,
    expected double,
    threshold double,
    p_value double,
    q_value double,
    is_alarm boolean,
    method varchar
);

create table if not exists brain.cluster (
    cluster_id varchar,
    city_id varchar,
    topic_id varchar,
    day date,
    area_ids varchar[],
    window_days bigint,
    observed double,
    expected double,
    p_value double
);

-- One warning a row, its present state; evidence is JSON, rank orders the recipient's week.
create table if not exists brain.warning (
    warning_id varchar,
    city_id varchar,
    colour varchar,
    level varchar,
    area_id varchar,
    topic_id varchar,
    title_en varchar,
    title_zh varchar,
    opened_on date,
    updated_on date,
    evidence varchar,
    unit_en varchar,
    unit_zh varchar,
    state varchar,
    due_at timestamptz,
    is_exercise boolean,
    rank bigint,
    is_within_budget boolean,
    policy_version varchar,
    rule varchar,
    score double,
    recipient varchar
);

-- Its whole history. kind: raised, escalated, eased, acknowledged, dispatched, resolved, confirmed, false_alarm,
-- closed, expired.
create table if not exists brain.warning_event (
    warning_id varchar,
    seq bigint,
    "at" timestamptz,  -- noqa: RF06
    kind varchar,
    colour varchar,
    actor varchar,
    note varchar
);

-- The last day judged in each city, so that a day is judged once in order and again only on request.
create table if not exists brain.judged_day (
    city_id varchar,
    day date,
    policy_version varchar,
    n_opened bigint,
    judged_at timestamptz
);

-- What each rule has been worth: from warnings confirmed or found false, and matters that no rule spoke of.
create table if not exists brain.rule_performance (
    city_id varchar,
    rule varchar,
    colour varchar,
    n_raised bigint,
    n_confirmed bigint,
    n_false bigint,
    n_missed bigint,
    "precision" double,  -- noqa: RF06
    recall double,
    median_lead_days double,
    policy_version varchar,
    measured_on date
);

-- Matters that turned out to be real and that no warning spoke of, as people recorded them; recall is measured by them.
create table if not exists brain.missed_incident (
    city_id varchar,
    area_id varchar,
    topic_id varchar,
    day date,
    note varchar,
    actor varchar,
    noted_at timestamptz
);

-- When a step last ran for a city: the mode's cadence is counted from it.
create table if not exists brain.step_run (
    city_id varchar,
    step varchar,
    day date,
    finished_at timestamptz
);

-- Exceedances of one topic that precede those of another in the same areas; never a cause.
create table if not exists brain.lead_indicator (
    city_id varchar,
    level varchar,
    leading_topic_id varchar,
    following_topic_id varchar,
    lag_days bigint,
    n_pairs bigint,
    expected_pairs double,
    strength double,
    p_value double,
    q_value double,
    measured_on date
);

create table if not exists brain.allocation (
    city_id varchar,
    day date,
    area_id varchar,
    resource varchar,
    topic_id varchar,
    demand_mean double,
    demand_q90 double,
    capacity double,
    moved_in double,
    moved_out double,
    unmet double,
    explanation_en varchar,
    explanation_zh varchar,
    mode varchar,
    unmet_before double,
    is_exercise boolean
);

-- Which crews go where: one row a move.
create table if not exists brain.move (
    city_id varchar,
    day date,
    resource varchar,
    topic_id varchar,
    from_area_id varchar,
    to_area_id varchar,
    amount double,
    distance_km double,
    gain double,
    explanation_en varchar,
    explanation_zh varchar,
    is_exercise boolean
);

-- Lakes made before drills were marked in the plans.
alter table brain.allocation add column if not exists is_exercise boolean;
alter table brain.move add column if not exists is_exercise boolean;

-- Switches of the operating mode, append-only: the last one that has not expired holds.
create table if not exists brain.mode (
    city_id varchar,
    mode varchar,
    is_exercise boolean,
    reason varchar,
    actor varchar,
    started_at timestamptz,
    expires_at timestamptz
);
