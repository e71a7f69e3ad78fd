-- The last 60 days as they were, with the forecast made last before each day, then the newest forecast; each with its
-- 50 % and 95 % prediction intervals.
with newest as (
    select
        city_id,
        max(made_on) as made_on
    from brain.forecast
    group by city_id
),

foreseen as (
    select
        forecast.city_id,
        forecast.area_id,
        forecast.topic_id,
        forecast.target_day as day,
        forecast.target_day >= newest.made_on as is_forecast,
        forecast.horizon,
        forecast.mean as yhat,
        forecast."q0.025" as yhat_lower,
        forecast."q0.975" as yhat_upper,
        forecast."q0.25" as q50_lower,
        forecast."q0.75" as q50_upper
    from brain.forecast
    inner join newest on forecast.city_id = newest.city_id
    where forecast.level in ('city', 'district') and forecast.target_day >= newest.made_on - 60
    qualify
        row_number() over (
            partition by forecast.city_id, forecast.area_id, forecast.topic_id, forecast.target_day
            order by forecast.made_on desc
        ) = 1
),

happened as (
    select
        event_daily.city_id,
        event_daily.area_id,
        event_daily.topic_id,
        event_daily.day,
        event_daily.n_events as reports
    from gold.event_daily
    inner join newest on event_daily.city_id = newest.city_id
    where
        event_daily.level in ('city', 'district')
        and event_daily.day >= newest.made_on - 60
        and event_daily.day < newest.made_on
),

series as (
    select
        coalesce(happened.city_id, foreseen.city_id) as city_id,
        coalesce(happened.area_id, foreseen.area_id) as area_id,
        coalesce(happened.topic_id, foreseen.topic_id) as topic_id,
        coalesce(happened.day, foreseen.day) as day,
        coalesce(foreseen.is_forecast, false) as is_forecast,
        happened.reports,
        foreseen.horizon,
        foreseen.yhat,
        foreseen.yhat_lower,
        foreseen.yhat_upper,
        foreseen.q50_lower,
        foreseen.q50_upper
    from happened
    full join foreseen
        on
            happened.area_id = foreseen.area_id
            and happened.topic_id = foreseen.topic_id
            and happened.day = foreseen.day
)

select
    city_clock.city_en,
    city_clock.city_zh,
    scope.scope_id,
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
