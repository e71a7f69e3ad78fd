-- Events by area (each level), topic (leaf, group, all) and local day.
-- n_complainants: one resident who reports the same topic on the same day over several channels counts once;
-- events without a complainant count each. Only residents with several reports that day need a distinct count,
-- so n_complainants = n_events - surplus, the surplus being their reports beyond the first.
-- Areas and topics are small numbers until the last step: grouping texts is several times slower.
create or replace temp table area_key as
select
    area_id,
    city_id,
    level,
    row_number() over (order by city_id, level, area_id)::smallint as area_key
from ref.area;

create or replace temp table area_above as
select
    below.area_key,
    above.area_key as above_key
from ref.area_closure as area_closure
inner join area_key as below on area_closure.area_id = below.area_id
inner join area_key as above on area_closure.ancestor_id = above.area_id;

create or replace temp table topic_key as
select
    topic_id,
    group_id,
    row_number() over (order by topic_id)::smallint as topic_key
from ref.topic;

create or replace temp table topic_of as
select
    leaf.topic_id,
    leaf.topic_key,
    counted.topic_id as counted_as,
    counted.topic_key as counted_key
from topic_key as leaf
inner join topic_key as counted
    on leaf.topic_id = counted.topic_id or leaf.group_id = counted.topic_id or counted.topic_id = 'all'
where leaf.topic_id not in ('all', leaf.group_id);

create or replace temp table by_area as
select
    area_key.area_key,
    topic_key.topic_key,
    event.day,
    sum(event.n_events)::integer as n_events
from event
inner join area_key on event.area_id = area_key.area_id
inner join topic_key on event.topic_id = topic_key.topic_id
group by all;

create or replace temp table repeated as
with several as (
    select
        area_id,
        topic_id,
        day,
        hash(complainant) as complainant
    from event
    where complainant is not null
    qualify count(*) over (partition by city_id, day, complainant) > 1
)

select
    area_key.area_key,
    topic_key.topic_key,
    several.day,
    several.complainant
from several
inner join area_key on several.area_id = area_key.area_id
inner join topic_key on several.topic_id = topic_key.topic_id;

create or replace temp table surplus as
select
    area_above.above_key as area_key,
    topic_of.counted_key as topic_key,
    repeated.day,
    count(*) - count(distinct repeated.complainant) as n_surplus
from repeated
inner join topic_of on repeated.topic_key = topic_of.topic_key
inner join area_above on repeated.area_key = area_above.area_key
group by all
having n_surplus > 0;

create or replace temp table event_daily as
with by_topic as (
    select
        by_area.area_key,
        topic_of.counted_key as topic_key,
        by_area.day,
        sum(by_area.n_events)::integer as n_events
    from by_area
    inner join topic_of on by_area.topic_key = topic_of.topic_key
    group by all
),

summed as (
    select
        area_above.above_key as area_key,
        by_topic.topic_key,
        by_topic.day,
        sum(by_topic.n_events) as n_events
    from by_topic
    inner join area_above on by_topic.area_key = area_above.area_key
    group by all
)

select
    area_key.city_id,
    area_key.level,
    area_key.area_id,
    topic_key.topic_id,
    summed.day,
    summed.n_events::bigint as n_events,
    summed.n_events::bigint - coalesce(surplus.n_surplus, 0) as n_complainants
from summed
inner join area_key on summed.area_key = area_key.area_key
inner join topic_key on summed.topic_key = topic_key.topic_key
left join surplus
    on
        summed.area_key = surplus.area_key
        and summed.topic_key = surplus.topic_key
        and summed.day = surplus.day
where summed.n_events > 0
order by summed.area_key, summed.topic_key, summed.day;
