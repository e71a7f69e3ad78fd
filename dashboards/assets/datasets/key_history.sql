-- The life of each pseudonym key: the purpose and period that it serves, when it was made, rotated and destroyed.
with event as (
    select
        kind,
        logged_at,
        leaf ->> '$.actor' as actor,
        leaf ->> '$.details.key_id' as key_id
    from audit.ledger
    where kind in ('key_made', 'key_rotated', 'key_destroyed')
),

life as (
    select
        key_id,
        min(logged_at) as made_at,
        max(logged_at) filter (where kind = 'key_rotated') as rotated_at,
        max(logged_at) filter (where kind = 'key_destroyed') as destroyed_at,
        arg_max(actor, logged_at) as actor
    from event
    group by key_id
)

select
    life.key_id,
    split_part(life.key_id, '/', 1) as purpose,
    coalesce(purpose.label_en, replace(split_part(life.key_id, '/', 1), '_', ' ')) as purpose_en,
    coalesce(purpose.label_zh, split_part(life.key_id, '/', 1)) as purpose_zh,
    coalesce(nullif(split_part(life.key_id, '/', 2), '0000'), '–') as period,  -- none: rows without a valid time
    strftime(timezone('UTC', life.made_at), '%Y-%m-%d %H:%M') as made_text,
    coalesce(strftime(timezone('UTC', life.rotated_at), '%Y-%m-%d %H:%M'), '') as rotated_text,
    coalesce(strftime(timezone('UTC', life.destroyed_at), '%Y-%m-%d %H:%M'), '') as destroyed_text,
    case
        when life.destroyed_at is not null then 'Destroyed: unlinkable' when life.rotated_at is not null then 'Rotated'
        else 'In force'
    end as stage_en,
    case
        when life.destroyed_at is not null then '已销毁，不可关联' when life.rotated_at is not null then '已轮换'
        else '使用中'
    end as stage_zh,
    life.actor
from life
left join label as purpose on split_part(life.key_id, '/', 1) = purpose.code and purpose.kind = 'purpose'
