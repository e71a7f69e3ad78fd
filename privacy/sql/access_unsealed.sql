-- Rows of the access log after the last seal: first and last number, and the digest that a seal over them states.
with entry as (
    select
        a.seq,
        to_json(
            [
                a.seq::varchar, a.actor, a.action, a.object, a.surface, a.source_id,
                strftime(a."at" at time zone 'UTC', '%Y-%m-%dT%H:%M:%S.%fZ')  -- noqa: RF06
            ]
        )::varchar as line
    from audit.access_log as a
    where
        a.seq > (
            select coalesce(max(json_extract_string(l.leaf, '$.details.last_seq')::bigint), -1)
            from audit.ledger as l
            where l.kind = 'access_sealed' and json_valid(l.leaf)
        )
)

select
    min(entry.seq) as first_seq,
    max(entry.seq) as last_seq,
    count(*) as n_rows,
    sha256(string_agg(entry.line, chr(10) order by entry.seq, entry.line)) as digest
from entry
