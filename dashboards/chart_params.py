"""Short forms in chart sources, written out as Superset's form data."""

from __future__ import annotations

from typing import Any


def expand_chart(chart: dict[str, Any]) -> dict[str, Any]:
    """Form data of a chart in one language.

    ``where``: an SQL condition; ``time``: the column that a time filter narrows; in ``params``, a mapping with
    the keys ``label`` and ``sql`` (and ``format``) is a metric.
    """
    params: dict[str, Any] = _expand(chart.get("params", {}))
    filters = [_condition(chart["where"])] if "where" in chart else []
    if "time" in chart:
        filters.append(_time_range(chart["time"]))
        params.setdefault("granularity_sqla", chart["time"])
    return {"viz_type": chart["viz"], "adhoc_filters": filters, "extra_form_data": {}, **params}


def _expand(node: Any) -> Any:
    if isinstance(node, dict):
        if {"label", "sql"} <= set(node):
            return _metric(str(node["label"]), str(node["sql"]))
        return {key: _expand(value) for key, value in node.items()}
    return [_expand(item) for item in node] if isinstance(node, list) else node


def _metric(label: str, sql: str) -> dict[str, Any]:
    return {
        "expressionType": "SQL",
        "sqlExpression": sql,
        "label": label,
        "hasCustomLabel": True,
        "optionName": f"metric_{label}",
    }


def _condition(sql: str) -> dict[str, Any]:
    return {"clause": "WHERE", "expressionType": "SQL", "sqlExpression": sql, "filterOptionName": "condition"}


def _time_range(column: str) -> dict[str, Any]:
    return {
        "clause": "WHERE",
        "expressionType": "SIMPLE",
        "subject": column,
        "operator": "TEMPORAL_RANGE",
        "comparator": "No filter",
        "filterOptionName": "time_range",
    }
