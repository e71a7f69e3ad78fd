"""An answer's size, a read's time and memory, and a token's requests are bounded."""

from __future__ import annotations

from pathlib import Path

from schemas.settings import Settings
from tests.superbrain.api.hub import Asker, free_port, serving

ENDLESS = "select sum(a.range * b.range) from range(1000000000) a, range(1000) b"


def test_too_many_rows(api: Asker) -> None:
    answer = api.query("select * from range(701)")
    assert answer.status_code == 413
    assert "700 rows" in answer.json()["error"]
    assert len(api.query("select * from range(700)").json()["rows"]) == 700


def test_too_many_bytes(api: Asker) -> None:
    answer = api.query("select list(a.range) as l from range(300) a, range(400) b")
    assert answer.status_code == 413


def test_too_long_is_stopped_and_the_next_read_goes_on(api: Asker) -> None:
    answer = api.query(ENDLESS)
    assert answer.status_code == 422
    assert "stopped after 3 s" in answer.json()["error"]
    assert api.query("select 1 as one").json()["rows"] == [{"one": 1}]


def test_too_much_memory_is_no_other_error(api: Asker) -> None:
    answer = api.query("select list(range) from range(1000000000)")
    assert answer.status_code == 422
    assert not list((api.settings.home / "tmp").rglob("*.tmp")), "nothing is spilled to disk"


def test_too_many_requests(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "var", api_port=free_port(), api_reads_per_minute=2)
    with serving(settings) as strict:
        (_, token), (_, other) = strict.token("decision_maker", "wei"), strict.token("decision_maker", "li")
        statuses = [strict.send("GET", "/tables/ref/city", token).status_code for _ in range(3)]
        assert statuses == [200, 200, 429]
        assert strict.send("GET", "/tables/ref/city", other).status_code == 200
        assert len(strict.logged("wei")) == 2
