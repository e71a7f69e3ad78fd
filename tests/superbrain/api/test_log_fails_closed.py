"""Where the access log cannot be written nothing is read: 503, and not a row is delivered."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from schemas.settings import Settings
from tests.superbrain.api.hub import NEAR, Asker
from warehouse.lake import open_lake

HOLD = (
    "import sys; from schemas.settings import Settings; from warehouse.connection import commit_lock\n"
    "with commit_lock(Settings()): print('held', flush=True); sys.stdin.read()"
)


@contextmanager
def lock_held(settings: Settings) -> Iterator[None]:
    """Another writer that does not end."""
    command = [sys.executable, "-c", HOLD]
    with subprocess.Popen(
        command, env=settings.as_environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout
        assert writer.stdout.readline() == "held\n"
        yield


@contextmanager
def log_gone(settings: Settings) -> Iterator[None]:
    """A lake that has lost its access log."""
    with open_lake(settings, write=True) as conn:
        conn.execute("alter table audit.access_log rename to lost_log")
    yield
    with open_lake(settings, write=True) as conn:
        conn.execute("alter table audit.lost_log rename to access_log")


@pytest.mark.parametrize("broken", [lock_held, log_gone])
def test_nothing_is_read_unlogged(api: Asker, broken: Callable[[Settings], AbstractContextManager[None]]) -> None:
    user = f"chu.{broken.__name__}"
    _, token = api.token("data_engineer", user)
    requests = [
        ("GET", "/tables", None),
        ("GET", "/tables/ref/city", None),
        ("GET", f"/warnings/{NEAR}", None),
        ("GET", "/warnings", None),
        ("POST", "/query", {"sql": "select name_en from ref.city"}),
    ]
    with broken(api.settings):
        for method, path, body in requests:
            answer = api.send(method, path, token, json=body)
            assert answer.status_code == 503
            assert list(answer.json()) == ["error"]
            assert "the access log cannot be written" in answer.json()["error"]
    assert api.logged(user) == []
    assert api.send("GET", "/tables/ref/city", token).status_code == 200


def test_a_refusal_stands_where_it_cannot_be_logged(api: Asker) -> None:
    with lock_held(api.settings):
        assert api.get("/tables/silver/api_reports").status_code == 403
