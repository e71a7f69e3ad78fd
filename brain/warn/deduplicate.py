"""Nested areas and linked topics are told of once: signals on one day are gathered under the one that explains most."""

from __future__ import annotations

from collections.abc import Collection

from brain.warn.history import History, Key
from brain.warn.signals import Signal
from schemas.warning_policy import WarningPolicy

ALL_TOPICS = "all"


def is_part_of(child: Key, parent: Key, history: History) -> bool:
    """Whether the child's area and topic lie within the parent's; no measured value is part of a group's events."""
    (area, topic), (wide, general) = child, parent
    return (
        not _mixes_measures(child, parent, history)
        and _is_area_within(area, wide, history)
        and _is_topic_within(topic, general)
    )


def is_same_matter(first: Key, second: Key, history: History) -> bool:
    """One area holds the other and one topic the other: also the wider topic in the narrower area."""
    is_nested_topic = _is_topic_within(first[1], second[1]) or _is_topic_within(second[1], first[1])
    return not _mixes_measures(first, second, history) and is_nested_topic and _is_nested(first[0], second[0], history)


def is_related(first: Key, second: Key, policy: WarningPolicy, history: History) -> bool:
    """The same matter, or linked topics where one area holds the other."""
    linked = any(first[1] in group and second[1] in group for group in policy.deduplication.linked_topics)
    return is_same_matter(first, second, history) or (linked and _is_nested(first[0], second[0], history))


def _mixes_measures(first: Key, second: Key, history: History) -> bool:
    """Two topics, of which one at least is measured: such values do not add up with others."""
    return first[1] != second[1] and (history.is_measure(first) or history.is_measure(second))


def _is_topic_within(topic: str, general: str) -> bool:
    return topic == general or general in (ALL_TOPICS, topic.split(".")[0])


def _is_area_within(area: str, wide: str, history: History) -> bool:
    return area == wide or wide in history.areas[area].ancestors


def _is_nested(first: str, second: str, history: History) -> bool:
    return _is_area_within(first, second, history) or _is_area_within(second, first, history)


def has_reached(first: Key, first_spread: Collection[str], second: Key, second_spread: Collection[str]) -> bool:
    """One matter has spread from one area to the other: neighbours, of which one is elevated beside the other."""
    return first[1] == second[1] and (first[0] in second_spread or second[0] in first_spread)


def is_same_shortage(first: Key, second: Key, resources: tuple[str, str], history: History) -> bool:
    """One shared resource (empty: none) falls short in both, and one area holds the other."""
    return resources[0] == resources[1] != "" and _is_nested(first[0], second[0], history)


def gather(signals: list[Signal], policy: WarningPolicy, history: History) -> list[tuple[Signal, list[Signal]]]:
    """Pairs of a leading signal and those told of with it; every signal appears once.

    A child that carries ``child_share`` of a wider signal's excess speaks for it; otherwise the wider one does. A
    measured value that is no further up than the wider area's mean goes where that mean is told of.
    """
    strongest = sorted(signals, key=lambda signal: (not signal.is_sign, _width(signal, history), -signal.excess))
    leading = [signal for signal in strongest if not _is_spread_thin(signal, strongest, policy, history)]
    leading.sort(key=lambda signal: (-signal.excess * (1 if signal.is_sign else 0), signal.p_value, signal.key))
    groups: list[tuple[Signal, list[Signal]]] = []
    for signal in [*leading, *(s for s in strongest if s not in leading)]:
        home = next((group for group in groups if _is_told_in(signal, group[0], signals, policy, history)), None)
        if home is None:
            groups.append((signal, []))
        else:
            home[1].append(signal)
    return groups


def _is_told_in(
    signal: Signal, leading: Signal, signals: list[Signal], policy: WarningPolicy, history: History
) -> bool:
    through = (wider for wider in signals if _is_milder(signal, wider, history))
    return any(_belongs(one, leading, policy, history) for one in (signal, *through))


def _is_milder(signal: Signal, wider: Signal, history: History) -> bool:
    """A haze over the city with its centre in one district is told of there, and not in each other street too."""
    is_inside = history.is_measure(signal.key) and is_part_of(signal.key, wider.key, history)
    return is_inside and signal.excess <= wider.excess


def _belongs(signal: Signal, leading: Signal, policy: WarningPolicy, history: History) -> bool:
    resources = signal.short_resource(policy), leading.short_resource(policy)
    return (
        is_related(signal.key, leading.key, policy, history)
        or has_reached(signal.key, signal.spread_to, leading.key, leading.spread_to)
        or is_same_shortage(signal.key, leading.key, resources, history)
    )


def _width(signal: Signal, history: History) -> int:
    """Fewer ancestors, wider area; group and all topics are wider than leaves."""
    area, topic = signal.key
    return -len(history.areas[area].ancestors) - (1 if "." in topic else 0)


def _is_spread_thin(signal: Signal, others: list[Signal], policy: WarningPolicy, history: History) -> bool:
    """A wider signal explained by one narrower, or a narrower one that explains too little of a wider one."""
    share = policy.deduplication.child_share
    for other in others:
        if other.key == signal.key or not other.is_sign:
            continue
        if is_part_of(other.key, signal.key, history) and _carried(other, signal, history) >= share * signal.excess:
            return True
        if is_part_of(signal.key, other.key, history) and _carried(signal, other, history) < share * other.excess:
            return True
    return False


def _carried(child: Signal, parent: Signal, history: History) -> float:
    """What the child adds to the parent's excess: all of its own, or, of a mean over areas, its area's part."""
    if not history.is_measure(child.key) or child.key[0] == parent.key[0]:
        return child.excess
    level, topic = history.areas[child.key[0]].level, child.key[1]
    beside = (key for key in history.keys if key[1] == topic and history.areas[key[0]].level == level)
    return child.excess / sum(is_part_of(key, parent.key, history) for key in beside)
