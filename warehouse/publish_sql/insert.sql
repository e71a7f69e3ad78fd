-- Writes the window: accepted rows, and quarantined ones with a line for each rule they failed.
insert into silver.{{ feed }} by name
select
    {%- for column in columns %}
        staged."{{ column }}",
    {%- endfor %}
    getvariable('run_id') as run_id,
    getvariable('contract_version') as contract_version
from memory.main.staged as staged
inner join outcome on staged.record_id = outcome.record_id
where outcome.outcome in ('accepted', 'replaces');

insert into ops.quarantine by name
with delivered as (select * exclude (_position) from memory.main.staged),

masked as (
    select
        delivered.record_id,
        to_json(delivered)::varchar as row_json
    from delivered
)

select
    getvariable('feed') as feed,
    failing.record_id,
    failing.rule_id,
    getvariable('window_start') as window_start,
    getvariable('window_end') as window_end,
    getvariable('run_id') as run_id,
    failing.reason,
    masked.row_json,
    getvariable('contract_version') as contract_version,
    getvariable('finished_at') as quarantined_at
from memory.main.failing as failing
inner join masked on failing.record_id = masked.record_id;
