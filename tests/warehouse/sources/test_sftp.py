"""Files on an SFTP server: streamed, its host key checked, its faults explained."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import paramiko
import pytest

from tests.warehouse.sources.conftest import Pull
from tests.warehouse.sources.contracts import contract
from tests.warehouse.sources.sftp_server import PASSWORD, USER, SftpServer, serving_sftp
from warehouse.sources import SourceError

HEADER = "case_id,at,grid,kind\n"


@pytest.fixture(scope="module")
def remote(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("department") / "out"
    folder.mkdir()
    (folder / "2026-01-01.csv.gz").write_bytes(gzip.compress((HEADER + "1,2026-01-01,YL,漏水\n").encode("gb18030")))
    rows = "".join(f"{n},2026-01-02,YL,漏水\n" for n in range(2, 5000))
    (folder / "2026-01-02.csv.gz").write_bytes(gzip.compress((HEADER + rows).encode("gb18030")))
    (folder / "cut.csv.gz").write_bytes(gzip.compress((HEADER + rows).encode("gb18030"))[:-50])
    (folder / "2026-01-03.csv.gz.part").write_bytes(b"")
    book = openpyxl.Workbook()
    book.active.append(["case_id"])
    book.active.append(["7"])
    book.save(folder / "book.xlsx")
    return folder.parent


@pytest.fixture(scope="module")
def server(remote: Path) -> Iterator[SftpServer]:
    with serving_sftp(remote) as running:
        yield running


def _credential(home: Path, host_key: str, password: str = PASSWORD) -> None:
    path = home / "keys" / "secrets.yaml"
    path.parent.mkdir()
    path.write_text(f'archive: {{user: {USER}, password: {password}, host_key: "{host_key}"}}\n')
    path.chmod(0o600)


def _spec(server: SftpServer, name: str = "{yyyy}-{mm}-{dd}.csv.gz", **source: Any) -> Any:
    location = f"sftp://127.0.0.1:{server.port}/out/{name}"
    given = {"connector": "sftp", "encoding": "gb18030", "compression": "gzip", "secret": "archive", **source}
    return contract({**given, "location": location})


def test_each_days_file_is_streamed(server: SftpServer, home: Path, pulled: Pull) -> None:
    _credential(home, server.host_key)
    table = pulled(_spec(server), batch_rows=1000)
    assert table["case_id"].to_pylist() == [str(n) for n in range(1, 5000)]
    assert set(table["kind"].to_pylist()) == {"漏水"}
    assert not [path for path in home.rglob("*") if path.is_file() and path.name != "secrets.yaml"]


def test_a_spreadsheet_comes_over_the_wire_too(server: SftpServer, home: Path, pulled: Pull) -> None:
    _credential(home, server.host_key)
    table = pulled(_spec(server, "*.xlsx", format="excel", compression="none"))
    assert table["case_id"].to_pylist() == ["7"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("2026-01-03.csv.gz", r"2026-01-03\.csv\.gz has not arrived in /out"),
        ("../nowhere/x.csv.gz", r"x\.csv\.gz has not arrived"),
        ("cut.csv.gz", "cut off: its gzip stream has no end"),
    ],
)
def test_what_is_missing_or_broken_there_is_named(
    name: str, message: str, server: SftpServer, home: Path, pulled: Pull
) -> None:
    _credential(home, server.host_key)
    with pytest.raises(SourceError, match=message) as failed:
        pulled(_spec(server, name))
    assert failed.value.is_retryable


def test_a_server_with_another_key_is_refused(server: SftpServer, home: Path, pulled: Pull) -> None:
    other = paramiko.ECDSAKey.generate()
    _credential(home, f"{other.get_name()} {other.get_base64()}")
    with pytest.raises(SourceError, match="shows another host key"):
        pulled(_spec(server))


def test_a_wrong_password_is_explained_and_not_shown(server: SftpServer, home: Path, pulled: Pull) -> None:
    _credential(home, server.host_key, "wr0ng")
    with pytest.raises(SourceError, match="refuses the credential") as failed:
        pulled(_spec(server))
    assert "wr0ng" not in str(failed.value)


def test_a_contract_without_a_credential_is_refused(server: SftpServer, pulled: Pull) -> None:
    with pytest.raises(SourceError, match="needs a secret with a host_key"):
        pulled(_spec(server, secret=None))
