-- Forecasts whose day has come and that have no score yet: a late feed's are scored when its counts are there.
select
    forecast.level,
    forecast.area_id,
    forecast.topic_id,
    forecast.made_on,
    forecast.target_day,
    forecast.horizon,
    forecast.mean,
    forecast.model,
    columns('^q0')
from brain.forecast as forecast
left join brain.forecast_score as scored
    on
        forecast.city_id = scored.city_id
        and forecast.area_id = scored.area_id
        and forecast.topic_id = scored.topic_id
        and forecast.made_on = scored.made_on
        and forecast.target_day = scored.target_day
where
    forecast.city_id = getvariable('city_id')
    and forecast.target_day <= getvariable('through')
    and scored.target_day is null
