-- The name of a place with the places that it lies in, from the district down.
select
    area_closure.area_id,
    coalesce(
        string_agg(ancestor.name_en, ' · ' order by area_closure.depth desc) filter (where ancestor.level <> 'city'),
        any_value(ancestor.name_en)
    ) as place_en,
    coalesce(
        string_agg(ancestor.name_zh, ' · ' order by area_closure.depth desc) filter (where ancestor.level <> 'city'),
        any_value(ancestor.name_zh)
    ) as place_zh
from ref.area_closure
inner join ref.area as ancestor on area_closure.ancestor_id = ancestor.area_id
group by area_closure.area_id
