-- What each warning rule has been worth: precision, recall and lead time, measured on warnings with a known outcome;
-- a dash where none is known yet.
with newest as (
    select
        city_id,
        max(measured_on) as measured_on
    from brain.rule_performance
    group by city_id
)

select
    city_clock.city_en,
    city_clock.city_zh,
    rule_performance.rule,
    coalesce(rule.label_en, replace(rule_performance.rule, '_', ' ')) as rule_en,
    coalesce(rule.label_zh, rule_performance.rule) as rule_zh,
    rule_performance.colour,
    case rule_performance.colour when 'red' then 1 when 'orange' then 2 when 'yellow' then 3 else 4 end as severity,
    coalesce(colour.label_en, rule_performance.colour) as colour_en,
    coalesce(colour.label_zh, rule_performance.colour) as colour_zh,
    rule_performance.n_raised,
    rule_performance.n_confirmed,
    rule_performance.n_false,
    coalesce(cast(rule_performance.n_missed as varchar), '–') as missed,
    coalesce(format('{:.0f}%', 100 * rule_performance.precision), '–') as precision_rate,
    coalesce(format('{:.0f}%', 100 * rule_performance.recall), '–') as recall_rate,
    coalesce(format('{:.1f} days', rule_performance.median_lead_days), '–') as lead_en,
    coalesce(format('{:.1f} 天', rule_performance.median_lead_days), '–') as lead_zh
from brain.rule_performance
inner join newest
    on rule_performance.city_id = newest.city_id and rule_performance.measured_on = newest.measured_on
inner join city_clock on rule_performance.city_id = city_clock.city_id
left join label as rule on rule_performance.rule = rule.code and rule.kind = 'rule'
left join label as colour on rule_performance.colour = colour.code and colour.kind = 'colour'
