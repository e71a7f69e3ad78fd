-- What needs deciding today, in one sentence, for the whole city and for each district.
with warned as (
    select
        scope.scope_id,
        count(*) filter (where live_warning.colour = 'red') as n_red,
        count(*) filter (where live_warning.colour = 'orange') as n_orange,
        count(*) filter (where live_warning.is_overdue) as n_overdue
    from live_warning
    inner join scope on live_warning.area_id = scope.area_id
    where live_warning.is_within_budget
    group by scope.scope_id
),

by_district as (
    select
        scope.city_id,
        scope.scope_en,
        scope.scope_zh,
        count(*) as n_urgent
    from live_warning
    inner join scope on live_warning.area_id = scope.area_id
    where live_warning.is_within_budget and live_warning.colour in ('red', 'orange') and scope.scope_level = 'district'
    group by scope.city_id, scope.scope_en, scope.scope_zh
),

worst as (
    select
        city_id,
        arg_max(scope_en, n_urgent) as worst_en,
        arg_max(scope_zh, n_urgent) as worst_zh,
        max(n_urgent) as n_urgent
    from by_district
    group by city_id
),

reported as (
    select
        event_daily.area_id,
        sum(event_daily.n_events) filter (where event_daily.day = city_clock.last_day) as n_last,
        sum(event_daily.n_events) filter (where event_daily.day = city_clock.last_day - 7) as n_before
    from gold.event_daily
    inner join city_clock on event_daily.city_id = city_clock.city_id
    where event_daily.topic_id = 'all'
    group by event_daily.area_id
),

fed as (
    select
        city_id,
        count(*) as n_feeds,
        count(*) filter (where state <> 'fresh') as n_stale
    from ops.feed_health
    group by city_id
),

figures as (
    select distinct
        city_clock.city_id,
        city_clock.city_en,
        city_clock.city_zh,
        scope.scope_id,
        scope.scope_en,
        scope.scope_zh,
        coalesce(warned.n_red, 0) as n_red,
        coalesce(warned.n_orange, 0) as n_orange,
        coalesce(warned.n_overdue, 0) as n_overdue,
        coalesce(reported.n_last, 0) as n_last,
        round(100.0 * reported.n_last / nullif(reported.n_before, 0) - 100) as change,
        case when scope.scope_level = 'city' then worst.worst_en end as worst_en,
        case when scope.scope_level = 'city' then worst.worst_zh end as worst_zh,
        worst.n_urgent,
        fed.n_feeds,
        fed.n_stale
    from scope
    inner join city_clock on scope.city_id = city_clock.city_id
    inner join fed on scope.city_id = fed.city_id
    left join worst on scope.city_id = worst.city_id
    left join warned on scope.scope_id = warned.scope_id
    left join reported on scope.scope_id = reported.area_id
)

select
    city_en,
    city_zh,
    scope_id,
    scope_en,
    scope_zh,
    format('{:d} red and {:d} orange warnings are active; past their deadline: {:d}', n_red, n_orange, n_overdue)
    || case
        when worst_en is not null
            then format('; most are in {} ({:d})', worst_en, n_urgent)
        else ''
    end
    || format('. Yesterday brought {:,d} reports', cast(n_last as bigint))
    || case
        when change > 0 then format(', {:.0f} % more than a week before', change)
        when change < 0 then format(', {:.0f} % fewer than a week before', -change)
        else ''
    end
    || case
        when n_stale > 0
            then format('. {:d} of {:d} feeds are late: what rests on them is grey.', n_stale, n_feeds)
        else format('. All {:d} feeds are fresh.', n_feeds)
    end as sentence_en,
    format('有效预警：红色{:d}条、橙色{:d}条，其中{:d}条已超时', n_red, n_orange, n_overdue)
    || case
        when worst_en is not null
            then format('；{}最多（{:d}条）', worst_zh, n_urgent)
        else ''
    end
    || format('。昨日诉求{:,d}件', cast(n_last as bigint))
    || case
        when change > 0 then format('，较上周同日多{:.0f}%', change)
        when change < 0 then format('，较上周同日少{:.0f}%', -change)
        else ''
    end
    || case
        when n_stale > 0
            then format('。{:d}个数据源中有{:d}个滞后，相关判断以灰色显示。', n_feeds, n_stale)
        else format('。{:d}个数据源全部及时。', n_feeds)
    end as sentence_zh
from figures
