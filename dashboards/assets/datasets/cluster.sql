-- Space-time clusters: groups of neighbouring areas with more events than chance explains.
with member as (
    select
        cluster.cluster_id,
        unnest(cluster.area_ids) as area_id
    from brain.cluster
),

named as (
    select
        member.cluster_id,
        count(*) as n_areas,
        array_to_string(list(area.name_en order by area.area_id)[:4], ', ')
        || case when count(*) > 4 then format(' and {} more', count(*) - 4) else '' end as areas_en,
        array_to_string(list(area.name_zh order by area.area_id)[:4], '、')
        || case when count(*) > 4 then format('等{}处', count(*)) else '' end as areas_zh
    from member
    inner join ref.area on member.area_id = area.area_id
    group by member.cluster_id
),

located as (
    select distinct
        member.cluster_id,
        scope.scope_id,
        scope.scope_en,
        scope.scope_zh
    from member
    inner join scope on member.area_id = scope.area_id
)

select
    cluster.cluster_id,
    city_clock.city_en,
    city_clock.city_zh,
    located.scope_id,
    located.scope_en,
    located.scope_zh,
    cluster.topic_id,
    topic_name.topic_en,
    topic_name.topic_zh,
    cast(cluster.day as timestamp) as day,
    strftime(cluster.day, '%Y-%m-%d') as day_text,
    cluster.window_days,
    named.n_areas,
    named.areas_en,
    named.areas_zh,
    cluster.observed,
    cluster.expected,
    case
        when cluster.observed > 100 * cluster.expected then '> 100'
        else format('{:.1f}', cluster.observed / cluster.expected)
    end as relative_risk,
    case when cluster.p_value < 0.001 then '< 0.001' else format('{:.3f}', cluster.p_value) end as p_value
from brain.cluster
inner join city_clock on cluster.city_id = city_clock.city_id
inner join named on cluster.cluster_id = named.cluster_id
inner join located on cluster.cluster_id = located.cluster_id
left join topic_name on cluster.topic_id = topic_name.topic_id
