-- Warnings that still ask for something, and whether their clock has run out.
select
    warning.*,
    coalesce(warning.due_at < city_clock.now_at, false) as is_overdue
from brain.warning
inner join city_clock on warning.city_id = city_clock.city_id
where warning.state not in ('resolved', 'closed', 'expired')
