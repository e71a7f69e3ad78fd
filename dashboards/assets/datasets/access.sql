-- Who read what, when, from which surface.
select
    access_log.seq,
    access_log.actor,
    access_log.action,
    access_log.object,
    access_log.surface,
    coalesce(surface.label_en, access_log.surface) as surface_en,
    coalesce(surface.label_zh, access_log.surface) as surface_zh,
    cast(timezone('UTC', access_log.at) as timestamp) as read_at,
    strftime(timezone('UTC', access_log.at), '%Y-%m-%d %H:%M') as read_at_text
from audit.access_log
left join label as surface on access_log.surface = surface.code and surface.kind = 'surface'
