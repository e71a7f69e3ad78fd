-- The books of each feed: rows pulled must equal accepted, quarantined and duplicate rows together.
select
    city_clock.city_en,
    city_clock.city_zh,
    coalesce(feed.title_en, run.feed) as feed_en,
    coalesce(feed.title_zh, run.feed) as feed_zh,
    run.run_id,
    run.state,
    cast(timezone(city_clock.timezone, run.window_start) as timestamp) as window_start,
    run.n_pulled,
    run.n_accepted,
    run.n_quarantined,
    run.n_duplicate,
    run.n_pulled - run.n_accepted - run.n_quarantined - run.n_duplicate as difference
from ops.run
inner join city_clock on run.city_id = city_clock.city_id
left join ref.feed on run.feed = feed.feed_id
