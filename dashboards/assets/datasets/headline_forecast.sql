-- The week ahead in one sentence, for the whole city and for each district.
with newest as (
    select
        city_id,
        max(made_on) as made_on
    from brain.forecast
    group by city_id
),

ahead as (
    select
        forecast.city_id,
        forecast.area_id,
        sum(forecast.mean) as n_expected
    from brain.forecast
    inner join newest on forecast.city_id = newest.city_id and forecast.made_on = newest.made_on
    where forecast.topic_id = 'all' and forecast.horizon <= 7 and forecast.level in ('city', 'district')
    group by forecast.city_id, forecast.area_id
),

before as (
    select
        event_daily.area_id,
        sum(event_daily.n_events) as n_reports
    from gold.event_daily
    inner join city_clock on event_daily.city_id = city_clock.city_id
    where event_daily.topic_id = 'all' and event_daily.day > city_clock.last_day - 7
    group by event_daily.area_id
),

short as (
    select
        scope.scope_id,
        allocation.resource,
        sum(allocation.unmet) as n_unmet
    from brain.allocation
    inner join city_clock on allocation.city_id = city_clock.city_id
    inner join scope on allocation.area_id = scope.area_id
    where allocation.day >= city_clock.today
    group by scope.scope_id, allocation.resource
),

shortest as (
    select
        short.scope_id,
        sum(short.n_unmet) as n_unmet,
        arg_max(coalesce(label.label_en, short.resource), short.n_unmet) as worst_en,
        arg_max(coalesce(label.label_zh, short.resource), short.n_unmet) as worst_zh
    from short
    left join label on short.resource = label.code and label.kind = 'resource'
    group by short.scope_id
),

figures as (
    select distinct
        city_clock.city_en,
        city_clock.city_zh,
        scope.scope_id,
        scope.scope_en,
        scope.scope_zh,
        ahead.n_expected,
        round(100.0 * ahead.n_expected / nullif(before.n_reports, 0) - 100) as change,
        coalesce(shortest.n_unmet, 0) as n_unmet,
        shortest.worst_en,
        shortest.worst_zh
    from ahead
    inner join city_clock on ahead.city_id = city_clock.city_id
    inner join scope on ahead.area_id = scope.scope_id
    left join before on ahead.area_id = before.area_id
    left join shortest on scope.scope_id = shortest.scope_id
)

select
    city_en,
    city_zh,
    scope_id,
    scope_en,
    scope_zh,
    format('About {:,.0f} reports are expected in the next 7 days', n_expected)
    || case
        when change > 0 then format(', {:.0f} % more than in the last 7', change)
        when change < 0 then format(', {:.0f} % fewer than in the last 7', -change)
        else ', as many as in the last 7'
    end
    || case
        when n_unmet >= 1
            then format('. Capacity falls short by about {:,.0f} cases, most for: {}.', n_unmet, lower(worst_en))
        else '. Capacity is enough everywhere.'
    end as sentence_en,
    format('未来7天预计诉求约{:,.0f}件', n_expected)
    || case
        when change > 0 then format('，较前7天多{:.0f}%', change)
        when change < 0 then format('，较前7天少{:.0f}%', -change)
        else '，与前7天持平'
    end
    || case
        when n_unmet >= 1 then format('。能力缺口约{:,.0f}件，缺口最大的是{}。', n_unmet, worst_zh)
        else '。各处能力充足。'
    end as sentence_zh
from figures
