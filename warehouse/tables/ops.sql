-- What the hub did: runs, cursors, quarantine, quality, freshness.
-- One row of ops.run is the present truth of one (feed, window); ops.run_attempt is the history.
create table if not exists ops.run (
    run_id varchar,
    feed varchar,
    city_id varchar,
    window_start timestamptz,
    window_end timestamptz,
    n_pulled bigint,
    n_accepted bigint,
    n_quarantined bigint,
    n_duplicate bigint,
    n_superseded bigint,
    state varchar,
    contract_version varchar,
    started_at timestamptz,
    finished_at timestamptz,
    n_attempts bigint,
    dropped_columns varchar,
    error varchar
);

create table if not exists ops.run_attempt (
    attempt_id varchar,
    run_id varchar,
    feed varchar,
    state varchar,
    started_at timestamptz,
    finished_at timestamptz,
    n_pulled bigint,
    error varchar
);

create table if not exists ops.cursor (
    feed varchar,
    loaded_through timestamptz
);

create table if not exists ops.quarantine (
    feed varchar,
    record_id varchar,
    rule_id varchar,
    window_start timestamptz,
    window_end timestamptz,
    run_id varchar,
    reason varchar,
    row_json varchar,
    contract_version varchar,
    quarantined_at timestamptz,
    replayed_run_id varchar
);

create table if not exists ops.quality_result (
    run_id varchar,
    feed varchar,
    rule_id varchar,
    dimension varchar,
    n_checked bigint,
    n_failed bigint,
    is_passed boolean,
    is_errored boolean,
    checked_at timestamptz
);

create table if not exists ops.feed_health (
    feed varchar,
    city_id varchar,
    loaded_through timestamptz,
    freshness_minutes bigint,
    allowed_minutes bigint,
    state varchar,
    last_error varchar,
    checked_at timestamptz
);
