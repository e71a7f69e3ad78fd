"""An SFTP server on a free port of this machine, with one user and one folder."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import paramiko

USER, PASSWORD = "department", "s3cr3t"


class _Door(paramiko.ServerInterface):
    def check_auth_password(self, username: str, password: str) -> int:
        known = (username, password) == (USER, PASSWORD)
        return paramiko.AUTH_SUCCESSFUL if known else paramiko.AUTH_FAILED

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return paramiko.OPEN_SUCCEEDED


class _Handle(paramiko.SFTPHandle):
    def __init__(self, path: Path) -> None:
        super().__init__(os.O_RDONLY)
        self.readfile = path.open("rb")

    def stat(self) -> paramiko.SFTPAttributes:
        return paramiko.SFTPAttributes.from_stat(os.fstat(self.readfile.fileno()))


class _Folder(paramiko.SFTPServerInterface):
    root: Path

    def _path(self, path: str) -> Path:
        return self.root / path.lstrip("/")

    def list_folder(self, path: str) -> list[paramiko.SFTPAttributes] | int:
        if not self._path(path).is_dir():
            return paramiko.SFTP_NO_SUCH_FILE
        return [paramiko.SFTPAttributes.from_stat(item.stat(), item.name) for item in self._path(path).iterdir()]

    def stat(self, path: str) -> paramiko.SFTPAttributes | int:
        found = self._path(path)
        return paramiko.SFTPAttributes.from_stat(found.stat()) if found.exists() else paramiko.SFTP_NO_SUCH_FILE

    def open(self, path: str, flags: int, attr: paramiko.SFTPAttributes) -> paramiko.SFTPHandle | int:
        return _Handle(self._path(path))


@dataclass(frozen=True)
class SftpServer:
    """Where it listens and how it is known."""

    port: int
    host_key: str


@contextmanager
def serving_sftp(root: Path) -> Iterator[SftpServer]:
    """Serve ``root`` until the block ends."""
    key = paramiko.ECDSAKey.generate()
    folder = type("Folder", (_Folder,), {"root": root})
    transports: list[paramiko.Transport] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                transport = paramiko.Transport(connection)
                transport.add_server_key(key)
                transport.set_subsystem_handler("sftp", paramiko.SFTPServer, folder)
                transports.append(transport)
                transport.start_server(event=threading.Event(), server=_Door())

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield SftpServer(listener.getsockname()[1], f"{key.get_name()} {key.get_base64()}")
        listener.shutdown(socket.SHUT_RDWR)
    for transport in transports:
        transport.close()
    thread.join()
