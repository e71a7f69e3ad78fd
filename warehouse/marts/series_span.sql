-- From which day to which day the counts of a topic are complete, so that a missing row means zero.
-- A feed's span is its longest run of loaded days without a gap. A topic starts with its first feed and ends with
-- the one that is furthest behind, so that a late feed shortens the series instead of showing a false fall;
-- a feed more than two weeks behind the newest is left out as discontinued. An archive (clock: data) ends with its last
-- event, however far beyond it was asked for.
create or replace temp table feed_span as
with loaded as (
    select
        feed,
        city_id,
        window_start,
        window_end,
        coalesce(window_start > lag(window_end) over (partition by feed order by window_start), true) as is_gap
    from ops.run
    where state in ('succeeded', 'expired')
),

numbered as (
    select
        loaded.*,
        sum(cast(is_gap as integer)) over (partition by feed order by window_start) as block
    from loaded
),

blocks as (
    select
        feed,
        city_id,
        min(window_start) as span_start,
        max(window_end) as span_end
    from numbered
    group by feed, city_id, block
)

select
    blocks.feed,
    blocks.city_id,
    blocks.span_end,
    cast(timezone(city.timezone, blocks.span_start) as date) as first_day,
    cast(timezone(city.timezone, blocks.span_end) as date) - 1 as last_day
from blocks
inner join ref.city as city on blocks.city_id = city.city_id
qualify
    row_number() over (
        partition by blocks.feed
        order by blocks.span_end - blocks.span_start desc, blocks.span_start desc
    ) = 1;

create or replace temp table series_span as
with reported as (
    select distinct
        event.feed,
        event.city_id,
        topic_of.counted_as as topic_id
    from event
    inner join topic_of on event.topic_id = topic_of.topic_id
),

archive_end as (
    select
        event.feed,
        max(event.day) as last_day
    from event
    inner join ref.city as city on event.city_id = city.city_id
    where city.clock = 'data'
    group by event.feed
),

spans as (
    select
        reported.city_id,
        reported.topic_id,
        feed_span.first_day,
        least(feed_span.last_day, archive_end.last_day) as last_day,
        max(least(feed_span.last_day, archive_end.last_day)) over (
            partition by reported.city_id, reported.topic_id
        ) as newest_day
    from reported
    inner join feed_span on reported.feed = feed_span.feed
    left join archive_end on reported.feed = archive_end.feed
)

select
    city_id,
    topic_id,
    min(first_day) as first_day,
    min(last_day) as last_day
from spans
where last_day >= newest_day - 14
group by city_id, topic_id;
