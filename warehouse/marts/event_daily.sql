-- Events by area (each level), topic (leaf, group, all) and local day.
-- n_complainants: one resident who reports the same topic on the same day over several channels counts once;
-- events without a complainant count each. Only residents with several reports that day need a distinct count,
-- so n_complainants = n_events - surplus, the surplus being their reports beyond the first.
create or replace temp table topic_of as
select
    topic_id,
    topic_id as counted_as
from ref.topic
where topic_id not in ('all', group_id)
union all
select
    topic_id,
    group_id as counted_as
from ref.topic
where topic_id not in ('all', group_id)
union all
select
    topic_id,
    'all' as counted_as
from ref.topic
where topic_id not in ('all', group_id);

create or replace temp table by_area as
select
    event.city_id,
    event.area_id,
    topic_of.counted_as as topic_id,
    event.day,
    sum(event.n_events)::bigint as n_events
from event
inner join topic_of on event.topic_id = topic_of.topic_id
group by all;

create or replace temp table repeated as
select
    city_id,
    area_id,
    topic_id,
    day,
    hash(complainant) as complainant
from event
where complainant is not null
qualify count(*) over (partition by city_id, day, complainant) > 1;

create or replace temp table surplus as
select
    area_closure.ancestor_id as area_id,
    topic_of.counted_as as topic_id,
    repeated.day,
    count(*) - count(distinct repeated.complainant) as n_surplus
from repeated
inner join topic_of on repeated.topic_id = topic_of.topic_id
inner join ref.area_closure as area_closure on repeated.area_id = area_closure.area_id
group by all
having n_surplus > 0;

create or replace temp table event_daily as
with summed as (
    select
        by_area.city_id,
        area_closure.ancestor_id as area_id,
        by_area.topic_id,
        by_area.day,
        sum(by_area.n_events)::bigint as n_events
    from by_area
    inner join ref.area_closure as area_closure on by_area.area_id = area_closure.area_id
    group by all
)

select
    summed.city_id,
    area.level,
    summed.area_id,
    summed.topic_id,
    summed.day,
    summed.n_events,
    summed.n_events - coalesce(surplus.n_surplus, 0) as n_complainants
from summed
inner join ref.area as area on summed.area_id = area.area_id
left join surplus
    on
        summed.area_id = surplus.area_id
        and summed.topic_id = surplus.topic_id
        and summed.day = surplus.day
where summed.n_events > 0
order by summed.city_id, area.level, summed.topic_id, summed.area_id, summed.day;
