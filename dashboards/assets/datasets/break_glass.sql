-- Every request for raw access: asked by whom and why, decided by whom, until when, and how often used.
with request as (
    select
        seq,
        logged_at,
        leaf ->> '$.actor' as asked_by,
        leaf ->> '$.details.request_id' as request_id,
        leaf ->> '$.details.what' as what,
        leaf ->> '$.details.reason' as reason,
        left(replace(leaf ->> '$.details.until', 'T', ' '), 16) as until_text
    from audit.ledger
    where kind = 'access_requested'
),

decision as (
    select
        leaf ->> '$.details.request_id' as request_id,
        arg_max(kind, seq) as kind,
        arg_max(leaf ->> '$.actor', seq) as decided_by
    from audit.ledger
    where kind in ('access_approved', 'access_refused')
    group by leaf ->> '$.details.request_id'
),

use as (
    select
        leaf ->> '$.details.request_id' as request_id,
        count(*) as n_uses
    from audit.ledger
    where kind = 'access_used'
    group by leaf ->> '$.details.request_id'
)

select
    request.seq,
    request.request_id,
    request.asked_by,
    request.what,
    request.reason,
    request.until_text,
    decision.kind as decision,
    coalesce(outcome.label_en, 'Waiting for a second person') as decision_en,
    coalesce(outcome.label_zh, '待第二人审批') as decision_zh,
    coalesce(decision.decided_by, '') as decided_by,
    coalesce(use.n_uses, 0) as n_uses,
    cast(timezone('UTC', request.logged_at) as timestamp) as logged_at,
    strftime(timezone('UTC', request.logged_at), '%Y-%m-%d %H:%M') as logged_text
from request
left join decision on request.request_id = decision.request_id
left join use on request.request_id = use.request_id
left join label as outcome on decision.kind = outcome.code and outcome.kind = 'act'
