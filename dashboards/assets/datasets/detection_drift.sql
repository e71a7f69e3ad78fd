-- Personal values found for every thousand rows, by feed and day: a sudden fall means that a detector went blind.
with found as (
    select
        run_id,
        sum(n_found) as n_found,
        sum(n_found) filter (where column_name in ('description', 'content', 'note', 'remark')) as n_found_in_text
    from audit.masking_log
    group by run_id
)

select
    city_clock.city_en,
    city_clock.city_zh,
    coalesce(feed.title_en, run.feed) as feed_en,
    coalesce(feed.title_zh, run.feed) as feed_zh,
    cast(cast(timezone(city_clock.timezone, run.window_end) as date) - 1 as timestamp) as day,
    date_diff('day', cast(timezone(city_clock.timezone, run.window_end) as date), city_clock.today) as days_ago,
    run.n_pulled,
    found.n_found
from ops.run
inner join found on run.run_id = found.run_id
inner join city_clock on run.city_id = city_clock.city_id
left join ref.feed on run.feed = feed.feed_id
where run.n_pulled > 0
