"""Detection side by side: ``python -m bench.detect [--replicates 100] [--r] [--only noufaily|shapes|daily|speed]``.

Prints Markdown tables: detection of outbreaks at matched false-alarm rates by our default, the improved Farrington
algorithm and EARS C2, beside the one-step oracle, which knows the true mean and dispersion. ``--r`` runs R
``surveillance`` on the same series and shows how far its p-values are from our Farrington's, and its time.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from bench.detect import metrics
from bench.detect.noufaily import Floats, Simulation, simulate
from bench.detect.r_surveillance import farrington_in_r
from bench.detect.shapes import DAYS, simulate_daily, simulate_shapes, week_days
from bench.detect.weekday_glm import weekday_glm
from brain.detect import default, ears, farrington, negbin

ALPHA = 0.01
P_values = dict[str, Floats]


def oracle(sim: Simulation) -> Floats:
    """p-value of one step under its true law."""
    tail = (1 - sim.zero_share) * negbin.upper_tail(sim.counts, sim.mean, sim.phi)
    return np.where(sim.counts < 1, 1.0, tail)


def weekly_methods(sim: Simulation) -> P_values:
    """p-values of every method on weekly series."""
    first = sim.first_judged
    return {
        "**default**": default.judge(sim.counts, week_days(), "W", first, ALPHA, None, sim.reported).p_value,
        **({} if sim.reported is None else {"default, delays not known": _plain(sim)}),
        "improved Farrington": farrington.judge(sim.counts, "W", first, ALPHA).p_value,
        "EARS C2": ears.judge(sim.counts, "ears_c2", ALPHA).p_value,
        "one-step oracle": oracle(sim),
    }


def _plain(sim: Simulation) -> Floats:
    return default.judge(sim.counts, week_days(), "W", sim.first_judged, ALPHA).p_value


def daily_methods(sim: Simulation) -> P_values:
    """p-values of every method on daily series."""
    first = sim.first_judged
    return {
        "**default, holidays CN**": default.judge(sim.counts, DAYS, "D", first, ALPHA, "CN").p_value,
        "default, no holidays": default.judge(sim.counts, DAYS, "D", first, ALPHA).p_value,
        "weekday GLM": weekday_glm(sim.counts, DAYS, first, None),
        "weekday GLM, holidays CN": weekday_glm(sim.counts, DAYS, first, "CN"),
        "EARS C2": ears.judge(sim.counts, "ears_c2", ALPHA).p_value,
        "one-step oracle": oracle(sim),
    }


def table(title: str, sim: Simulation, found: P_values, reference: str) -> None:
    """One row a method over all series, then the differences from the reference."""
    judged = slice(sim.first_judged, None)
    cases = sim.outbreak[:, judged]
    tallies = {name: metrics.tally(p[:, judged], cases) for name, p in found.items()}
    print(f"\n### {title}\n")
    rates = "/".join(f"{rate:g}" for rate in metrics.RATES)
    print(f"| method | POD at FPR {rates} | POD in step 1 | delay (steps) | PPV | partial AUC | realised FPR at 0.01 |")
    print("|---|---|---|---|---|---|---|")
    for name, counts in tallies.items():
        parts = [
            "/".join(f"{metrics.at_rate(counts, values, rate):.3f}" for rate in metrics.RATES)
            for values in (counts.detected, counts.detected_first)
        ]
        delay = "/".join(f"{metrics.at_rate(counts, counts.delay, rate):.2f}" for rate in metrics.RATES)
        value = "/".join(f"{metrics.predictive_value(counts, rate):.2f}" for rate in metrics.RATES)
        nominal = metrics.nominal_rate(found[name][:, judged], cases, ALPHA)
        area = metrics.partial_area(counts)
        print(f"| {name} | {parts[0]} | {parts[1]} | {delay} | {value} | {area:.3f} | {nominal:.4f} |")
    ours = next(iter(tallies.values()))
    print(f"\nDefault less {reference}, paired 95 % bootstrap interval over series:")
    for rate in (*metrics.RATES, None):
        middle, low, high = metrics.paired_interval(ours, tallies[reference], rate)
        name = "partial AUC" if rate is None else f"POD at {rate:g}"
        print(f"{name} {middle:+.3f} ({low:+.3f} to {high:+.3f});", end=" ")
    print()
    by_group(sim, found, cases, judged)


def by_group(sim: Simulation, found: P_values, cases: Floats, judged: slice) -> None:
    """Partial AUC and realised false-alarm rate of each kind of series."""
    names = list(dict.fromkeys(sim.group.tolist()))
    if len(names) == 1:
        return
    print("\n| partial AUC (realised FPR at 0.01) | " + " | ".join(found) + " |")
    print("|---" * (len(found) + 1) + "|")
    for name in names:
        rows: NDArray[np.bool_] = sim.group == name
        cells = [
            f"{metrics.partial_area(metrics.tally(p[rows, judged], cases[rows])):.3f} "
            f"({metrics.nominal_rate(p[rows, judged], cases[rows], ALPHA):.4f})"
            for p in found.values()
        ]
        print(f"| {name} | " + " | ".join(cells) + " |")


def compare_with_r(sim: Simulation) -> None:
    """R's p-values and time on the same series."""
    ours = timed(lambda: farrington.judge(sim.counts, "W", sim.first_judged, ALPHA).p_value[:, sim.first_judged :])
    theirs, seconds = farrington_in_r(sim.counts, sim.first_judged)
    gap = np.nanmax(np.abs(theirs - ours[0]) / theirs)
    n = theirs.size
    print(f"\nR surveillance, {n} judged steps: {seconds:.0f} s, ours {ours[1]:.1f} s; largest relative gap {gap:.1e}")


def speed(n_series: int = 17_000, n_days: int = 1096) -> None:
    """One new day of many daily series."""
    rng = np.random.default_rng(6)
    rate = rng.gamma(0.5, 4.0, (n_series, 1))
    counts = rng.poisson(rate * np.ones(n_days)).astype(float)
    days = np.datetime64("2026-01-01") - n_days + np.arange(n_days)
    default.judge(counts[:20], days, "D", n_days - 1, ALPHA, "CN")
    cpu = time.process_time()
    seconds = timed(lambda: default.judge(counts, days, "D", n_days - 1, ALPHA, "CN").p_value)[1]
    cpu = time.process_time() - cpu
    print(f"\n{n_series} daily series of {n_days} days, one new day judged: {seconds:.1f} s ({cpu:.1f} s of processor)")


def timed(work: Callable[[], Floats]) -> tuple[Floats, float]:
    """The result and the wall-clock seconds."""
    begin = time.perf_counter()
    return work(), time.perf_counter() - begin


def main() -> None:
    """Runs the parts asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replicates", type=int, default=100)
    parser.add_argument("--r", action="store_true")
    parser.add_argument("--only", choices=("noufaily", "shapes", "daily", "speed"))
    options = parser.parse_args()
    n = options.replicates
    if options.only in (None, "noufaily"):
        sim = simulate(n)
        table(f"Noufaily's 28 scenarios, {n} replicates", sim, weekly_methods(sim), "improved Farrington")
        if options.r:
            compare_with_r(sim)
    if options.only in (None, "shapes"):
        sim = simulate_shapes(n)
        table(f"Other weekly shapes, {n} replicates", sim, weekly_methods(sim), "improved Farrington")
    if options.only in (None, "daily"):
        sim = simulate_daily(2 * n)
        table(f"Daily with weekdays and moving holidays, {2 * n} series", sim, daily_methods(sim), "weekday GLM")
    if options.only in (None, "speed"):
        speed()


if __name__ == "__main__":
    main()
