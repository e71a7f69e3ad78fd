-- Whether personal data is protected, in one sentence, for each city.
with masked as (
    select
        feed.city_id,
        sum(standing_masking.n_masked) as n_masked,
        count(distinct standing_masking.feed) as n_feeds
    from standing_masking
    inner join ref.feed on standing_masking.feed = feed.feed_id
    group by feed.city_id
),

ruled as (
    select
        feed.city_id,
        count(*) as n_personal,
        count(contract_column.operator) as n_ruled
    from ref.contract_column
    inner join ref.feed on contract_column.feed_id = feed.feed_id
    where contract_column.classification in ('pii', 'pii_text')
    group by feed.city_id
),

sealed as (
    select max(signed_at) as signed_at
    from audit.checkpoint
)

select
    city_clock.city_en,
    city_clock.city_zh,
    last_leak_scan.n_hits,
    format(
        '{:,d} personal values of {:d} feeds were masked before the first write; '
        || '{:d} of {:d} personal columns have a rule. ',
        cast(masked.n_masked as bigint), masked.n_feeds, ruled.n_ruled, ruled.n_personal
    )
    || case
        when last_leak_scan.n_hits is null then 'No leak scan has run yet. '
        when
            last_leak_scan.n_hits = 0
            then format('The last leak scan found nothing in {:,d} files. ', last_leak_scan.n_files)
        else format('The last leak scan found {:,d} LEAKS. ', last_leak_scan.n_hits)
    end
    || coalesce(
        'The ledger was last verified and sealed on '
        || strftime(timezone('UTC', sealed.signed_at), '%Y-%m-%d %H:%M UTC.'),
        'The ledger has not been sealed yet.'
    ) as sentence_en,
    format(
        '{:d}个数据源的{:,d}个个人信息数值在首次写入前已脱敏；{:d}个个人字段中{:d}个已设规则。',
        masked.n_feeds, cast(masked.n_masked as bigint), ruled.n_personal, ruled.n_ruled
    )
    || case
        when last_leak_scan.n_hits is null then '尚未进行泄露扫描。'
        when last_leak_scan.n_hits = 0 then format('最近一次扫描{:,d}个文件，未发现泄露。', last_leak_scan.n_files)
        else format('最近一次扫描发现泄露{:,d}处！', last_leak_scan.n_hits)
    end
    || coalesce(
        '台账最近于' || strftime(timezone('UTC', sealed.signed_at), '%Y-%m-%d %H:%M（UTC）') || '验证并封存。', '台账尚未封存。'
    ) as sentence_zh
from city_clock
inner join masked on city_clock.city_id = masked.city_id
inner join ruled on city_clock.city_id = ruled.city_id
left join last_leak_scan on true
cross join sealed
