-- What was masked in the period: the last entry of each run counts, since a run made again replaces its rows.
with batch as (
    select
        l.seq,
        l.leaf ->> '$.run_id' as run_id
    from audit.ledger as l
    where l.kind = 'batch' and l.logged_at >= getvariable('first_at') and l.logged_at < getvariable('last_at')
),

standing as (
    select max(batch.seq) as leaf_seq
    from batch
    group by batch.run_id
)

select
    m.feed || ': ' || m.purpose || '; ' || m.legal_basis || '; policy ' || m.policy_version as basis,
    m.column_name,
    m.operator,
    m.entity_type,
    coalesce(string_agg(distinct m.key_id, ', ' order by m.key_id), '–') as key_ids,
    sum(m.n_found)::bigint as n_found,
    sum(m.n_masked)::bigint as n_masked
from audit.masking_log as m
inner join standing on m.leaf_seq = standing.leaf_seq
group by all
order by basis, m.column_name, m.operator, m.entity_type
