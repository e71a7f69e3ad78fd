-- Expected demand against capacity for the coming days, and what was proposed to close the gap.
select
    city_clock.city_en,
    city_clock.city_zh,
    scope.scope_id,
    scope.scope_en,
    scope.scope_zh,
    place.place_en,
    place.place_zh,
    cast(allocation.day as timestamp) as day,
    strftime(allocation.day, '%m-%d') as day_text,
    date_diff('day', city_clock.today, allocation.day) as days_ahead,
    allocation.resource,
    coalesce(resource.label_en, replace(allocation.resource, '_', ' ')) as resource_en,
    coalesce(resource.label_zh, allocation.resource) as resource_zh,
    topic_name.topic_en,
    topic_name.topic_zh,
    allocation.demand_mean,
    allocation.demand_q90,
    allocation.capacity,
    allocation.moved_in,
    allocation.moved_out,
    allocation.unmet,
    allocation.explanation_en,
    allocation.explanation_zh
from brain.allocation
inner join city_clock on allocation.city_id = city_clock.city_id
inner join scope on allocation.area_id = scope.area_id
inner join place on allocation.area_id = place.area_id
left join topic_name on allocation.topic_id = topic_name.topic_id
left join label as resource on allocation.resource = resource.code and resource.kind = 'resource'
where allocation.day >= city_clock.today - 1
