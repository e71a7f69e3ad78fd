-- One row a rule and colour. Lead time: days from the first saying to the confirmation's date of onset or, where none
-- is given, to the dispatch. Recall: confirmed over confirmed and those reported by people before any rule spoke.
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
)

select
    warning.city_id,
    warning.rule,
    warning.colour,
    count(*) as n_raised,
    count_if(outcome.is_confirmed) as n_confirmed,
    count_if(outcome.is_false) as n_false,
    getvariable('measured_on') as measured_on,
    getvariable('policy_version') as policy_version,
    count_if(outcome.is_confirmed)
    / nullif(count_if(outcome.is_confirmed) + count_if(outcome.is_false), 0) as "precision",  -- noqa: RF06
    median(
        case when outcome.is_confirmed then date_diff('hour', outcome.raised_at, outcome.acted_at) / 24.0 end
    ) as median_lead_days
from brain.warning as warning
inner join outcome on warning.warning_id = outcome.warning_id
where warning.city_id = getvariable('city_id') and warning.colour <> 'grey'
group by all
