-- Service quality by area (each level), responsible department and the local day on which the case was reported,
-- built so that it does not pay to game it (Bevan and Hood 2006, "What's measured is what matters"):
--   response      answered by the due time. An unanswered case past due counts against: leaving it open hides nothing.
--   resolution    closed by the due time and not reopened. Closing without solving comes back in the last three.
--   satisfaction  4 or 5 of 5 among rated cases; closed cases nobody rated are shown as excluded, so asking only the
--                 content shows there.
--   reopen        closed cases that were opened again; closed less than a week ago: excluded, they still may be.
--   repeat        cases after which the same resident reported the same topic again within a week of closing (of
--                 reporting, where still open): a new number for the old trouble starts no new clean record.
--   early_close   closed before anyone responded, or within ten minutes of the report: paper work.
-- numerator / denominator = rate; excluded: cases that cannot be judged (yet). Due: due_at, else one day to respond and
-- seven to resolve. Judged as of the end of the feed's loaded days.
create or replace temp table kpi_case as
with cases as (
    select
        event.*,
        feed_span.span_end as as_of,
        coalesce(event.due_at, event.occurred_at + interval 1 day) as respond_by,
        coalesce(event.due_at, event.occurred_at + interval 7 day) as resolve_by,
        lead(event.occurred_at) over (
            partition by event.city_id, event.complainant, event.topic_id
            order by event.occurred_at, event.record_id
        ) as next_at,
        coalesce(department.department_id, event.feed_department_id) as department_id
    from event
    inner join feed_span on event.feed = feed_span.feed
    inner join ref.topic as topic on event.topic_id = topic.topic_id
    left join ref.department as department
        on event.city_id = department.city_id and topic.department_code = department.code
    where event.is_case
)

select
    city_id,
    area_id,
    department_id,
    day,
    coalesce(responded_at <= respond_by, false) as is_answered,
    responded_at is not null or as_of > respond_by as is_answer_judged,
    closed_at is not null and closed_at <= resolve_by and not coalesce(is_reopened, false) as is_resolved,
    closed_at is not null or as_of > resolve_by as is_resolution_judged,
    coalesce(satisfaction >= 4, false) as is_satisfied,
    satisfaction is not null as is_rated,
    closed_at is not null as is_closed,
    closed_at is not null and (closed_at <= as_of - interval 7 day or coalesce(is_reopened, false)) as is_reopen_judged,
    coalesce(is_reopened, false) as is_reopened,
    complainant is not null and coalesce(closed_at, occurred_at) <= as_of - interval 7 day as is_repeat_judged,
    complainant is not null
    and coalesce(next_at <= coalesce(closed_at, occurred_at) + interval 7 day, false) as is_repeated,
    coalesce(closed_at < responded_at or closed_at < occurred_at + interval 10 minute, false) as is_closed_early
from cases;

create or replace temp table kpi_daily as
with by_area as (
    select
        city_id,
        area_id,
        department_id,
        day,
        count(*) as n_cases,
        count(*) filter (where is_answered and is_answer_judged) as response_numerator,
        count(*) filter (where is_answer_judged) as response_denominator,
        count(*) filter (where is_resolved and is_resolution_judged) as resolution_numerator,
        count(*) filter (where is_resolution_judged) as resolution_denominator,
        count(*) filter (where is_satisfied) as satisfaction_numerator,
        count(*) filter (where is_rated) as satisfaction_denominator,
        count(*) filter (where is_closed and not is_rated) as satisfaction_excluded,
        count(*) filter (where is_reopened and is_reopen_judged) as reopen_numerator,
        count(*) filter (where is_reopen_judged) as reopen_denominator,
        count(*) filter (where is_closed and not is_reopen_judged) as reopen_excluded,
        count(*) filter (where is_repeated and is_repeat_judged) as repeat_numerator,
        count(*) filter (where is_repeat_judged) as repeat_denominator,
        count(*) filter (where is_closed_early) as early_close_numerator,
        count(*) filter (where is_closed) as early_close_denominator
    from kpi_case
    group by city_id, area_id, department_id, day
),

summed as (
    select
        by_area.city_id,
        area.level,
        area.area_id,
        by_area.department_id,
        by_area.day,
        sum(columns('^(n_cases|.*_numerator|.*_denominator|.*_excluded)$'))::bigint
    from by_area
    inner join ref.area_closure as area_closure on by_area.area_id = area_closure.area_id
    inner join ref.area as area on area_closure.ancestor_id = area.area_id
    group by by_area.city_id, area.level, area.area_id, by_area.department_id, by_area.day
)

select
    summed.*,
    n_cases - response_denominator as response_excluded,
    response_numerator / nullif(response_denominator, 0) as response_rate,
    n_cases - resolution_denominator as resolution_excluded,
    resolution_numerator / nullif(resolution_denominator, 0) as resolution_rate,
    satisfaction_numerator / nullif(satisfaction_denominator, 0) as satisfaction_rate,
    reopen_numerator / nullif(reopen_denominator, 0) as reopen_rate,
    n_cases - repeat_denominator as repeat_excluded,
    repeat_numerator / nullif(repeat_denominator, 0) as repeat_rate,
    n_cases - early_close_denominator as early_close_excluded,
    early_close_numerator / nullif(early_close_denominator, 0) as early_close_rate
from summed;
