"""Every dataset's SQL runs on the locked-down serving file and gives the columns that its YAML declares."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from dashboards.dataset_sql import dataset_sql
from dashboards.localise import LANGUAGES, localise
from dashboards.sources import Sources, read_sources
from schemas.settings import Settings

SIMPLE = {"INTEGER": "BIGINT", "HUGEINT": "BIGINT", "JSON": "VARCHAR", "DECIMAL(18,3)": "DOUBLE"}


@pytest.fixture(scope="module")
def serving(sample_settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    locked = {"enable_external_access": "false", "lock_configuration": "true"}
    with duckdb.connect(str(sample_settings.serving_path), read_only=True, config=locked) as conn:
        yield conn


@pytest.mark.parametrize("name", read_sources().datasets)
def test_declared_columns_are_there(serving: duckdb.DuckDBPyConnection, sources: Sources, name: str) -> None:
    described = serving.execute(f"describe {dataset_sql(name, sources)}").fetchall()
    found = {column: _plain(kind) for column, kind, *_ in described}
    for language in LANGUAGES:
        declared = {c: about["type"] for c, about in localise(sources.columns(name), language).items()}
        assert declared == {column: kind for column, kind in found.items() if column in declared}


@pytest.mark.parametrize("name", read_sources().datasets)
def test_dataset_has_rows(serving: duckdb.DuckDBPyConnection, sources: Sources, name: str) -> None:
    condition = "city_en = 'Yunlan'" if "city_@lang" in sources.columns(name) else "true"
    (n_rows,) = serving.execute(
        f"select count(*) from ({dataset_sql(name, sources)}) where {condition}"
    ).fetchone() or (0,)
    assert n_rows > 0


def test_whole_city_counts_each_warning_once(serving: duckdb.DuckDBPyConnection, sources: Sources) -> None:
    sql = dataset_sql("warning", sources)
    counted = serving.execute(
        f"select count(*), count(distinct warning_id) from ({sql}) where scope_en = 'Whole city'"
    ).fetchone()
    stored = serving.execute("select count(*), count(*) from brain.warning").fetchone()
    assert counted == stored


def test_districts_add_up_to_the_whole_city(serving: duckdb.DuckDBPyConnection, sources: Sources) -> None:
    sql = dataset_sql("warning", sources)
    whole, parts = (
        serving.execute(f"select count(*) from ({sql}) where city_en = 'Yunlan' and scope_en {which}").fetchone()
        for which in ("= 'Whole city'", "<> 'Whole city'")
    )
    assert whole == parts


def test_masking_of_a_run_made_again_counts_once(serving: duckdb.DuckDBPyConnection, sources: Sources) -> None:
    counted = serving.execute(
        f"select sum(n_masked) from ({dataset_sql('masking', sources)}) where city_en = 'Yunlan'"
    ).fetchone()
    logged = serving.execute("select sum(n_masked) from audit.masking_log").fetchone()
    standing = serving.execute(
        "select sum(n_masked) from audit.masking_log where leaf_seq >= (select count(*) from ops.run)"
    ).fetchone()
    assert counted == standing, "the sample masks every run twice, the second time in the later leaves"
    assert logged != standing


def test_a_district_sees_no_area_but_its_own(serving: duckdb.DuckDBPyConnection, sources: Sources) -> None:
    rows = sources.roles["district_decision_maker"]["rows"]
    for name in sources.datasets:
        if rows["column"] in sources.columns(name):
            seen = serving.execute(
                f"select distinct scope_en from ({dataset_sql(name, sources)}) where {rows['column']} = ?",
                [rows["value"]],
            ).fetchall()
            assert seen == serving.execute("select name_en from ref.area where area_id = ?", [rows["value"]]).fetchall()


def _plain(kind: str) -> str:
    return SIMPLE.get(kind, "DOUBLE" if kind.startswith("DECIMAL") else kind)
