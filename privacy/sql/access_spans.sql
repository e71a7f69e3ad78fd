-- The access log in spans: one for each seal in the ledger, and a last one, without a seal, for the rows since.
-- What a seal says of its rows, and what the rows say now.
with seal as (
    select
        l.seq as leaf_seq,
        json_extract_string(l.leaf, '$.details.first_seq')::bigint as first_seq,
        json_extract_string(l.leaf, '$.details.last_seq')::bigint as last_seq,
        json_extract_string(l.leaf, '$.details.digest') as digest
    from audit.ledger as l
    where l.kind = 'access_sealed' and json_valid(l.leaf)
),

entry as (
    select
        a.seq,
        to_json(
            [
                a.seq::varchar, a.actor, a.action, a.object, a.surface, a.source_id,
                strftime(a."at" at time zone 'UTC', '%Y-%m-%dT%H:%M:%S.%fZ')  -- noqa: RF06
            ]
        )::varchar as line
    from audit.access_log as a
),

unsealed as (
    select
        min(entry.seq) as first_seq,
        max(entry.seq) as last_seq
    from entry
    where entry.seq > (select coalesce(max(seal.last_seq), -1) from seal)
),

span as (
    select * from seal
    union all
    select
        null as leaf_seq,
        unsealed.first_seq,
        unsealed.last_seq,
        null as digest
    from unsealed
    where unsealed.first_seq is not null
)

select
    span.leaf_seq,
    span.first_seq,
    span.last_seq,
    count(entry.seq) as n_rows,
    span.digest as sealed_digest,
    coalesce(sha256(string_agg(entry.line, chr(10) order by entry.seq, entry.line)), '') as stored_digest
from span
left join entry on entry.seq between span.first_seq and span.last_seq
group by all
order by span.leaf_seq nulls last
