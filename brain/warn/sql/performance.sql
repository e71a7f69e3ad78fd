-- One row a rule and colour; drills are left out. Lead time: days from the raising to the first dispatch or
-- confirmation. Recall: the share that the rule told of among all matters known to be real: those confirmed, by
-- whichever rule, and those that people recorded because no rule had spoken of them.
insert into brain.rule_performance by name
with outcome as (
    select
        warning_id,
        max(kind = 'confirmed') as is_confirmed,
        max(kind = 'false_alarm') as is_false,
        min(case when kind = 'raised' then "at" end) as raised_at,  -- noqa: RF06
        min(case when kind in ('dispatched', 'confirmed') then "at" end) as acted_at  -- noqa: RF06
    from brain.warning_event
    group by warning_id
),

known as (
    select
        count_if(outcome.is_confirmed) as n_told,
        (
            select count(*)
            from brain.missed_incident as missed
            where missed.city_id = getvariable('city_id')
        ) as n_missed
    from brain.warning as warning
    inner join outcome on warning.warning_id = outcome.warning_id
    where warning.city_id = getvariable('city_id') and warning.colour <> 'grey' and not warning.is_exercise
)

select
    warning.city_id,
    warning.rule,
    warning.colour,
    count(*) as n_raised,
    count_if(outcome.is_confirmed) as n_confirmed,
    count_if(outcome.is_false) as n_false,
    any_value(known.n_missed) as n_missed,
    count_if(outcome.is_confirmed) / nullif(any_value(known.n_told + known.n_missed), 0) as recall,
    getvariable('measured_on') as measured_on,
    getvariable('policy_version') as policy_version,
    count_if(outcome.is_confirmed)
    / nullif(count_if(outcome.is_confirmed) + count_if(outcome.is_false), 0) as "precision",  -- noqa: RF06
    median(
        case when outcome.is_confirmed then date_diff('hour', outcome.raised_at, outcome.acted_at) / 24.0 end
    ) as median_lead_days
from brain.warning as warning
inner join outcome on warning.warning_id = outcome.warning_id
cross join known
where warning.city_id = getvariable('city_id') and warning.colour <> 'grey' and not warning.is_exercise
group by warning.city_id, warning.rule, warning.colour
