-- The quarantined rows of one run, one row a record, every value as text.
with kept as (
    select
        record_id,
        any_value(row_json)::json as cells
    from ops.quarantine
    where run_id = getvariable('run_id') and replayed_run_id is null
    group by record_id
)

select
    record_id,
    {%- for column in columns if column != 'record_id' %}
        cells ->> '$."{{ column }}"' as "{{ column }}",
    {%- endfor %}
    cells ->> '$._raw' as _raw,
    cells ->> '$._delivery' as _delivery,
    (cells ->> '$._row')::bigint as _row,
    (cells -> '$._problems')::varchar[] as _problems
from kept
