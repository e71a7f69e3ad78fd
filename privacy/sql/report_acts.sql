-- Governed acts of the period.
select
    l.seq,
    l.logged_at,
    l.kind,
    json_extract_string(l.leaf, '$.actor') as actor,
    l.leaf -> '$.details' as details
from audit.ledger as l
where l.kind <> 'batch' and l.logged_at >= getvariable('first_at') and l.logged_at < getvariable('last_at')
order by l.seq
