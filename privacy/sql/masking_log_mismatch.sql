-- Leaves whose findings and masking log rows are not the same: seq of each, in order.
with signed as (
    select
        l.seq as leaf_seq,
        l.leaf ->> '$.run_id' as run_id,
        l.leaf ->> '$.feed' as feed,
        l.leaf ->> '$.policy_version' as policy_version,
        l.leaf ->> '$.purpose' as purpose,
        l.leaf ->> '$.legal_basis' as legal_basis,
        l.logged_at,
        unnest(
            from_json(
                l.leaf -> '$.findings',
                '[{"column":"VARCHAR","entity_type":"VARCHAR","operator":"VARCHAR","key_id":"VARCHAR",'
                || '"n_found":"BIGINT","n_masked":"BIGINT"}]'
            )
        ) as f
    from audit.ledger as l
    where l.kind = 'batch' and json_valid(l.leaf)
),

signed_rows as (
    select
        s.leaf_seq,
        s.run_id,
        s.feed,
        s.policy_version,
        s.purpose,
        s.legal_basis,
        s.logged_at,
        s.f.column as column_name,
        s.f.entity_type,
        s.f.operator,
        s.f.key_id,
        s.f.n_found,
        s.f.n_masked
    from signed as s
),

logged_rows as (
    select
        m.leaf_seq,
        m.run_id,
        m.feed,
        m.policy_version,
        m.purpose,
        m.legal_basis,
        m.logged_at,
        m.column_name,
        m.entity_type,
        m.operator,
        m.key_id,
        m.n_found,
        m.n_masked
    from audit.masking_log as m
),

missing as (
    select * from signed_rows
    except all
    select * from logged_rows
),

extra as (
    select * from logged_rows
    except all
    select * from signed_rows
)

select missing.leaf_seq from missing
union
select extra.leaf_seq from extra
order by leaf_seq
