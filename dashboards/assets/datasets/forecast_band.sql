-- The last 60 days as they were, then the newest forecast with its 95 % prediction interval.
with newest as (
    select
        city_id,
        max(made_on) as made_on
    from brain.forecast
    group by city_id
),

series as (
    select
        event_daily.city_id,
        event_daily.area_id,
        event_daily.topic_id,
        event_daily.day,
        event_daily.n_events as reports,
        null as yhat,
        null as yhat_lower,
        null as yhat_upper,
        false as is_forecast,
        null as horizon,
        null as q50_lower,
        null as q50_upper
    from gold.event_daily
    inner join newest on event_daily.city_id = newest.city_id
    where event_daily.day >= newest.made_on - 60 and event_daily.level in ('city', 'district')
    union all by name
    select
        forecast.city_id,
        forecast.area_id,
        forecast.topic_id,
        forecast.target_day as day,
        null as reports,
        forecast.mean as yhat,
        forecast."q0.025" as yhat_lower,
        forecast."q0.975" as yhat_upper,
        true as is_forecast,
        forecast.horizon,
        forecast."q0.25" as q50_lower,
        forecast."q0.75" as q50_upper
    from brain.forecast
    inner join newest on forecast.city_id = newest.city_id and forecast.made_on = newest.made_on
    where forecast.level in ('city', 'district')
)

select
    city_clock.city_en,
    city_clock.city_zh,
    scope.scope_en,
    scope.scope_zh,
    series.topic_id,
    topic_name.topic_en as series_en,
    topic_name.topic_zh as series_zh,
    series.topic_id = topic_name.group_id and series.topic_id <> 'all' as is_group,
    cast(series.day as timestamp) as day,
    strftime(series.day, '%m-%d') as day_text,
    series.is_forecast,
    series.horizon,
    series.reports,
    series.yhat,
    series.yhat_lower,
    series.yhat_upper,
    series.q50_lower,
    series.q50_upper
from series
inner join city_clock on series.city_id = city_clock.city_id
inner join scope on series.area_id = scope.area_id and series.area_id = scope.scope_id
inner join topic_name on series.topic_id = topic_name.topic_id
