import numpy as np

from brain.scan.zones import circular_zones, connected_zones, joined

ROW = [[1], [0, 2], [1, 3], [2]]


def sets_of(zones) -> list[tuple[int, ...]]:  # type: ignore[no-untyped-def]
    return [tuple(zones.members(zone)) for zone in range(len(zones))]


def test_connected_zones_are_every_connected_set_once() -> None:
    found = sets_of(connected_zones(ROW, 3))
    assert sorted(found) == sorted([(0,), (1,), (2,), (3,), (0, 1), (1, 2), (2, 3), (0, 1, 2), (1, 2, 3)])


def test_circular_zones_grow_by_the_nearest_area() -> None:
    longitude, latitude = np.array([0.0, 1.0, 3.0]), np.zeros(3)
    found = sets_of(circular_zones(longitude, latitude, 3))
    assert {(0,), (1,), (2,), (0, 1), (1, 2), (0, 1, 2)} == set(found)


def test_joined_zones_keep_every_set_once() -> None:
    both = sets_of(joined(circular_zones(np.arange(4.0), np.zeros(4), 4), connected_zones(ROW, 3)))
    assert len(both) == len(set(both))
    assert {(0, 1, 2, 3), (1, 2, 3), (2, 3)} <= set(both)


def test_the_number_of_connected_zones_is_bounded() -> None:
    assert len(connected_zones(ROW, 4, max_zones=6)) == 6
