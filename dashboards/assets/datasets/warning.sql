-- Every warning, once under the whole city and once under its district, with its evidence and clock in words.
with proof as (
    select
        warning_id,
        case when json_valid(evidence) then cast(evidence as json) end as body
    from brain.warning
),

warned as (
    select
        warning.*,
        city_clock.city_en,
        city_clock.city_zh,
        city_clock.today,
        date_diff('minute', city_clock.now_at, warning.due_at) / 60.0 as hours_to_due,
        warning.state not in ('resolved', 'closed', 'expired') as is_active,
        json_extract_string(proof.body, '$.loaded_through') as loaded_through,
        try_cast(
            coalesce(
                case warning.rule when 'sign_cluster' then proof.body ->> '$.cluster.observed' end,
                proof.body ->> '$.observed'
            ) as double
        ) as observed,
        try_cast(
            coalesce(
                case warning.rule when 'sign_cluster' then proof.body ->> '$.cluster.expected' end,
                proof.body ->> '$.expected'
            ) as double
        ) as expected,
        case
            when warning.rule <> 'trend_capacity' then try_cast(proof.body ->> '$.p_value' as double)
        end as p_value,
        case
            when warning.rule = 'trend_capacity' then try_cast(proof.body ->> '$.shortage_probability' as double)
        end as shortage
    from brain.warning
    inner join city_clock on warning.city_id = city_clock.city_id
    left join proof on warning.warning_id = proof.warning_id
)

select
    warned.warning_id,
    warned.city_id,
    warned.city_en,
    warned.city_zh,
    scope.scope_id,
    scope.scope_en,
    scope.scope_zh,
    warned.colour,
    case warned.colour when 'red' then 1 when 'orange' then 2 when 'yellow' then 3 else 4 end as severity,
    colour.label_en as colour_en,
    colour.label_zh as colour_zh,
    warned.area_id,
    place.place_en,
    place.place_zh,
    warned.topic_id,
    topic_name.topic_en,
    topic_name.topic_zh,
    topic_group.topic_en as group_en,
    topic_group.topic_zh as group_zh,
    case warned.colour
        when 'grey' then split_part(warned.title_en, ';', 1)
        else topic_name.topic_en || ': ' || coalesce(rule.label_en, replace(warned.rule, '_', ' '))
    end as title_en,
    case warned.colour
        when 'grey' then split_part(warned.title_zh, '，', 1)
        else topic_name.topic_zh || coalesce(rule.label_zh, warned.rule)
    end as title_zh,
    warned.observed,
    warned.expected,
    warned.p_value,
    case
        when warned.colour = 'grey' then 'last data ' || coalesce(left(warned.loaded_through, 10), 'never')
        when warned.observed is null then ''
        else
            format('{:,.0f} seen, {:,.1f} expected', warned.observed, warned.expected)
            || coalesce(format('; {:.0f} % risk of shortage', 100 * warned.shortage), '')
            || case
                when warned.p_value < 0.0001 then '; p < 0.0001' else
                    coalesce(format('; p = {:.4f}', warned.p_value), '')
            end
    end as evidence_en,
    case
        when warned.colour = 'grey' then '数据截至 ' || coalesce(left(warned.loaded_through, 10), '从未到达')
        when warned.observed is null then ''
        else
            format('实际 {:,.0f}，预期 {:,.1f}', warned.observed, warned.expected)
            || coalesce(format('；缺口概率 {:.0f}%', 100 * warned.shortage), '')
            || case
                when warned.p_value < 0.0001 then '；p < 0.0001' else coalesce(format('；p = {:.4f}', warned.p_value), '')
            end
    end as evidence_zh,
    warned.unit_en,
    warned.unit_zh,
    warned.state,
    coalesce(state.label_en, warned.state) as state_en,
    coalesce(state.label_zh, warned.state) as state_zh,
    warned.is_active,
    warned.is_active and warned.hours_to_due < 0 as is_overdue,
    warned.hours_to_due,
    case
        when not warned.is_active then 'done'
        when warned.due_at is null then 'no deadline'
        when warned.hours_to_due < -48 then format('overdue {:.0f} days', -warned.hours_to_due / 24)
        when warned.hours_to_due < 0 then format('overdue {:.0f} h', ceil(-warned.hours_to_due))
        when warned.hours_to_due < 48 then format('{:.0f} h left', floor(warned.hours_to_due))
        else format('{:.0f} days left', floor(warned.hours_to_due / 24))
    end as due_en,
    case
        when not warned.is_active then '已办结'
        when warned.due_at is null then '无时限'
        when warned.hours_to_due < -48 then format('超时 {:.0f} 天', -warned.hours_to_due / 24)
        when warned.hours_to_due < 0 then format('超时 {:.0f} 小时', ceil(-warned.hours_to_due))
        when warned.hours_to_due < 48 then format('剩余 {:.0f} 小时', floor(warned.hours_to_due))
        else format('剩余 {:.0f} 天', floor(warned.hours_to_due / 24))
    end as due_zh,
    cast(warned.opened_on as timestamp) as opened_on,
    date_diff('day', cast(warned.opened_on as date), warned.today) as age_days,
    warned.rank,
    warned.is_within_budget,
    case when warned.is_within_budget then 'Sent' else 'Below the line' end as line_en,
    case when warned.is_within_budget then '已推送' else '线下' end as line_zh,
    strftime(cast(warned.opened_on as date), '%Y-%m-%d') as opened_text,
    strftime(date_trunc('week', warned.opened_on), '%y-%m-%d') as week_text,
    warned.is_exercise,
    coalesce(rule.label_en, replace(warned.rule, '_', ' ')) as rule_en,
    coalesce(rule.label_zh, warned.rule) as rule_zh,
    warned.policy_version
from warned
inner join scope on warned.area_id = scope.area_id
left join place on warned.area_id = place.area_id
left join topic_name on warned.topic_id = topic_name.topic_id
left join topic_name as topic_group on topic_name.group_id = topic_group.topic_id
left join label as colour on warned.colour = colour.code and colour.kind = 'colour'
left join label as rule on warned.rule = rule.code and rule.kind = 'rule'
left join label as state on warned.state = state.code and state.kind = 'warning_state'
