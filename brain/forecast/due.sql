-- Forecasts whose day has come and that no score covers yet.
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
where
    forecast.city_id = getvariable('city_id')
    and forecast.target_day <= getvariable('through')
    and forecast.target_day > coalesce(
        (
            select max(scored.target_day)
            from brain.forecast_score as scored
            where scored.city_id = forecast.city_id and scored.made_on = forecast.made_on
        ),
        date '1900-01-01'
    )
