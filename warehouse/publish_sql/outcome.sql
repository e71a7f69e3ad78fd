-- What becomes of each staged row, given what the lake holds (run under the commit lock, inside the transaction).
-- accepted: new; replaces: newer version of an earlier window's row; duplicate: same as an earlier window's row;
-- superseded: a later window already holds a newer version; quarantined: a rule failed.
create or replace temp table absorbed as
select run_id
from ops.run
where
    feed = getvariable('feed') and state = 'succeeded'
    and window_start >= getvariable('window_start') and window_end <= getvariable('window_end');

create or replace temp table held as
select
    silver.record_id,
    silver.run_id,
    run.window_start > getvariable('window_start') as is_later
from silver.{{ feed }} as silver
inner join ops.run as run on silver.run_id = run.run_id
where
    silver.record_id in (select staged.record_id from memory.main.staged as staged)
    and silver.run_id not in (select absorbed.run_id from absorbed);

create or replace temp table same as
select held.record_id
from held
inner join silver.{{ feed }} as silver on held.record_id = silver.record_id and held.run_id = silver.run_id
inner join memory.main.staged as staged on held.record_id = staged.record_id
where
    not held.is_later
    {%- for column in columns %}
        and silver."{{ column }}" is not distinct from staged."{{ column }}"
{%- endfor %};

create or replace temp table outcome as
select
    staged.record_id,
    held.run_id as held_run_id,
    case
        when staged.record_id in (select failing.record_id from memory.main.failing as failing) then 'quarantined'
        when held.record_id is null then 'accepted'
        when held.is_later then 'superseded'
        when staged.record_id in (select same.record_id from same) then 'duplicate'
        else 'replaces'
    end as outcome
from memory.main.staged as staged
left join held on staged.record_id = held.record_id;
