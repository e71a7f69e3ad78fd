-- What the cities are and what the contracts say; replaced whole when the definitions change.
create table if not exists ref.city (
    city_id varchar,
    name_en varchar,
    name_zh varchar,
    timezone varchar,
    clock varchar,
    country varchar
);

create table if not exists ref.area (
    area_id varchar,
    parent_id varchar,
    city_id varchar,
    level varchar,
    code varchar,
    name_en varchar,
    name_zh varchar,
    population bigint,
    longitude double,
    latitude double,
    polygon_geojson varchar,
    sort_order bigint
);

create table if not exists ref.area_closure (
    ancestor_id varchar,
    area_id varchar,
    depth bigint
);

create table if not exists ref.adjacency (
    area_id varchar,
    neighbour_id varchar
);

create table if not exists ref.topic (
    topic_id varchar,
    group_id varchar,
    name_en varchar,
    name_zh varchar,
    department_code varchar,
    is_hazard boolean
);

create table if not exists ref.department (
    department_id varchar,
    city_id varchar,
    code varchar,
    name_en varchar,
    name_zh varchar
);

create table if not exists ref.responsibility (
    area_id varchar,
    topic_id varchar,
    unit_en varchar,
    unit_zh varchar,
    role varchar
);

create table if not exists ref.calendar (
    city_id varchar,
    day date,
    name_en varchar,
    name_zh varchar,
    is_holiday boolean,
    is_workday boolean
);

create table if not exists ref.season (
    city_id varchar,
    season_id varchar,
    name_en varchar,
    name_zh varchar,
    day date
);

create table if not exists ref.feed (
    feed_id varchar,
    city_id varchar,
    department_id varchar,
    title_en varchar,
    title_zh varchar,
    grain varchar,
    purpose varchar,
    legal_basis varchar,
    frequency_minutes bigint,
    latency_minutes bigint,
    retention_days bigint,
    contract_version varchar
);

create table if not exists ref.contract_column (
    feed_id varchar,
    column_name varchar,
    type varchar,
    classification varchar,
    entity_type varchar,
    operator varchar,
    label_en varchar,
    label_zh varchar
);
