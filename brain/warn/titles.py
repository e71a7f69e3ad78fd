"""What a warning says in one line, in both languages."""

from __future__ import annotations

from datetime import date

from brain.warn.history import History, Key, Outlook, StaleFeed
from brain.warn.signals import Signal


def titles(rule: str, signal: Signal, history: History, column: int) -> tuple[str, str]:
    """English and Chinese title of a warning raised by ``rule`` on ``history.days[column]``."""
    area, topic = names(signal.key, history)
    day = history.days[column]
    if rule == "trend_capacity" and signal.outlook is not None:
        return _shortage(area, _demanded(topic, signal.outlook), signal.outlook, signal.shortage_probability)
    observed = history.observed[signal.row, column]
    expected = history.expected[signal.row, column]
    if history.is_measure(signal.key):
        return _measured(area, topic, rule, (observed, expected, history.measured_in.get(signal.key[1], "")), day)
    usual = f"{expected:.0f}" if expected >= 1 else f"{expected:.1f}"
    english, chinese = _PHRASES[rule]
    values = {"en": f"{area[0]}: {topic[0]}", "zh": f"{area[1]}{topic[1]}"}
    return (
        f"{values['en']} — {english} ({observed:.0f} on {day.day} {day:%B}, usually about {usual})",
        f"{values['zh']}{chinese}({day.month}月{day.day}日{observed:.0f}件,正常约{usual}件)".replace("(", "（")
        .replace(")", "）")
        .replace(",", "，"),
    )


def _measured(
    area: tuple[str, str], topic: tuple[str, str], rule: str, figures: tuple[float, float, str], day: date
) -> tuple[str, str]:
    english, chinese = _PHRASES[rule]
    observed, expected, unit = figures
    return (
        f"{area[0]}: {topic[0]} — {english} (mean {observed:.3g} {unit} on {day.day} {day:%B}, usually about "
        f"{expected:.3g})",
        f"{area[1]}{topic[1]}{chinese}（{day.month}月{day.day}日均值{observed:.3g} {unit}，正常约{expected:.3g}）",
    )


_PHRASES = {
    "sign_exceedance": ("more than usual", "出现苗头"),
    "sign_cluster": ("a cluster has appeared", "出现聚集苗头"),
    "tendency_sustained": ("high for several days", "持续偏高"),
    "tendency_spreading": ("spreading to neighbouring areas", "向周边蔓延"),
    "tendency_growing": ("high and still growing", "持续增长"),
    "trend_growing": ("growing unchecked", "持续增长未得到遏制"),
    "trend_capacity": ("demand is likely to exceed capacity", "需求可能超出服务能力"),
}


def _demanded(topic: tuple[str, str], outlook: Outlook) -> tuple[str, str]:
    """What will be asked for: the topic, and, where it shares a resource, what else that serves."""
    if not outlook.resource:
        return topic
    english, chinese = outlook.resource_names
    return f"{topic[0]} and what else the {english} serves", f"{topic[1]}等{chinese}服务事项"


def _shortage(area: tuple[str, str], topic: tuple[str, str], outlook: Outlook, probability: float) -> tuple[str, str]:
    worst = max(range(len(outlook.exceedance)), key=lambda i: outlook.exceedance[i])
    day, demand, capacity = outlook.days[worst], outlook.mean[worst], outlook.capacity[worst]
    return (
        f"{area[0]}: {topic[0]} — demand is likely to exceed capacity on {day.day} {day:%B} "
        f"(about {demand:.0f} for {capacity:.0f}; probability {probability:.0%})",
        f"{area[1]}{topic[1]}需求可能超出服务能力（{day.month}月{day.day}日约{demand:.0f}件，"
        f"能力{capacity:.0f}件，概率{probability:.0%}）",
    )


def stale_titles(feed: StaleFeed) -> tuple[str, str]:
    """Titles of a grey warning."""
    since = feed.loaded_through or "—"
    return (
        f"{feed.title_en}: no current data (last {since}); its areas and topics cannot be judged",
        f"{feed.title_zh}数据中断（截至{since}），相关区域和事项暂无法研判",
    )


def names(key: Key, history: History) -> tuple[tuple[str, str], tuple[str, str]]:
    """(English, Chinese) names of the key's area and topic."""
    area, topic = history.areas[key[0]], history.topics[key[1]]
    return (area.name_en, area.name_zh), (topic.name_en, topic.name_zh)
