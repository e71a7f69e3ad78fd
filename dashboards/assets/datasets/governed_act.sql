-- Keys, policies, accesses, exports, erasures, retention runs and leak scans, as sealed in the ledger.
select
    ledger.seq,
    ledger.kind,
    coalesce(act.label_en, replace(ledger.kind, '_', ' ')) as act_en,
    coalesce(act.label_zh, ledger.kind) as act_zh,
    json_extract_string(ledger.leaf, '$.actor') as actor,
    translate(cast(json_extract(ledger.leaf, '$.details') as varchar), '{}"', '') as details,
    coalesce(
        try_cast(json_extract_string(ledger.leaf, '$.details.n_hits') as bigint),
        try_cast(json_extract_string(ledger.leaf, '$.details.hits') as bigint)
    ) as n_hits,
    left(ledger.leaf_hash, 12) as leaf_hash,
    cast(timezone('UTC', ledger.logged_at) as timestamp) as logged_at,
    strftime(timezone('UTC', ledger.logged_at), '%Y-%m-%d %H:%M') as logged_at_text
from audit.ledger
left join label as act on ledger.kind = act.code and act.kind = 'act'
where ledger.kind <> 'batch'
