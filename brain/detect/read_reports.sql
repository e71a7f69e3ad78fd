-- Share of a topic's cases that had come in by the day known so far, by age of the day of the case (0: the last day).
-- The delay is that of mature cases: those of the four months up to two weeks ago. A case that came in later than the
-- second week tells nothing of delay: archives and backfills are loaded whole. A feed knows its cases up to the day of
-- its newest report or the last one asked for; one two weeks behind is discontinued.
with reports as (
    select
        feed,
        topic_id,
        cast(timezone(getvariable('timezone'), occurred_at) as date) as day,
        cast(timezone(getvariable('timezone'), received_at) as date) as received_day
    from report
    where received_at is not null
),

known as (
    select
        reports.feed,
        greatest(
            max(reports.received_day),
            cast(timezone(getvariable('timezone'), any_value(cursor.loaded_through)) as date) - 1
        ) as known_day
    from reports
    left join ops.cursor as cursor on reports.feed = cursor.feed
    group by reports.feed
),

mature as (
    select
        reports.topic_id,
        known.known_day,
        greatest(reports.received_day - reports.day, 0) as delay_days
    from reports
    inner join known on reports.feed = known.feed
    where
        reports.day between getvariable('through') - 120 and getvariable('through') - 14
        and reports.received_day - reports.day < 14
        and known.known_day >= getvariable('through') - 14
),

ages as (
    select cast(unnest(range(14)) as integer) as age
)

select
    mature.topic_id,
    ages.age,
    count(*) as n_cases,
    count(*) filter (where mature.delay_days <= mature.known_day - getvariable('through') + ages.age) as n_reported
from mature
cross join ages
group by mature.topic_id, ages.age
order by mature.topic_id, ages.age
