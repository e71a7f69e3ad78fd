-- Accesses of the period by person and surface.
select
    a.actor,
    a.surface,
    count(*) as n_accesses,
    count(distinct a.object) as n_objects,
    min(a."at") as first_at,  -- noqa: RF06
    max(a."at") as last_at  -- noqa: RF06
from audit.access_log as a
where a."at" >= getvariable('first_at') and a."at" < getvariable('last_at')  -- noqa: RF06
group by all
order by n_accesses desc, a.actor asc, a.surface asc
