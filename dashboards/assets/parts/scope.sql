-- Every area under the whole city, under its district: what the area filter chooses from.
select
    area_closure.area_id,
    ancestor.city_id,
    ancestor.area_id as scope_id,
    ancestor.level as scope_level,
    case ancestor.level when 'city' then 'Whole city' else ancestor.name_en end as scope_en,
    case ancestor.level when 'city' then '全市' else ancestor.name_zh end as scope_zh
from ref.area_closure
inner join ref.area as ancestor on area_closure.ancestor_id = ancestor.area_id
where ancestor.level in ('city', 'district')
