"""Files that hold secrets: written with mode 0600 in a folder of mode 0700, refused when others may read them."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from schemas.errors import HubError


class KeyFileError(HubError):
    """A file or folder of keys is missing, damaged or open to others."""


def make_private_dir(folder: Path) -> None:
    """Creates the folder with mode 0700, or checks that it has no access for group and others."""
    if not folder.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _refuse_open_mode(folder, "0700")


def read_private(path: Path) -> bytes:
    """The file's bytes; :class:`KeyFileError` when it or its folder is open to group or others."""
    _refuse_open_mode(path.parent, "0700")
    _refuse_open_mode(path, "0600")
    return path.read_bytes()


def write_private(path: Path, content: bytes) -> None:
    """Replaces the file at once (temporary file, fsync, rename), mode 0600."""
    make_private_dir(path.parent)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync_dir(path.parent)


def overwrite(path: Path) -> None:
    """Overwrites the file in place with zeros: what is replaced next leaves no secret in that inode."""
    with path.open("r+b") as file:
        file.write(b"\0" * path.stat().st_size)
        file.flush()
        os.fsync(file.fileno())


def _sync_dir(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _refuse_open_mode(path: Path, wanted: str) -> None:
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        raise KeyFileError(f"{path} does not exist") from None
    if mode & 0o077:
        raise KeyFileError(f"{path} has mode {mode:04o}, open to others: run `chmod {wanted} {path}`")
