-- Deletes what a feed holds of the given runs; their books stay.
delete from silver.{{ feed }}
where run_id in (select unnest(getvariable('run_ids')));

delete from ops.quarantine
where run_id in (select unnest(getvariable('run_ids')));

update ops.run set state = 'expired'
where run_id in (select unnest(getvariable('run_ids')));
