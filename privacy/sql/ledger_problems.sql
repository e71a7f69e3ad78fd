-- Entries of the ledger that do not fit their place, their hash or the columns beside them.
with entry as (
    select
        l.seq,
        l.kind,
        l.leaf,
        l.leaf_hash,
        row_number() over (order by l.seq, l.leaf) - 1 as place,
        strftime(l.logged_at at time zone 'UTC', '%Y-%m-%dT%H:%M:%S.%fZ') as logged_at
    from audit.ledger as l
),

judged as (
    select
        entry.place,
        case
            when entry.seq <> entry.place
                then format('entry {} is missing or doubled (found seq {})', entry.place, entry.seq)
            when sha256('\x00'::blob || encode(entry.leaf)) <> entry.leaf_hash
                then format('entry {} was edited: it does not fit its hash', entry.place)
            when not json_valid(entry.leaf)
                then format('entry {} is not JSON', entry.place)
            when
                json_extract_string(entry.leaf, ['$.seq', '$.kind', '$.at'])
                <> [entry.seq::varchar, entry.kind, entry.logged_at]
                then format('entry {} and the columns beside it disagree', entry.place)
        end as problem
    from entry
)

select judged.problem
from judged
where judged.problem is not null
order by judged.place
