"""A real PostgreSQL for the tests that need one: binaries from a wheel, a cluster in a temporary folder, a socket."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pgserver
import psycopg2

_numbers = count(1)


class Postgres:
    """A running server, reached through the socket in its own folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def new_database(self) -> str:
        """The name of a fresh, empty database."""
        name = f"database_{next(_numbers)}"
        with self.connect("postgres") as session:
            session.autocommit = True
            session.cursor().execute(f"create database {name}")
        return name

    def conninfo(self, database: str) -> str:
        """How libpq reaches the database."""
        return f"host={self.folder} user=postgres dbname={database}"

    def url(self, database: str) -> str:
        """How SQLAlchemy reaches the database."""
        return f"postgresql://postgres@/{database}?host={self.folder}"

    @contextmanager
    def connect(self, database: str) -> Iterator[psycopg2.extensions.connection]:
        """A session, committed and closed at the end."""
        session = psycopg2.connect(self.conninfo(database))
        try:
            yield session
            session.commit()
        finally:
            session.close()


@contextmanager
def running_postgres(folder: Path) -> Iterator[Postgres]:
    """A server whose data lie in ``folder``; stopped at the end."""
    server = pgserver.get_server(folder, cleanup_mode="stop")
    try:
        yield Postgres(folder)
    finally:
        server.cleanup()
