-- Service quality by area (each level), responsible department and the local day on which the case was reported,
-- built so that it does not pay to game it (Bevan and Hood 2006, "What's measured is what matters"). A case is judged
-- once it has fallen due, whatever was done with it before: quick cases do not come in ahead of slow ones.
--   response      answered (closing is an answer) by the due time.
--   resolution    closed by the due time and not reopened. Closing without solving comes back in reopen and repeat.
--   satisfaction  4 or 5 of 5, of the cases that were rated or are still open: asking only the content shows in the
--                 exclusions, and what is left open counts against.
--   reopen        opened again, of the cases closed (or, where open again, reported) a week ago or earlier.
--   repeat        cases after which the same resident reported the same topic again within a week of closing (of
--                 reporting, where still open): a new number for the old trouble starts no new clean record.
--   early_close   closed before anyone responded, or within ten minutes of the report: paper work.
-- numerator / denominator = rate; excluded = n_cases - denominator: cases that cannot be judged, or not yet. The rates
-- of response, resolution, satisfaction and early_close are null, not yet known, while more than 2 % of the day's cases
-- have still to fall due. Due: due_at, else one day to respond and seven to resolve. Judged as of the end of the feed's
-- loaded days.
create or replace temp table department_key as
select
    department_id,
    city_id,
    code,
    row_number() over (order by department_id)::smallint as department_key
from ref.department;

create or replace temp table kpi_case as
with cases as (
    select
        event.*,
        feed_span.span_end as as_of,
        coalesce(event.due_at, event.occurred_at + interval 1 day) as respond_by,
        coalesce(event.due_at, event.occurred_at + interval 7 day) as resolve_by,
        area_key.area_key,
        lead(event.occurred_at) over (
            partition by hash(event.city_id, event.topic_id, event.complainant)
            order by event.occurred_at
        ) as next_at,
        coalesce(by_topic.department_key, by_feed.department_key) as department_key
    from event
    inner join feed_span on event.feed = feed_span.feed
    inner join ref.topic as topic on event.topic_id = topic.topic_id
    inner join area_key on event.area_id = area_key.area_id
    left join department_key as by_feed on event.feed_department_id = by_feed.department_id
    left join department_key as by_topic
        on event.city_id = by_topic.city_id and topic.department_code = by_topic.code
    where event.is_case
)

select
    area_key,
    department_key,
    day,
    as_of > respond_by as is_answer_due,
    coalesce(coalesce(responded_at, closed_at) <= respond_by, false) as is_answered,
    as_of > resolve_by as is_due,
    coalesce(closed_at <= resolve_by, false) and not coalesce(is_reopened, false) as is_resolved,
    is_survey and as_of > resolve_by and (satisfaction is not null or closed_at is null) as is_satisfaction_judged,
    coalesce(satisfaction >= 4, false) as is_satisfied,
    (closed_at is not null or coalesce(is_reopened, false))
    and coalesce(closed_at, occurred_at) <= as_of - interval 7 day as is_reopen_judged,
    coalesce(is_reopened, false) as is_reopened,
    complainant is not null and coalesce(closed_at, occurred_at) <= as_of - interval 7 day as is_repeat_judged,
    complainant is not null
    and coalesce(next_at <= coalesce(closed_at, occurred_at) + interval 7 day, false) as is_repeated,
    coalesce(closed_at < responded_at or closed_at < occurred_at + interval 10 minute, false) as is_closed_early
from cases;

create or replace temp table kpi_daily as
with by_area as (
    select
        area_key,
        department_key,
        day,
        count(*)::integer as n_cases,
        (count(*) filter (where is_answered and is_answer_due))::integer as response_numerator,
        (count(*) filter (where is_answer_due))::integer as response_denominator,
        (count(*) filter (where is_resolved and is_due))::integer as resolution_numerator,
        (count(*) filter (where is_due))::integer as resolution_denominator,
        (count(*) filter (where is_satisfied and is_satisfaction_judged))::integer as satisfaction_numerator,
        (count(*) filter (where is_satisfaction_judged))::integer as satisfaction_denominator,
        (count(*) filter (where is_reopened and is_reopen_judged))::integer as reopen_numerator,
        (count(*) filter (where is_reopen_judged))::integer as reopen_denominator,
        (count(*) filter (where is_repeated and is_repeat_judged))::integer as repeat_numerator,
        (count(*) filter (where is_repeat_judged))::integer as repeat_denominator,
        (count(*) filter (where is_closed_early and is_due))::integer as early_close_numerator,
        (count(*) filter (where is_due))::integer as early_close_denominator
    from kpi_case
    group by area_key, department_key, day
),

summed as (
    select
        area_above.above_key as area_key,
        by_area.department_key,
        by_area.day,
        sum(columns('^(n_cases|.*_numerator|.*_denominator)$'))::bigint
    from by_area
    inner join area_above on by_area.area_key = area_above.area_key
    group by area_above.above_key, by_area.department_key, by_area.day
),

rated as (
    select
        summed.*,
        n_cases - response_denominator as response_excluded,
        case
            when n_cases - response_denominator <= 0.02 * n_cases
                then response_numerator / nullif(response_denominator, 0)
        end as response_rate,
        n_cases - resolution_denominator as resolution_excluded,
        case
            when n_cases - resolution_denominator <= 0.02 * n_cases
                then resolution_numerator / nullif(resolution_denominator, 0)
        end as resolution_rate,
        n_cases - satisfaction_denominator as satisfaction_excluded,
        case
            when n_cases - resolution_denominator <= 0.02 * n_cases
                then satisfaction_numerator / nullif(satisfaction_denominator, 0)
        end as satisfaction_rate,
        n_cases - reopen_denominator as reopen_excluded,
        reopen_numerator / nullif(reopen_denominator, 0) as reopen_rate,
        n_cases - repeat_denominator as repeat_excluded,
        repeat_numerator / nullif(repeat_denominator, 0) as repeat_rate,
        n_cases - early_close_denominator as early_close_excluded,
        case
            when n_cases - resolution_denominator <= 0.02 * n_cases
                then early_close_numerator / nullif(early_close_denominator, 0)
        end as early_close_rate
    from summed
)

select
    area_key.city_id,
    area_key.level,
    area_key.area_id,
    department_key.department_id,
    rated.* exclude (area_key, department_key)  -- noqa: RF02
from rated
inner join area_key on rated.area_key = area_key.area_key
left join department_key on rated.department_key = department_key.department_key;
