select
    area.area_id,
    area.name_en,
    area.name_zh,
    area.level,
    coalesce(
        (
            select list(closure.ancestor_id order by closure.depth)
            from ref.area_closure as closure
            where closure.area_id = area.area_id and closure.depth > 0
        ),
        []
    ) as ancestors,
    coalesce(
        (
            select list(adjacency.neighbour_id order by adjacency.neighbour_id)
            from ref.adjacency as adjacency
            where adjacency.area_id = area.area_id
        ),
        []
    ) as neighbours
from ref.area as area
where area.city_id = getvariable('city_id')
