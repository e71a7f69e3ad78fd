-- Every reported event of every feed of grain event or count, one form. day: the local day of the city.
-- is_case: may be answered and closed; is_survey: its residents are asked how content they are.
-- complainant: pseudonym; the same resident has the same one in every feed of the same purpose.
create or replace temp table event as
{% for feed in event_feeds %}
select
    '{{ feed.id }}' as feed,
    '{{ feed.city }}' as city_id,
    '{{ feed.department_id }}' as feed_department_id,
    silver.record_id,
    silver.area_id,
    silver.topic_id,
    silver.occurred_at,
    silver.n_events,
    cast(timezone('{{ feed.timezone }}', silver.occurred_at) as date) as day,
    {{ feed.responded_at }} as responded_at,
    {{ feed.closed_at }} as closed_at,
    {{ feed.due_at }} as due_at,
    {{ feed.is_reopened }} as is_reopened,
    {{ feed.satisfaction }} as satisfaction,
    {{ feed.complainant }} as complainant,
    {{ feed.is_case }} as is_case,
    {{ feed.is_survey }} as is_survey
from silver.{{ feed.id }} as silver
union all
{% endfor %}
select
    null::varchar as feed,
    null::varchar as city_id,
    null::varchar as feed_department_id,
    null::varchar as record_id,
    null::varchar as area_id,
    null::varchar as topic_id,
    null::timestamptz as occurred_at,
    null::bigint as n_events,
    null::date as day,
    null::timestamptz as responded_at,
    null::timestamptz as closed_at,
    null::timestamptz as due_at,
    null::boolean as is_reopened,
    null::double as satisfaction,
    null::varchar as complainant,
    false as is_case,
    false as is_survey
where false;
