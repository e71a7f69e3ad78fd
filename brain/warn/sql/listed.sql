-- Warnings without their evidence, live and red first. Variables: city_id, colour, state (live: not ended); null: any.
select * exclude (evidence)
from brain.warning
where
    city_id = coalesce(cast(getvariable('city_id') as varchar), city_id)
    and colour = coalesce(cast(getvariable('colour') as varchar), colour)
    and (
        state = coalesce(cast(getvariable('state') as varchar), state)
        or (cast(getvariable('state') as varchar) = 'live' and state not in ('closed', 'expired'))
    )
order by
    state in ('closed', 'expired') asc, list_position(['red', 'orange', 'yellow', 'grey'], colour) asc,
    not is_within_budget asc, score desc, warning_id asc
