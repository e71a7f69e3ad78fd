-- The name of a place and of the district that it lies in.
select
    area.area_id,
    case
        when area.level in ('city', 'district') or district.area_id is null then area.name_en
        else area.name_en || ', ' || district.name_en
    end as place_en,
    case
        when area.level in ('city', 'district') or district.area_id is null then area.name_zh
        else district.name_zh || area.name_zh
    end as place_zh
from ref.area
left join (
    select
        area_closure.area_id as part_id,
        ancestor.area_id,
        ancestor.name_en,
        ancestor.name_zh
    from ref.area_closure
    inner join ref.area as ancestor on area_closure.ancestor_id = ancestor.area_id and ancestor.level = 'district'
) as district on area.area_id = district.part_id
