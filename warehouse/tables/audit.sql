-- The privacy audit. Rows are only ever appended; audit.ledger is the proof, the others its readable form.

-- One leaf a row: canonical JSON whose SHA-256 leaf hash (RFC 9162, hex) is beside it. seq counts from 0 without gaps.
create table if not exists audit.ledger (
    seq bigint not null,
    kind varchar not null,
    leaf varchar not null,
    leaf_hash varchar not null,
    logged_at timestamptz not null
);

-- What was masked: one row for each (batch, column, entity, operator, key); leaf_seq is the batch's leaf.
create table if not exists audit.masking_log (
    seq bigint not null,
    run_id varchar not null,
    feed varchar not null,
    column_name varchar not null,
    entity_type varchar not null,
    operator varchar not null,
    policy_version varchar not null,
    key_id varchar,
    n_found bigint not null,
    n_masked bigint not null,
    purpose varchar not null,
    legal_basis varchar not null,
    logged_at timestamptz not null,
    leaf_seq bigint not null
);

-- Signed tree heads: note is the whole C2SP signed note, signature its last line; root in base64.
create table if not exists audit.checkpoint (
    tree_size bigint not null,
    root varchar not null,
    signature varchar not null,
    note varchar not null,
    signed_at timestamptz not null
);

-- Who read what, from which surface (query, api, superset, airflow). source_id: the row's id in the system
-- that it was copied from; null where the hub itself logged it.
create table if not exists audit.access_log (
    seq bigint not null,
    actor varchar not null,
    action varchar not null,
    object varchar not null,
    surface varchar not null,
    "at" timestamptz not null,  -- noqa: RF06
    source_id varchar
);
