-- How many cases each kind of resource (crew, bed …) can serve, by area and local day.
create or replace temp table capacity_daily as
with planned as (
    {% for feed in capacity_feeds %}
    select
        '{{ feed.city }}' as city_id,
        silver.area_id,
        silver.topic_id,
        {{ feed.resource }} as resource,
        cast(timezone('{{ feed.timezone }}', silver.occurred_at) as date) as day,
        cast({{ feed.capacity }} as double) as capacity
    from silver.{{ feed.id }} as silver
    union all
    {% endfor %}
    select
        null::varchar as city_id,
        null::varchar as area_id,
        null::varchar as topic_id,
        null::varchar as resource,
        null::date as day,
        null::double as capacity
    where false
)

select
    city_id,
    area_id,
    resource,
    topic_id,
    day,
    sum(capacity) as capacity
from planned
group by all;
