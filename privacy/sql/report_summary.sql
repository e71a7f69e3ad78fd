-- The period's batches, their rows, and values found and masked; the last entry of each run counts.
with standing as (
    select
        max(l.seq) as leaf_seq,
        max_by((l.leaf ->> '$.n_rows')::bigint, l.seq) as n_rows
    from audit.ledger as l
    where l.kind = 'batch' and l.logged_at >= getvariable('first_at') and l.logged_at < getvariable('last_at')
    group by l.leaf ->> '$.run_id'
),

value_count as (
    select
        sum(m.n_found) as n_found,
        sum(m.n_masked) as n_masked
    from audit.masking_log as m
    inner join standing on m.leaf_seq = standing.leaf_seq
)

select
    count(*) as n_batches,
    coalesce(sum(standing.n_rows), 0)::bigint as n_rows,
    coalesce((select value_count.n_found from value_count), 0)::bigint as n_found,
    coalesce((select value_count.n_masked from value_count), 0)::bigint as n_masked
from standing
