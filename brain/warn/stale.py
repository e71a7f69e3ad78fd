"""Grey warnings: a feed is late or failed, so nothing can be said of what depends on it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from brain.warn.history import History, StaleFeed
from brain.warn.titles import stale_titles
from brain.warn.warning import HUB, Event, Warned, warning_id
from schemas.warning_policy import WarningPolicy

RULE = "stale_feed"


def grey(warnings: list[Warned], history: History, day: date, at: datetime, policy: WarningPolicy) -> list[Warned]:
    """The warnings with a grey one for every stale feed, and those of feeds that are fresh again closed."""
    live = {w.evidence.get("feed"): w for w in warnings if w.colour == "grey" and w.is_live}
    stale = {feed.feed: feed for feed in history.stale}
    for name, warned in live.items():
        if name not in stale:
            warned.state, warned.updated_on = "expired", day
            warned.events.append(Event(at, "expired", "grey", HUB, "the feed is fresh again"))
    fresh = [_raise(feed, history, day, at, policy) for name, feed in stale.items() if name not in live]
    known = {warned.warning_id for warned in warnings}
    return [*warnings, *(warned for warned in fresh if warned.warning_id not in known)]


def _raise(feed: StaleFeed, history: History, day: date, at: datetime, policy: WarningPolicy) -> Warned:
    key = (feed.area_id, _common_topic(feed.topics))
    english, chinese = stale_titles(feed)
    unit = history.units.get(key, ("", ""))
    return Warned(
        warning_id=warning_id(history.city_id, day, key, feed.feed),
        city_id=history.city_id,
        key=key,
        level=history.areas[feed.area_id].level,
        colour="grey",
        rule=RULE,
        opened_on=day,
        updated_on=day,
        title_en=english,
        title_zh=chinese,
        unit_en=unit[0],
        unit_zh=unit[1],
        due_at=at + timedelta(hours=policy.due_hours["grey"].usual),
        evidence=_evidence(feed, policy),
        score=0.0,
        is_within_budget=True,
        policy_version=policy.policy_version,
        events=[Event(at, "raised", "grey", HUB, RULE)],
    )


def _evidence(feed: StaleFeed, policy: WarningPolicy) -> dict[str, object]:
    return {
        "rule": RULE,
        "policy_version": policy.policy_version,
        "feed": feed.feed,
        "state": feed.state,
        "loaded_through": feed.loaded_through,
        "topics": list(feed.topics),
    }


def _common_topic(topics: tuple[str, ...]) -> str:
    """The one topic, the one group, or all."""
    if len(topics) == 1:
        return topics[0]
    groups = {topic.split(".")[0] for topic in topics}
    return groups.pop() if len(groups) == 1 else "all"
