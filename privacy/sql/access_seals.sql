-- Every seal over the access log: the ledger entry, what it says, and what the rows say now.
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
)

select
    seal.leaf_seq,
    seal.first_seq,
    seal.last_seq,
    seal.digest as sealed_digest,
    coalesce(sha256(string_agg(entry.line, chr(10) order by entry.seq, entry.line)), '') as stored_digest
from seal
left join entry on entry.seq between seal.first_seq and seal.last_seq
group by all
order by seal.leaf_seq
