"""Short forms in chart sources, written out as Superset's form data."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class ChartContext:
    """What a chart's short form leaves out, in one language."""

    defaults: dict[str, dict[str, Any]]
    """Form data by kind of chart."""
    columns: dict[str, dict[str, Any]]
    """The dataset's columns; ``format`` is how a table shows their numbers (d3)."""
    cell_colours: dict[str, list[dict[str, Any]]]
    """By column: the ``text`` that colours its cell, and the ``colour``."""


def expand_chart(chart: dict[str, Any], context: ChartContext) -> dict[str, Any]:
    """Form data of a chart in one language.

    ``where``: an SQL condition; ``time``: the column that a time filter narrows; ``params``: further form data. A
    mapping with the keys ``label`` and ``sql`` (and ``format``) is a metric. Tables have ``columns`` (raw rows) or
    ``groupby`` and ``metrics``; ``order`` (``-`` before a column for descending), ``widths``, ``bars``, ``coloured``.
    """
    params: dict[str, Any] = {**context.defaults.get(chart["viz"], {}), **_expand(chart.get("params", {}))}
    if chart["viz"] == "table":
        params = {**_table(chart, context), **params}
    filters = [_condition(chart["where"])] if "where" in chart else []
    if "time" in chart:
        filters.append(_time_range(chart["time"]))
        params.setdefault("granularity_sqla", chart["time"])
    return {"viz_type": chart["viz"], "adhoc_filters": filters, "extra_form_data": {}, **params}


def _table(chart: dict[str, Any], context: ChartContext) -> dict[str, Any]:
    if "columns" in chart:
        shown = {"query_mode": "raw", "all_columns": chart["columns"]}
    else:
        shown = {"query_mode": "aggregate", "groupby": chart["groupby"], "metrics": _expand(chart["metrics"])}
    return {
        **shown,
        "order_by_cols": [
            json.dumps([column.removeprefix("-"), not column.startswith("-")]) for column in chart.get("order", [])
        ],
        "column_config": _column_config(chart, context),
        "conditional_formatting": [
            _cell_colour(column, cell) for column in chart.get("coloured", []) for cell in context.cell_colours[column]
        ],
    }


def _column_config(chart: dict[str, Any], context: ChartContext) -> dict[str, dict[str, Any]]:
    formats = {metric["label"]: metric["format"] for metric in chart.get("metrics", [])}
    formats |= {
        column: context.columns[column]["format"]
        for column in chart.get("columns", [])
        if "format" in context.columns[column]
    }
    config: dict[str, dict[str, Any]] = {column: {"d3NumberFormat": form} for column, form in formats.items()}
    for column, width in chart.get("widths", {}).items():
        config.setdefault(column, {})["columnWidth"] = width
    for column in chart.get("bars", []):
        config.setdefault(column, {})["showCellBars"] = True
    return config


def _cell_colour(column: str, cell: dict[str, Any]) -> dict[str, Any]:
    return {
        "column": column,
        "operator": "=",
        "targetValue": cell["text"],
        "colorScheme": cell["colour"],
        "useGradient": False,
    }


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
