"""What the contracts of one city say of topics together: each is counted or measured, not both."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from schemas.contract import FeedContract, Grain
from schemas.problems import Problem


def named_topics(contract: FeedContract) -> set[str]:
    """The topics that the contract's own mapping names; those that stand in a column are not known here."""
    maps = contract.maps
    return {topic for topic in (*maps.topic_values.values(), maps.topic_default, maps.topic_fallback) if topic}


def measured_though_counted(contracts: Collection[FeedContract]) -> list[Problem]:
    """One mistake for each measuring contract with a topic that another of its city counts.

    Both would be one series to the warnings: an area and a topic.
    """
    found = []
    for contract in contracts:
        if contract.grain is Grain.MEASURE:
            for other in contracts:
                both = named_topics(contract) & named_topics(other)
                if both and other.city == contract.city and other.grain in (Grain.EVENT, Grain.COUNT):
                    message = f"'{min(both)}' is counted by {other.id}; what is measured needs a topic of its own"
                    found.append(Problem(contract.path or Path(contract.id), 1, "maps.topic", message))
                    break
    return found
