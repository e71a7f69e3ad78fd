-- A warning of the area or of one that holds it, and of the topic, its group or all topics, within the days given.
select warning.warning_id
from brain.warning as warning
inner join ref.area_closure as closure on warning.area_id = closure.ancestor_id
where
    closure.area_id = getvariable('area_id')
    and warning.topic_id in (getvariable('topic_id'), split_part(getvariable('topic_id'), '.', 1), 'all')
    and warning.colour <> 'grey'
    and not coalesce(warning.is_exercise, false)
    and warning.opened_on <= getvariable('until')
    and warning.updated_on >= getvariable('since')
order by closure.depth, warning.opened_on
limit 1
