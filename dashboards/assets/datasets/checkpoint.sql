-- Signed heads of the ledger, and how many entries have been added since each.
select
    checkpoint.tree_size,
    left(checkpoint.root, 16) as root,
    cast(timezone('UTC', checkpoint.signed_at) as timestamp) as signed_at,
    strftime(timezone('UTC', checkpoint.signed_at), '%Y-%m-%d %H:%M') as signed_at_text,
    (select count(*) from audit.ledger) - checkpoint.tree_size as n_since
from audit.checkpoint
