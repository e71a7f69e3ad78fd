"""When a feed is pulled, from what its department promised."""

from __future__ import annotations

from datetime import timedelta

from schemas.contract import FeedContract

DAY = timedelta(days=1)


def cron_of(contract: FeedContract) -> str:
    """The cron expression, in the contract's zone, at which the feed's last closed day may be expected.

    A feed delivered daily or more often is pulled once its latency after midnight has passed, at a minute
    of its own so that departments are not all asked at once; a rarer one on the same clock, as a
    day without news costs one empty look.

    >>> from schemas.contract import Sla
    >>> class Daily:
    ...     id, sla = "hotline", Sla(frequency=DAY, latency=timedelta(hours=6), retention=DAY)
    >>> cron_of(Daily()).split()[1:]
    ['6', '*', '*', '*']
    """
    latency = min(contract.sla.latency, DAY - timedelta(minutes=1))
    minute = sum(contract.id.encode()) % 30
    at = int(latency.total_seconds()) // 60 + minute
    return f"{at % 60} {at // 60 % 24} * * *"
