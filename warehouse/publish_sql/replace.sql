-- Takes away what the window replaces and moves the books of earlier runs whose rows it supersedes.
delete from silver.{{ feed }}
where run_id in (select absorbed.run_id from absorbed);

delete from silver.{{ feed }}
where record_id in (
    select outcome.record_id from outcome
    where outcome.outcome = 'replaces'
);

create or replace temp table moved as
select
    held_run_id as run_id,
    count(*) as n_moved
from outcome
where outcome = 'replaces'
group by held_run_id;

update ops.run set
    n_accepted = n_accepted - moved.n_moved,
    n_duplicate = n_duplicate + moved.n_moved,
    n_superseded = n_superseded + moved.n_moved
from moved
where run.run_id = moved.run_id;

-- A quarantined record that passes now is kept, marked with the run that took it in.
update ops.quarantine set replayed_run_id = getvariable('run_id')
where
    feed = getvariable('feed') and replayed_run_id is null
    and run_id in (select absorbed.run_id from absorbed)
    and record_id in (
        select outcome.record_id from outcome
        where outcome.outcome != 'quarantined'
    );

delete from ops.quarantine
where
    feed = getvariable('feed') and replayed_run_id is null
    and run_id in (select absorbed.run_id from absorbed);

delete from ops.quality_result
where run_id in (select absorbed.run_id from absorbed);

delete from ops.run
where
    run_id in (select absorbed.run_id from absorbed)
    or (
        feed = getvariable('feed') and state = 'failed'
        and window_start < getvariable('window_end') and window_end > getvariable('window_start')
    );

delete from ops.cursor
where feed = getvariable('feed');
