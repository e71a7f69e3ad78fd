-- Erasures, releases, exports, retention runs, leak scans and seals, as they stand in the ledger.
select
    ledger.seq,
    ledger.kind,
    coalesce(act.label_en, replace(ledger.kind, '_', ' ')) as act_en,
    coalesce(act.label_zh, ledger.kind) as act_zh,
    json_extract_string(ledger.leaf, '$.actor') as actor,
    replace(
        regexp_replace(
            -- {"is_ok":true,"n_files":221} is shown as: ok: true, files: 221
            regexp_replace(cast(ledger.leaf -> '$.details' as varchar), '"(?:is_|n_)?([a-z_]+)":', '\1: ', 'g'),
            '["{}\[\]]+', '', 'g'
        ),
        ',', ', '
    ) as details,
    left(ledger.leaf_hash, 12) as leaf_hash,
    cast(timezone('UTC', ledger.logged_at) as timestamp) as logged_at,
    strftime(timezone('UTC', ledger.logged_at), '%Y-%m-%d %H:%M') as logged_at_text
from audit.ledger
left join label as act on ledger.kind = act.code and act.kind = 'act'
where
    ledger.kind <> 'batch'
    and ledger.kind not in ('key_made', 'key_rotated', 'key_destroyed', 'policy_changed', 'warning_policy_changed')
    and not starts_with(ledger.kind, 'access_')
