-- Deletes what a feed holds from before the cutoff, in windows that are not past it as a whole, and takes the rows out
-- of their runs' books, so that what was pulled is still what was accepted, quarantined or doubled.
create or replace temp table past_row as
select
    s.run_id,
    count(*) as n_accepted
from silver.{{ feed }} as s
where s.occurred_at < getvariable('cutoff')
group by s.run_id;

create or replace temp table past_refusal as
select
    q.run_id,
    count(distinct q.record_id) as n_quarantined
from ops.quarantine as q
where
    q.feed = getvariable('feed') and q.replayed_run_id is null
    and try_cast(json_extract_string(q.row_json, '$.occurred_at') as timestamptz) < getvariable('cutoff')
group by q.run_id;

delete from silver.{{ feed }} as s
where s.occurred_at < getvariable('cutoff');

delete from ops.quarantine as q
where
    q.feed = getvariable('feed')
    and try_cast(json_extract_string(q.row_json, '$.occurred_at') as timestamptz) < getvariable('cutoff');

update ops.run as r
set n_accepted = r.n_accepted - p.n_accepted, n_pulled = r.n_pulled - p.n_accepted
from past_row as p
where r.run_id = p.run_id and r.state = 'succeeded';

update ops.run as r
set n_quarantined = r.n_quarantined - p.n_quarantined, n_pulled = r.n_pulled - p.n_quarantined
from past_refusal as p
where r.run_id = p.run_id and r.state = 'succeeded';
