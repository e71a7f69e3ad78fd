-- The city as GeoJSON features: its streets (districts where there are none) tinted by the worst active warning
-- within or over them, then each warned grid or community in full colour.
with active as (
    select
        warning.area_id,
        warning.title_en,
        warning.title_zh,
        area.level,
        case warning.colour when 'red' then 1 when 'orange' then 2 when 'yellow' then 3 else 4 end as severity
    from brain.warning
    inner join ref.area on warning.area_id = area.area_id
    where
        warning.state not in ('resolved', 'closed', 'expired')
        and warning.is_within_budget
        and area.level <> 'city'
),

base_level as (
    select
        city_id,
        case when bool_or(level = 'street') then 'street' else 'district' end as level
    from ref.area
    where polygon_geojson is not null
    group by city_id
),

reach as (
    select
        area_closure.ancestor_id as area_id,
        active.severity,
        active.title_en,
        active.title_zh
    from active
    inner join ref.area_closure on active.area_id = area_closure.area_id
    union all by name
    select
        area_closure.area_id,
        active.severity,
        active.title_en,
        active.title_zh
    from active
    inner join ref.area_closure on active.area_id = area_closure.ancestor_id and area_closure.depth > 0
    where active.level = 'district'
),

worst as (
    select
        area_id,
        min(severity) as severity,
        count(distinct title_en) as n_warnings,
        arg_min(title_en, severity) as title_en,
        arg_min(title_zh, severity) as title_zh
    from reach
    group by area_id
),

feature as (
    select
        area.city_id,
        area.area_id,
        area.polygon_geojson,
        worst.severity,
        coalesce(worst.n_warnings, 0) as n_warnings,
        worst.title_en,
        worst.title_zh,
        area.level <> base_level.level as is_overlay
    from ref.area
    inner join base_level on area.city_id = base_level.city_id
    left join worst on area.area_id = worst.area_id
    where
        area.polygon_geojson is not null
        and (
            area.level = base_level.level
            or (area.level in ('community', 'grid') and area.area_id in (select active.area_id from active))
        )
),

drawn as (
    select
        feature.*,
        city_clock.city_en,
        city_clock.city_zh,
        scope.scope_id,
        scope.scope_en,
        scope.scope_zh,
        place.place_en,
        place.place_zh,
        colour.label_en as colour_en,
        colour.label_zh as colour_zh,
        case coalesce(feature.severity, 0)
            when 1 then [200, 16, 46] when 2 then [240, 126, 38] when 3 then [242, 199, 68] when 4 then [140, 147, 154]
            else [221, 231, 238]
        end as rgb
    from feature
    inner join city_clock on feature.city_id = city_clock.city_id
    inner join scope on feature.area_id = scope.area_id
    inner join place on feature.area_id = place.area_id
    left join label as colour
        on
            colour.kind = 'colour'
            and colour.code
            = case feature.severity when 1 then 'red' when 2 then 'orange' when 3 then 'yellow' when 4 then 'grey' end
)

select
    drawn.area_id,
    drawn.city_en,
    drawn.city_zh,
    drawn.scope_id,
    drawn.scope_en,
    drawn.scope_zh,
    drawn.place_en,
    drawn.place_zh,
    drawn.n_warnings,
    json_object(
        'type', 'Feature',
        'geometry', cast(drawn.polygon_geojson as json),
        'properties', json_object(
            'fillColor', list_append(drawn.rgb, case when drawn.is_overlay then 255 else 165 end),
            'strokeColor', case when drawn.is_overlay then [60, 60, 60, 255] else [255, 255, 255, 255] end
        ),
        'extraProps', json_object(
            'Place', drawn.place_en,
            'Warning', coalesce(drawn.colour_en || ': ' || drawn.title_en, 'none'),
            'Active here', drawn.n_warnings
        )
    ) as feature_en,
    json_object(
        'type', 'Feature',
        'geometry', cast(drawn.polygon_geojson as json),
        'properties', json_object(
            'fillColor', list_append(drawn.rgb, case when drawn.is_overlay then 255 else 165 end),
            'strokeColor', case when drawn.is_overlay then [60, 60, 60, 255] else [255, 255, 255, 255] end
        ),
        'extraProps', json_object(
            '位置', drawn.place_zh,
            '预警', coalesce(drawn.colour_zh || '：' || drawn.title_zh, '无'),
            '本地有效预警', drawn.n_warnings
        )
    ) as feature_zh
from drawn
order by drawn.is_overlay asc, coalesce(drawn.severity, 9) desc, drawn.area_id asc
