-- The last leak scan: what it searched, what it found, and what it did not cover.
select
    cast(leaf ->> '$.details.n_hits' as bigint) as n_hits,
    coalesce(cast(leaf ->> '$.details.n_unreadable' as bigint), 0) as n_unreadable,
    cast(leaf ->> '$.details.n_files' as bigint) as n_files,
    coalesce(cast(leaf ->> '$.details.n_bytes' as bigint), 0) / 1e6 as megabytes,
    coalesce(array_to_string(cast(leaf -> '$.details.not_covered' as varchar[]), ', '), '') as not_covered,
    logged_at as done_at
from audit.ledger
where kind = 'leak_scan'
order by seq desc
limit 1
