-- What warnings have been worth, in one sentence, for the whole city and for each district.
with sent as (
    select
        scope.city_id,
        scope.scope_id,
        scope.scope_en,
        scope.scope_zh,
        count(*) filter (where warning.is_within_budget) as n_sent,
        count(*) filter (where not warning.is_within_budget) as n_below
    from brain.warning
    inner join city_clock on warning.city_id = city_clock.city_id
    inner join scope on warning.area_id = scope.area_id
    where warning.opened_on > city_clock.today - 30 and warning.colour <> 'grey'
    group by scope.city_id, scope.scope_id, scope.scope_en, scope.scope_zh
),

newest as (
    select
        rule_performance.city_id,
        sum(rule_performance.n_confirmed) as n_confirmed,
        sum(rule_performance.n_confirmed + rule_performance.n_false) as n_judged,
        median(rule_performance.median_lead_days) as lead_days
    from brain.rule_performance
    group by rule_performance.city_id, rule_performance.measured_on
    qualify row_number() over (partition by rule_performance.city_id order by rule_performance.measured_on desc) = 1
)

select
    city_clock.city_en,
    city_clock.city_zh,
    sent.scope_id,
    sent.scope_en,
    sent.scope_zh,
    format('In the last 30 days {:d} warnings were sent and {:d} kept below the line. ', sent.n_sent, sent.n_below)
    || case
        when newest.n_judged > 0
            then
                format(
                    'Of {:.0f} that people judged in the whole city, {:.0f} % proved true',
                    cast(newest.n_judged as double), 100 * newest.n_confirmed / newest.n_judged
                )
                || coalesce(format(', acted on after {:.1f} days (median)', newest.lead_days), '') || '.'
        else 'People have judged none yet, so their precision is not yet known.'
    end as sentence_en,
    format('近30天推送预警{:d}条，线下留存{:d}条。', sent.n_sent, sent.n_below)
    || case
        when newest.n_judged > 0
            then
                format(
                    '全市已判定{:.0f}条，{:.0f}%属实',
                    cast(newest.n_judged as double), 100 * newest.n_confirmed / newest.n_judged
                )
                || coalesce(format('，从预警到处置中位数{:.1f}天', newest.lead_days), '') || '。'
        else '尚无人工判定，精确率暂不可知。'
    end as sentence_zh
from sent
inner join city_clock on sent.city_id = city_clock.city_id
left join newest on sent.city_id = newest.city_id
