-- Measured values (air, water pressure, weather) by area (each level above the sensor's), topic and local day.
create or replace temp table measure_daily as
with measured as (
    {% for feed in measure_feeds %}
    select
        '{{ feed.city }}' as city_id,
        silver.area_id,
        silver.topic_id,
        silver.value,
        cast(timezone('{{ feed.timezone }}', silver.occurred_at) as date) as day,
        '{{ feed.unit }}' as unit
    from silver.{{ feed.id }} as silver
    where silver.value is not null
    union all
    {% endfor %}
    select
        null::varchar as city_id,
        null::varchar as area_id,
        null::varchar as topic_id,
        null::double as value,
        null::date as day,
        null::varchar as unit
    where false
),

by_area as (
    select
        city_id,
        area_id,
        topic_id,
        day,
        unit,
        sum(value) as total,
        max(value) as max_value,
        count(*) as n_values
    from measured
    group by all
)

select
    by_area.city_id,
    area.level,
    area.area_id,
    by_area.topic_id,
    by_area.day,
    by_area.unit,
    sum(by_area.total) / sum(by_area.n_values) as mean_value,
    max(by_area.max_value) as max_value,
    sum(by_area.n_values)::bigint as n_values
from by_area
inner join ref.area_closure as area_closure on by_area.area_id = area_closure.area_id
inner join ref.area as area on area_closure.ancestor_id = area.area_id
group by all;
