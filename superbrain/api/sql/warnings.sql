-- Warnings without their evidence, live and red first. Parameters: city_id, state ('live': not ended), colour; null: any.
select * exclude (evidence)
from brain.warning
where
    ($city_id::varchar is null or city_id = $city_id)
    and ($colour::varchar is null or colour = $colour)
    and (
        $state::varchar is null or state = $state
        or ($state = 'live' and state not in ('closed', 'expired'))
    )
order by
    state in ('closed', 'expired'), list_position(['red', 'orange', 'yellow', 'grey'], colour),
    not is_within_budget, score desc, warning_id
limit $limit offset $offset
