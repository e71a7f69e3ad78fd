create table staged as
select * replace (coalesce(record_id, concat(_delivery, '#', _row)) as record_id)
from arrived
qualify row_number() over (
    partition by coalesce(record_id, concat(_delivery, '#', _row))
    order by received_at desc nulls last, _position desc
) = 1
