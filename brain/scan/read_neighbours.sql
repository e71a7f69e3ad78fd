select
    area_id,
    neighbour_id
from ref.adjacency
where
    list_contains(getvariable('areas'), area_id)
    and list_contains(getvariable('areas'), neighbour_id)
