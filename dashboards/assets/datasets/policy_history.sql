-- Every change of a masking policy or of the warning policy, with the version before and after.
select
    ledger.seq,
    coalesce(act.label_en, replace(ledger.kind, '_', ' ')) as act_en,
    coalesce(act.label_zh, ledger.kind) as act_zh,
    coalesce(feed.title_en, ledger.leaf ->> '$.details.feed', '') as feed_en,
    coalesce(feed.title_zh, ledger.leaf ->> '$.details.feed', '') as feed_zh,
    coalesce(left(ledger.leaf ->> '$.details.from', 12), '–') as version_before,
    coalesce(left(ledger.leaf ->> '$.details.to', 12), ledger.leaf ->> '$.details.version', '') as version_after,
    coalesce(ledger.leaf ->> '$.details.contract_version', '') as contract_version,
    ledger.leaf ->> '$.actor' as actor,
    cast(timezone('UTC', ledger.logged_at) as timestamp) as logged_at,
    strftime(timezone('UTC', ledger.logged_at), '%Y-%m-%d %H:%M') as logged_text
from audit.ledger
left join ref.feed on ledger.leaf ->> '$.details.feed' = feed.feed_id
left join label as act on ledger.kind = act.code and act.kind = 'act'
where ledger.kind in ('policy_changed', 'warning_policy_changed')
