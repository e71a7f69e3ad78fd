-- How each feed's columns are classified, and how many arrived that no one had classified and were dropped.
with arrived as (
    select distinct
        run.feed,
        unnest(from_json(run.dropped_columns, '["varchar"]')) as column_name
    from ops.run
    where json_valid(run.dropped_columns)
),

dropped as (
    select
        feed,
        count(*) as n_dropped,
        string_agg(column_name, ', ' order by column_name) as names
    from arrived
    group by feed
),

classified as (
    select
        feed_id,
        count(*) as n_columns,
        count(*) filter (where classification in ('public', 'internal')) as n_open,
        count(*) filter (where classification = 'pii') as n_pii,
        count(*) filter (where classification = 'pii_text') as n_pii_text,
        count(*) filter (where classification in ('pii', 'pii_text') and operator is not null) as n_ruled
    from ref.contract_column
    group by feed_id
)

select
    city_clock.city_en,
    city_clock.city_zh,
    feed.title_en as feed_en,
    feed.title_zh as feed_zh,
    department.name_en as department_en,
    department.name_zh as department_zh,
    coalesce(purpose.label_en, replace(feed.purpose, '_', ' ')) as purpose_en,
    coalesce(purpose.label_zh, feed.purpose) as purpose_zh,
    coalesce(basis.label_en, feed.legal_basis) as legal_basis_en,
    coalesce(basis.label_zh, feed.legal_basis) as legal_basis_zh,
    feed.retention_days,
    feed.contract_version,
    classified.n_columns,
    classified.n_open,
    classified.n_pii,
    classified.n_pii_text,
    classified.n_pii + classified.n_pii_text as n_personal,
    classified.n_ruled,
    coalesce(dropped.n_dropped, 0) as n_dropped,
    coalesce(dropped.names, 'none') as dropped_en,
    coalesce(dropped.names, '无') as dropped_zh
from ref.feed
inner join classified on feed.feed_id = classified.feed_id
inner join city_clock on feed.city_id = city_clock.city_id
left join dropped on feed.feed_id = dropped.feed
left join ref.department on feed.department_id = department.department_id
left join label as purpose on feed.purpose = purpose.code and purpose.kind = 'purpose'
left join label as basis on feed.legal_basis = basis.code and basis.kind = 'legal_basis'
