-- Values found in a thousand rows, by feed and day of logging (UTC): a detector that drifts shows here.
select
    l.leaf ->> '$.feed' as feed,
    l.logged_at::date as logged_day,
    count(*) as n_batches,
    sum((l.leaf ->> '$.n_rows')::bigint)::bigint as n_rows,
    sum(list_sum((l.leaf -> '$.findings[*].n_found')::bigint[]))::bigint as n_found,
    round(1000 * n_found / nullif(n_rows, 0), 1) as n_found_per_thousand
from audit.ledger as l
where l.kind = 'batch' and l.logged_at >= getvariable('first_at') and l.logged_at < getvariable('last_at')
group by all
order by feed, logged_day
