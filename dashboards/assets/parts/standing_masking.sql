-- What was masked in the rows that stand: of each run that still counts, the entries of its latest attempt. A run made
-- again, or taken up in a larger window, logs its masking anew, and the log keeps both.
with latest as (
    select max(ledger.seq) as leaf_seq
    from audit.ledger
    inner join ops.run on ledger.leaf ->> '$.run_id' = run.run_id
    where ledger.kind = 'batch'
    group by run.run_id
)

select masking_log.*
from audit.masking_log
inner join latest on masking_log.leaf_seq = latest.leaf_seq
