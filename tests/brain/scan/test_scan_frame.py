import numpy as np
import pandas as pd
import pytest

from brain.scan import ScanError, scan_frame
from brain.scan.frame import METHODS

SIDE, DAYS = 6, 60
IDS = [f"{i}-{j}" for i in range(SIDE) for j in range(SIDE)]


def areas() -> pd.DataFrame:
    near = ((0, 1), (1, 0), (0, -1), (-1, 0))
    links = [
        ";".join(f"{i + a}-{j + b}" for a, b in near if 0 <= i + a < SIDE and 0 <= j + b < SIDE)
        for i in range(SIDE)
        for j in range(SIDE)
    ]
    place = np.arange(SIDE * SIDE)
    longitude, latitude = 112 + 0.01 * (place // SIDE), 31 + 0.01 * (place % SIDE)
    return pd.DataFrame({"area_id": IDS, "longitude": longitude, "latitude": latitude, "neighbours": links})


def events(counts: np.ndarray) -> pd.DataFrame:
    area, day = np.nonzero(counts)
    days = (np.datetime64("2026-01-01") + day).astype(str)
    return pd.DataFrame({"area_id": np.array(IDS)[area], "ds": days, "n": counts[area, day]})


def quiet(seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    rate = rng.gamma(2, 0.3, (SIDE * SIDE, 1)) * np.where(np.arange(DAYS) % 7 < 5, 1.0, 0.6)
    return rng.poisson(rate)


@pytest.mark.parametrize("method", METHODS)
def test_an_injected_cluster_is_found_once_with_its_window(method: str) -> None:
    counts = quiet(1)
    counts[[14, 15, 20], -4:] += 4
    found = scan_frame(events(counts), areas(), replicas=199, method=method)
    assert len(found) == 1
    assert {"2-2", "2-3", "3-2"} <= set(found["areas"].iloc[0].split(";"))
    assert found["window_start"].iloc[0] == pd.Timestamp("2026-02-26")
    assert found["window_end"].iloc[0] == pd.Timestamp("2026-03-01")
    assert found["p_value"].iloc[0] == pytest.approx(0.005)


def test_two_clusters_apart_are_two_rows_without_a_common_area() -> None:
    counts = quiet(2)
    counts[[0, 1], -3:] += 6
    counts[[34, 35], -3:] += 6
    found = scan_frame(events(counts), areas(), replicas=199)
    assert len(found) == 2
    assert set(found["areas"].iloc[0].split(";")).isdisjoint(found["areas"].iloc[1].split(";"))


def test_p_values_are_seldom_small_where_nothing_happens() -> None:
    smallest = [
        scan_frame(events(quiet(seed)), areas(), replicas=99, max_p=1.0, max_areas=3)["p_value"].min()
        for seed in range(40)
    ]
    assert 0.2 < np.mean(smallest) < 0.8
    assert np.mean(np.array(smallest) <= 0.1) < 0.25


def test_the_future_changes_nothing() -> None:
    counts = quiet(3)
    later = counts.copy()
    later[:, 50:] = later[:, 50:] * 30
    as_of = "2026-02-15"
    before, after = (scan_frame(events(c), areas(), as_of, replicas=49, max_p=1.0) for c in (counts, later))
    pd.testing.assert_frame_equal(before, after)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"area_id": "9-9"}, "names the area '9-9'"),
        ({"ds": "soon"}, "has ds 'soon'"),
        ({"n": -2}, "has n '-2'"),
        ({"n": "many"}, "has n 'many'"),
    ],
)
def test_a_wrong_event_is_named(change: dict[str, object], message: str) -> None:
    frame = events(quiet(4)).astype(object)
    for name, value in change.items():
        frame.loc[2, name] = value
    with pytest.raises(ScanError, match=f"data row 3 {message}"):
        scan_frame(frame, areas())


@pytest.mark.parametrize(
    ("places", "message"),
    [
        (areas().drop(columns="longitude"), "column 'longitude' is missing"),
        (areas()[["area_id"]], "they need longitude and latitude, or their neighbours"),
        (areas().assign(population=0), "no area has any population"),
        (areas().assign(latitude=95.0), "no latitude between -90 and 90"),
        (areas().assign(area_id="a"), "area 'a' is there twice"),
        (areas().assign(neighbours="x"), "neighbour 'x', which is not an area"),
    ],
)
def test_wrong_areas_are_named(places: pd.DataFrame, message: str) -> None:
    counts = quiet(5)
    frame = events(counts)
    if "latitude between" not in message and "twice" not in message:
        frame = frame[frame["area_id"].isin(places["area_id"])]
    with pytest.raises(ScanError, match=message):
        scan_frame(frame, places)


def test_neighbours_alone_make_zones() -> None:
    counts = quiet(7)
    counts[[14, 15], -4:] += 6
    pairs = [(place["area_id"], name) for _, place in areas().iterrows() for name in place["neighbours"].split(";")]
    adjacency = pd.DataFrame(pairs, columns=["area_id", "neighbour_id"])
    by_table = scan_frame(events(counts), areas()[["area_id"]], replicas=99, adjacency=adjacency)
    by_column = scan_frame(events(counts), areas()[["area_id", "neighbours"]], replicas=99)
    assert {"2-2", "2-3"} <= set(by_table["areas"].iloc[0].split(";"))
    pd.testing.assert_frame_equal(by_table, by_column)


@pytest.mark.parametrize("method", METHODS)
def test_events_of_nothing_are_no_cluster(method: str) -> None:
    frame = pd.DataFrame({"area_id": IDS[0], "ds": pd.date_range("2026-01-01", periods=DAYS), "n": 0})
    assert scan_frame(frame, areas(), replicas=19, method=method, is_gumbel=True).empty


def test_the_first_events_ever_are_a_cluster() -> None:
    counts = np.zeros((SIDE * SIDE, DAYS), int)
    counts[3, -2:] = 3
    frame = pd.concat([events(counts), pd.DataFrame({"area_id": [IDS[0]], "ds": ["2026-01-01"], "n": [0]})])
    found = scan_frame(frame, areas(), replicas=99)
    assert found["areas"].tolist() == [IDS[3]]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"method": "magic"}, "no scan method 'magic'"),
        ({"max_window_days": 0}, "the longest window is 0 days"),
        ({"max_areas": 0}, "the largest zone has 0 areas"),
        ({"replicas": 2}, "2 replicas are too few"),
        ({"max_p": 0.0}, "the largest p-value wanted is 0.0"),
        ({"as_of": "later"}, "as_of is 'later'"),
        ({"as_of": "2020-01-01"}, "before the first event"),
    ],
)
def test_a_wrong_option_is_named(options: dict[str, object], message: str) -> None:
    with pytest.raises(ScanError, match=message):
        scan_frame(events(quiet(8)), areas(), **options)  # type: ignore[arg-type]


def test_too_short_a_history_is_refused() -> None:
    with pytest.raises(ScanError, match="a scan needs"):
        scan_frame(events(quiet(6)[:, :10]), areas())
