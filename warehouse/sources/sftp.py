"""Files on a department's SFTP server, read as a stream; nothing is written to disk here."""

from __future__ import annotations

import base64
import fnmatch
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import BinaryIO, cast
from urllib.parse import urlsplit

import paramiko
import pyarrow as pa

from warehouse.sources.delivery import read_delivery
from warehouse.sources.errors import SourceError
from warehouse.sources.file import UNFINISHED
from warehouse.sources.request import Request
from warehouse.sources.secrets import credential

TIMEOUT_S = 30.0


def pull_sftp(request: Request) -> Iterator[pa.RecordBatch]:
    """The rows of each day's files, or of the one file, at ``sftp://host:port/path``."""
    place = urlsplit(request.location())
    name = f"{place.hostname}:{place.port or 22}"
    try:
        with _connected(request, place.hostname or "", place.port or 22) as client:
            for location in request.locations:
                path = PurePosixPath(urlsplit(location).path)
                for found in _files(client, path):
                    yield from _read(client, found, request)
    except paramiko.BadHostKeyException:
        raise SourceError(f"{name} shows another host key than the one on file", is_retryable=False) from None
    except paramiko.AuthenticationException:
        raise SourceError(f"{name} refuses the credential", is_retryable=False) from None
    except (paramiko.SSHException, OSError, EOFError) as error:
        raise SourceError(f"{name} cannot be read: {type(error).__name__}", is_retryable=True) from None


@contextmanager
def _connected(request: Request, host: str, port: int) -> Iterator[paramiko.SFTPClient]:
    """A session with a server whose host key is on file; an unknown server is refused."""
    if request.source.secret is None:
        raise SourceError(f"feed {request.contract.id}: sftp needs a secret with a host_key", is_retryable=False)
    entry = credential(request.source.secret, request.settings)
    client = paramiko.SSHClient()
    client.set_missing_host_key_policy(paramiko.RejectPolicy())
    if entry.host_key is not None:
        kind, _, body = entry.host_key.partition(" ")
        key = paramiko.PKey.from_type_string(kind, base64.b64decode(body.split()[0]))
        client.get_host_keys().add(host if port == 22 else f"[{host}]:{port}", kind, key)
    try:
        client.connect(
            host,
            port,
            username=entry.user,
            password=entry.password.get_secret_value() if entry.password else None,
            key_filename=str(entry.private_key) if entry.private_key else None,
            timeout=TIMEOUT_S,
            allow_agent=False,
            look_for_keys=False,
        )
        with client.open_sftp() as session:
            yield session
    finally:
        client.close()


def _files(session: paramiko.SFTPClient, wanted: PurePosixPath) -> list[PurePosixPath]:
    try:
        names = session.listdir(str(wanted.parent))
    except FileNotFoundError:
        names = []
    found = [name for name in sorted(names) if fnmatch.fnmatch(name, wanted.name) and not name.endswith(UNFINISHED)]
    if not found:
        raise SourceError(f"{wanted.name} has not arrived in {wanted.parent}", is_retryable=True)
    return [wanted.parent / name for name in found]


def _read(session: paramiko.SFTPClient, path: PurePosixPath, request: Request) -> Iterator[pa.RecordBatch]:
    before = session.stat(str(path))
    with session.open(str(path), "rb") as stream:
        stream.prefetch(before.st_size)
        raw = cast(BinaryIO, stream)
        yield from read_delivery(raw, request.source, path.name, request.settings.batch_rows)
    after = session.stat(str(path))
    if (before.st_size, before.st_mtime) != (after.st_size, after.st_mtime):
        raise SourceError(f"{path.name} changed while it was read", is_retryable=True)
