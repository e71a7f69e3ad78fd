-- Personal values found for every thousand rows, by feed and day, and against what is usual for the feed (the median
-- of its runs): a sudden fall means that a detector went blind.
with found as (
    select
        run_id,
        sum(n_found) as n_found
    from standing_masking
    group by run_id
),

rated as (
    select
        run.*,
        found.n_found,
        found.n_found / run.n_pulled as rate,
        median(found.n_found / run.n_pulled) over (partition by run.feed) as usual_rate
    from ops.run
    inner join found on run.run_id = found.run_id
    where run.n_pulled > 0
)

select
    city_clock.city_en,
    city_clock.city_zh,
    coalesce(feed.title_en, rated.feed) as feed_en,
    coalesce(feed.title_zh, rated.feed) as feed_zh,
    cast(cast(timezone(city_clock.timezone, rated.window_end) as date) - 1 as timestamp) as day,
    rated.n_pulled,
    rated.n_found,
    1000 * rated.usual_rate as usual_per_thousand,
    rated.rate / nullif(rated.usual_rate, 0) as share_of_usual
from rated
inner join city_clock on rated.city_id = city_clock.city_id
left join ref.feed on rated.feed = feed.feed_id
