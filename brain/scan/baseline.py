"""What each area would count on each day without a cluster, and draws of it for Monte Carlo."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_MIN_DAYS = 14
_LEAST_EVENTS = 0.5
"""What a history without any event is taken to have seen: that something happens at all is then no certainty."""


@dataclass(frozen=True)
class CountModel:
    """Counts of the last days: negative binomial around ``rate[area] * profile[day]``.

    The rate of an area is known as well as its history tells: Gamma(``shape``, ``1 / weight``); ``phi`` is
    variance over mean.
    """

    shape: Floats
    weight: Floats
    profile: Floats
    phi: float

    def expected(self) -> Floats:
        """[areas × days]."""
        return (self.shape / self.weight)[:, None] * self.profile

    def draw(self, rng: np.random.Generator) -> Floats:
        """One set of counts [areas × days] without a cluster."""
        mean = rng.gamma(self.shape, 1 / self.weight)[:, None] * self.profile
        if self.phi > 1.001:
            mean = rng.gamma(mean / (self.phi - 1), self.phi - 1)
        return rng.poisson(mean).astype(np.float64)


@dataclass(frozen=True)
class ShareModel:
    """The events of the whole period fall on areas and days by ``share`` [areas × scanned days], else elsewhere."""

    total: float
    share: Floats

    def expected(self) -> Floats:
        """[areas × days]."""
        return self.total * self.share

    def draw(self, rng: np.random.Generator) -> Floats:
        """One set of counts [areas × days], the total of the period being given."""
        chances = np.append(self.share.ravel(), max(1 - self.share.sum(), 0.0))
        drawn = rng.multinomial(int(self.total), chances / chances.sum())
        return drawn[:-1].reshape(self.share.shape).astype(np.float64)


def fit_shares(counts: Floats, profile: Floats, window: int, population: Floats | None) -> ShareModel:
    """From counts [areas × days of the period] and the usual level of each day: Kulldorff's null hypothesis.

    An area's share of the events is its share of the ``population``, or, without one, of the events themselves.
    """
    weight = counts.sum(axis=1) if population is None else population
    day_share = profile / profile.sum()
    return ShareModel(float(counts.sum()), (weight / weight.sum())[:, None] * day_share[-window:])


def fit_counts(history: Floats, history_profile: Floats, profile: Floats) -> CountModel:
    """From counts [areas × earlier days] and the citywide level of each earlier and each scanned day.

    Rates are shrunk to the mean of all areas as much as their spread suggests (empirical Bayes, method of moments).
    """
    total, exposure = history.sum(axis=1), history_profile.sum()
    mean = history_profile * (total / exposure)[:, None]
    phi = _dispersion(history, mean)
    rate = total / exposure
    usual = max(float(rate.mean()), _LEAST_EVENTS / (len(rate) * exposure))
    between = max(float(rate.var() - phi * usual / exposure), 1e-12)
    prior_weight = usual / between
    shape = (total + prior_weight * usual) / phi
    return CountModel(shape, np.full(len(total), (exposure + prior_weight) / phi), profile, phi)


def _dispersion(counts: Floats, mean: Floats) -> float:
    usable = mean > 0
    freedom = max(int(usable.sum()) - len(counts) - counts.shape[1], 10)
    return max(float(((counts - mean)[usable] ** 2 / mean[usable]).sum() / freedom), 1.0)


def season_profile(totals: Floats, seasons: NDArray[np.bool_], past: slice, window: slice) -> Floats:
    """What the city's seasons make of each scanned day beside the mean of the ``past`` days [days of the window].

    ``totals`` [days], ``seasons`` [seasons × days]. Learned before the window from all days of each season and all
    others; a season of which only one side was seen changes nothing.
    """
    profile = np.ones(window.stop - window.start)
    for is_in in seasons:
        known = is_in[: window.start]
        if known.all() or not known.any():
            continue
        inside, outside = ((totals[: window.start][part].sum() + 1) / (part.sum() + 1) for part in (known, ~known))
        share = is_in[past].mean()
        profile *= np.where(is_in[window], inside, outside) / (share * inside + (1 - share) * outside)
    return profile


def weekday_profile(
    city: Floats, weekdays: NDArray[np.int64], scanned_weekdays: NDArray[np.int64]
) -> tuple[Floats, Floats]:
    """Citywide counts expected on the earlier and the scanned days, from the weekday means of the earlier ones."""
    overall = max(float(city.mean()), _LEAST_EVENTS / len(city))
    factor = np.ones(7)
    if len(city) >= _MIN_DAYS:
        for weekday in range(7):
            chosen = city[weekdays == weekday]
            factor[weekday] = (chosen.sum() + overall) / ((len(chosen) + 1) * overall)
    return overall * factor[weekdays], overall * factor[scanned_weekdays]
