-- Columns that a department delivered and no contract classifies: dropped before anything was stored.
select
    r.feed,
    r.dropped_columns,
    count(*) as n_runs
from ops.run as r
where r.dropped_columns <> '' and r.finished_at >= getvariable('first_at') and r.finished_at < getvariable('last_at')
group by all
order by r.feed, r.dropped_columns
