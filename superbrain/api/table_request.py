"""What is asked of one table: columns, filters, order and page, as a select with parameters."""

from __future__ import annotations

from dataclasses import dataclass

from superbrain.api.errors import ApiError
from superbrain.api.sql_names import TableName
from superbrain.api.window import Columns

Filters = list[tuple[str, str]]
"""Names and values as they were sent; a name that comes twice is either value."""
RANGES = {"_from": ">=", "_to": "<="}
NESTED = ("[", "STRUCT", "MAP", "UNION")


@dataclass(frozen=True)
class TableRequest:
    """One page of a table. ``order``: columns, ``-`` before one for the greatest first."""

    name: TableName
    columns: Columns
    wanted: list[str]
    filters: Filters
    order: list[str]
    limit: int
    offset: int

    def select(self) -> tuple[str, list[object]]:
        """SQL and parameters. Always in one full order, so that pages neither overlap nor leave rows out."""
        conditions, parameters = self._conditions()
        listed = self._columns(self.wanted) or list(self.columns)
        first = [(column, "desc" if by.startswith("-") else "asc") for by, column in self._ordered()]
        rest = [(column, "asc") for column in self.columns if column not in dict(first)]
        ordered = ", ".join(f"{_quoted(column)} {way}" for column, way in (*first, *rest))
        sql = (
            f"select {', '.join(map(_quoted, listed))} from {'.'.join(self.name)} where {' and '.join(conditions)}"
            f" order by {ordered} limit {self.limit} offset {self.offset}"
        )
        return sql, parameters

    def checks(self) -> list[tuple[str, str, str]]:
        """Filter, type and value, of which each value must be of the type."""
        return [(name, self.columns[self._condition(name)[0]], value) for name, value in self.filters]

    def as_text(self) -> str:
        """For the access log: names, no value."""
        by = ", ".join(dict.fromkeys(name for name, _ in self.filters))
        return f"{'.'.join(self.name)}: {', '.join(self.wanted) or 'all columns'}{f'; by {by}' if by else ''}"

    def _conditions(self) -> tuple[list[str], list[object]]:
        conditions, parameters = ["true"], list[object]()
        for name in dict.fromkeys(name for name, _ in self.filters):
            column, sign = self._condition(name)
            values = [value for other, value in self.filters if other == name]
            one = f"{_quoted(column)} {sign} cast(? as {self.columns[column]})"
            conditions.append(f"({' or '.join([one] * len(values))})")
            parameters += values
        return conditions, parameters

    def _condition(self, name: str) -> tuple[str, str]:
        """The column and the sign that a filter's name means."""
        ends = [(name, "=")] + [(name.removesuffix(end), sign) for end, sign in RANGES.items() if name.endswith(end)]
        for column, sign in ends:
            if column in self.columns and not any(mark in self.columns[column] for mark in NESTED):
                return column, sign
        raise ApiError(400, f"{'.'.join(self.name)} has no column for one of the filters: /v1/tables says which it has")

    def _ordered(self) -> list[tuple[str, str]]:
        return list(zip(self.order, self._columns([by.removeprefix("-") for by in self.order]), strict=True))

    def _columns(self, names: list[str]) -> list[str]:
        if any(name not in self.columns for name in names) or len(set(names)) < len(names):
            raise ApiError(400, f"columns and order name columns of {'.'.join(self.name)}, each once")
        return names


def _quoted(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'
