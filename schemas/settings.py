"""The one settings model; nothing else in the project reads the environment.

Every setting has an environment variable of the same name with the prefix
``SUPERBRAIN_`` (``SUPERBRAIN_HOME=/srv/superbrain``). All state lives under ``home``.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic_settings import BaseSettings, SettingsConfigDict

REPO = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Paths, backends, ports, language. Immutable."""

    model_config = SettingsConfigDict(env_prefix="SUPERBRAIN_", extra="forbid", frozen=True)

    home: Path = REPO / "var"
    """Root of all state, created with mode 0700."""
    contracts_dir: Path = REPO / "schemas" / "feeds"
    city_dir: Path = REPO / "schemas" / "city"
    language: Literal["en", "zh"] = "en"
    city: str = "yunlan"
    """The city that dashboards open on; every profile under ``city_dir/profiles`` is loaded."""
    today: date | None = None
    """Overrides the wall clock's date (tests, replays). None: the real date in the city's zone."""

    history_days: int = 1
    """Days that the first run of a feed loads, where its contract names no ``historyStart``."""

    airflow_port: int = 8080
    superset_port: int = 8088
    docs_port: int = 8090
    demo_port: int = 8900
    api_port: int = 8091

    api_max_rows: int = 100_000
    """Rows that one answer of the read API may have."""
    api_max_bytes: int = 64 * 1024 * 1024
    """Bytes of data, before they are written as text, that one answer may have."""
    api_seconds: float = 30.0
    """How long one read may wait for the access log, and how long it may then take."""
    api_memory_limit: str = "512MB"
    """Memory of one read; it never spills to disk."""
    api_reads_per_minute: int = 120
    """Requests that one token may make in a minute."""

    catalog: str = ""
    """DuckLake catalog, ``postgres:...`` for more than one machine; empty: SQLite under ``home``."""
    data_path: str = ""
    """Where lake Parquet lies (absolute path or ``s3://``); empty: ``home/lake/data``."""
    airflow_database: str = ""
    """SQLAlchemy URL of Airflow's metadata database; empty: SQLite under ``home``."""
    demo_drop_dir: Path | None = None
    """Where the demo city's departments drop files; None: ``home/demo/drop``."""
    shared_feeds_dir: Path = REPO.parent / "shared" / "data" / "feeds"
    """Real municipal data beside the checkout; contracts refer to it as ``{shared_feeds_dir}``."""

    open_data_url: str = "http://127.0.0.1:8911"
    """Open-data server (Socrata) that contracts name as ``{open_data_url}``."""

    memory_limit: str = "3GB"
    threads: int = 2
    batch_rows: int = 50_000
    """Rows in one Arrow batch through pull, shape and mask: bounds memory."""
    min_free_bytes: int = 512 * 1024 * 1024
    """A run does not start with less free disk than this under ``home``."""
    lock_timeout_seconds: float = 300.0
    """How long a writer waits for another writer's commit before it gives up."""
    kms_command: str = ""
    """Command that prints a key on standard output given ``purpose period``; empty: keyring file."""

    def as_environment(self) -> dict[str, str]:
        """The settings as environment variables, for a process that is to have the same."""
        values = self.model_dump()
        return {f"SUPERBRAIN_{name.upper()}": str(value) for name, value in values.items() if value is not None}

    @property
    def lake_dir(self) -> Path:
        """Holds ``catalog.sqlite``, ``data/`` and the commit lock."""
        return self.home / "lake"

    @property
    def serving_path(self) -> Path:
        """The read-only database that Superset opens."""
        return self.home / "serving" / "serving.duckdb"

    @property
    def keys_dir(self) -> Path:
        """Keyring and ledger signing key, files of mode 0600."""
        return self.home / "keys"

    @property
    def api_dir(self) -> Path:
        """The read API's tokens, as salted hashes in a file of mode 0600."""
        return self.home / "api"

    @property
    def drop_dir(self) -> Path:
        """Where the demo city's departments drop files."""
        return self.demo_drop_dir or self.home / "demo" / "drop"

    @property
    def logs_dir(self) -> Path:
        """Service logs."""
        return self.home / "logs"


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The process's settings, read from the environment once."""
    return Settings()
