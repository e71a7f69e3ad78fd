"""Compiles what numba compiles, once, after installation: ``python -m superbrain.warm_up``.

Numba compiles a function when it is first called and keeps the machine code beside the source. Where nobody has called
it yet, every process of a first run (tasks, masking workers, test workers) compiles the same functions at the same
time, each for half a minute. Takes about twenty seconds on two cores, a second call four.
"""

from __future__ import annotations

import subprocess
import sys
from datetime import date

N_DAYS = 140


def warm_masking() -> None:
    """The name model and the scan for identifiers, on a note in each language."""
    from privacy.engine import default_engine

    notes = ["市民张建国来电，电话13800138000，反映漏水。", "Caller Mary Hopkins, phone 312-555-0142."]
    default_engine().mask_texts(notes)


def warm_detection() -> None:
    """Detection of frequent and of sparse series, daily and weekly."""
    import numpy as np
    import pandas as pd
    import pyarrow as pa

    from brain.detect import detect_frame
    from brain.detect.delay import Delays
    from brain.detect.step import judge_matrix
    from brain.series import SeriesMatrix

    days = np.arange(np.datetime64("2026-01-01"), np.datetime64("2026-01-01") + N_DAYS)
    counts = np.random.default_rng(0).poisson([[30.0], [0.2]], (2, N_DAYS)).astype(np.int32)
    keys = pa.table({"level": ["city", "grid"], "area_id": ["X", "X-1"], "topic_id": ["water", "water"]})
    whole = np.zeros(2, np.int64), np.full(2, N_DAYS, np.int64)
    judge_matrix(SeriesMatrix("X", keys, days, counts, *whole), N_DAYS - 3, {}, Delays(date(2026, 1, 1), {}))
    weekly = pd.DataFrame({"unique_id": "X", "ds": days[::7].astype("datetime64[ns]"), "y": counts[0, ::7]})
    detect_frame(weekly, "W", start=weekly["ds"].iloc[-1])


def warm_forecast_and_scan() -> None:
    """Forecasts of daily series, and the scan over areas."""
    import numpy as np
    import pandas as pd

    from brain.forecast import forecast_frame
    from brain.scan import scan_frame

    days = pd.date_range("2026-01-01", periods=N_DAYS)
    areas = pd.DataFrame({"area_id": list("ABCDE"), "longitude": [0.0, 0.1, 0.2, 0.3, 0.4], "latitude": 30.0})
    series = pd.MultiIndex.from_product([areas["area_id"], days], names=["unique_id", "ds"]).to_frame(index=False)
    series["y"] = np.random.default_rng(0).poisson(5, len(series))
    forecast_frame(series, 7, "D")
    scan_frame(series.rename(columns={"unique_id": "area_id", "y": "n"}), areas, replicas=9)


PARTS = {"masking": warm_masking, "detection": warm_detection, "forecast": warm_forecast_and_scan}


def main() -> int:
    """Compile the named part, or all side by side; the exit code says whether all went well."""
    if chosen := sys.argv[1:]:
        PARTS[chosen[0]]()
        return 0
    command = [sys.executable, "-m", "superbrain.warm_up"]
    running = [subprocess.Popen([*command, part]) for part in PARTS]  # noqa: S603
    return max(process.wait() for process in running)


if __name__ == "__main__":
    sys.exit(main())
