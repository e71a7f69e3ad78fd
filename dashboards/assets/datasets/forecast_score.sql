-- How the forecasts proved: weighted interval score against the seasonal naive, and how often the 95 % interval held.
select
    city_clock.city_en,
    city_clock.city_zh,
    scope.scope_id,
    scope.scope_en,
    scope.scope_zh,
    forecast_score.topic_id,
    topic_name.topic_en,
    topic_name.topic_zh,
    cast(forecast_score.made_on as timestamp) as made_on,
    forecast_score.horizon,
    forecast_score.wis,
    forecast_score.wis_naive,
    forecast_score.mase,
    cast(forecast_score.is_covered_95 as integer) as n_covered,
    forecast_score.model
from brain.forecast_score
inner join city_clock on forecast_score.city_id = city_clock.city_id
inner join scope on forecast_score.area_id = scope.area_id and forecast_score.area_id = scope.scope_id
inner join topic_name on forecast_score.topic_id = topic_name.topic_id
where forecast_score.level in ('city', 'district')
