"""Every row of a PostgreSQL database, as bytes to search: a catalog or Airflow's metadata on a server of its own."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg2
from psycopg2 import sql

from privacy.leaks_files import ROWS, Piece, cells_of

TABLES = (
    "select n.nspname, c.relname from pg_class as c inner join pg_namespace as n on c.relnamespace = n.oid"
    " where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema')"
    " and n.nspname not like 'pg_toast%' order by 1, 2"
)


def conninfo_of(setting: str) -> str | None:
    """How libpq reaches the PostgreSQL database that a setting names; None where it names something else.

    >>> conninfo_of("postgres:dbname=lake host=db"), conninfo_of("postgresql+psycopg2://u@h/af"), conninfo_of("s3://x")
    ('dbname=lake host=db', 'postgresql://u@h/af', None)
    """
    if setting.startswith("postgres:") and not setting.startswith("postgres://"):
        return setting.removeprefix("postgres:")
    scheme, mark, rest = setting.partition("://")
    return f"postgresql://{rest}" if mark and scheme.partition("+")[0] in ("postgresql", "postgres") else None


def postgres_pieces(conninfo: str) -> Iterator[Piece]:
    """Every column of every table, rows in a server-side cursor. Raises psycopg2.Error where it cannot be read."""
    session = psycopg2.connect(conninfo)
    try:
        session.set_session(readonly=True)
        with session.cursor() as cursor:
            cursor.execute(TABLES)
            tables = cursor.fetchall()
        for schema, table in tables:
            yield from _table(session, schema, table)
    finally:
        session.close()


def _table(session: psycopg2.extensions.connection, schema: str, table: str) -> Iterator[Piece]:
    with session.cursor(name="leak_scan") as cursor:
        cursor.itersize = ROWS
        cursor.execute(sql.SQL("select * from {}").format(sql.Identifier(schema, table)))
        first = 0
        while rows := cursor.fetchmany(ROWS):
            for number, column in enumerate(cursor.description or ()):
                values = [bytes(value) if isinstance(value := row[number], memoryview) else value for row in rows]
                yield cells_of(values, f"table {schema}.{table} column {column.name}", first)
            first += len(rows)
