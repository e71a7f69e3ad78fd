-- The name of a place and of the district that it lies in.
with district as (
    select
        area_closure.area_id,
        ancestor.name_en,
        ancestor.name_zh
    from ref.area_closure
    inner join ref.area as ancestor on area_closure.ancestor_id = ancestor.area_id
    where ancestor.level = 'district' and area_closure.depth > 0
)

select
    area.area_id,
    coalesce(area.name_en || ', ' || district.name_en, area.name_en) as place_en,
    coalesce(district.name_zh || area.name_zh, area.name_zh) as place_zh
from ref.area
left join district on area.area_id = district.area_id
