-- When each safeguard last worked, and with what result. The ledger is verified whole before each checkpoint is signed,
-- so a checkpoint is a verification.
with sealed as (
    select
        arg_max(tree_size, tree_size) as n_sealed,
        max(signed_at) as done_at
    from audit.checkpoint
),

recent as (
    select
        kind,
        arg_max(json_extract(leaf, '$.details'), seq) as details,
        max(logged_at) as done_at
    from audit.ledger
    where
        kind in ('access_sealed', 'retention')
        and not coalesce(cast(json_extract_string(leaf, '$.details.is_proof') as boolean), false)
    group by kind
),

proof as (
    select
        kind,
        arg_max(cast(json_extract_string(leaf, '$.details.n_left') as bigint), seq) as n_left,
        max(logged_at) as done_at
    from audit.ledger
    where kind = 'retention' and cast(json_extract_string(leaf, '$.details.is_proof') as boolean)
    group by kind
),

safeguard as (
    select
        1 as place,
        'Ledger verified and sealed' as safeguard_en,
        '台账验证并封存' as safeguard_zh,
        sealed.done_at,
        true as is_good,
        format(
            '{:,d} entries sealed, {:,d} added since',
            sealed.n_sealed, (select count(*) from audit.ledger) - sealed.n_sealed
        ) as result_en,
        format(
            '已封存{:,d}条，此后新增{:,d}条', sealed.n_sealed, (select count(*) from audit.ledger) - sealed.n_sealed
        ) as result_zh
    from sealed
    union all
    select
        2 as place,
        'Leak scan' as safeguard_en,
        '泄露扫描' as safeguard_zh,
        last_leak_scan.done_at,
        last_leak_scan.n_hits = 0 and last_leak_scan.n_unreadable = 0 as is_good,
        format(
            '{:,d} leaks in {:,d} files ({:,.0f} MB), {:,d} unreadable; ',
            last_leak_scan.n_hits,
            last_leak_scan.n_files,
            last_leak_scan.megabytes,
            last_leak_scan.n_unreadable
        )
        || case
            when last_leak_scan.not_covered = '' then 'every store was covered' else
                'not covered: ' || last_leak_scan.not_covered
        end as result_en,
        format(
            '{:,d}个文件（{:,.0f} MB）中发现泄露{:,d}处，不可读{:,d}个；',
            last_leak_scan.n_files,
            last_leak_scan.megabytes,
            last_leak_scan.n_hits,
            last_leak_scan.n_unreadable
        )
        || case
            when last_leak_scan.not_covered = '' then '全部存储均已覆盖' else '未覆盖：' || last_leak_scan.not_covered
        end as result_zh
    from last_leak_scan
    union all
    select
        3 as place,
        'Runs reconciled' as safeguard_en,
        '运行平账' as safeguard_zh,
        max(run.finished_at) as done_at,
        bool_and(run.n_pulled = run.n_accepted + run.n_quarantined + run.n_duplicate) as is_good,
        format('{:,d} runs, {:,d} rows pulled', count(*), cast(sum(run.n_pulled) as bigint)) as result_en,
        format('{:,d}次运行，拉取{:,d}行', count(*), cast(sum(run.n_pulled) as bigint)) as result_zh
    from ops.run
    where run.state <> 'running'
    union all
    select
        4 as place,
        'Access log sealed' as safeguard_en,
        '访问日志封存' as safeguard_zh,
        recent.done_at,
        true as is_good,
        format('{} accesses in the last seal', recent.details ->> '$.n_rows') as result_en,
        format('最近一次封存{}条访问', recent.details ->> '$.n_rows') as result_zh
    from (select 'access_sealed' as kind) as wanted
    left join recent on wanted.kind = recent.kind
    union all
    select
        5 as place,
        'Retention applied' as safeguard_en,
        '到期清除' as safeguard_zh,
        greatest(recent.done_at, proof.done_at) as done_at,
        coalesce(proof.n_left, 0) = 0 as is_good,
        concat_ws(
            '; ',
            format('{} rows deleted in the last run', recent.details ->> '$.n_rows'),
            case proof.n_left
                when 0 then 'nothing past its time is left' else format('{:,d} past their time are left', proof.n_left)
            end
        ) as result_en,
        concat_ws(
            '；',
            format('最近一次清除{}行', recent.details ->> '$.n_rows'),
            case proof.n_left when 0 then '无超期数据' else format('尚有{:,d}项超期', proof.n_left) end
        ) as result_zh
    from (select 'retention' as kind) as wanted
    left join recent on wanted.kind = recent.kind
    left join proof on wanted.kind = proof.kind
)

select
    place,
    safeguard_en,
    safeguard_zh,
    cast(timezone('UTC', done_at) as timestamp) as done_at,
    coalesce(strftime(timezone('UTC', done_at), '%Y-%m-%d %H:%M'), '') as done_text,
    case when done_at is null then 'Not yet' when is_good then 'In order' else 'Look into it' end as verdict_en,
    case when done_at is null then '尚无' when is_good then '正常' else '需核查' end as verdict_zh,
    case when done_at is null then 'nothing to show yet' else result_en end as result_en,
    case when done_at is null then '暂无记录' else result_zh end as result_zh
from safeguard
