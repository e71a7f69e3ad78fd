"""Departments' servers, really served on a free port of this machine."""

from __future__ import annotations

import gzip
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

Record = dict[str, Any]


@dataclass
class Answer:
    """What a server sends."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})

    @classmethod
    def of(cls, value: Any, status: int = 200, **headers: str) -> Answer:
        """A JSON answer; ``_`` in a header's name stands for ``-``."""
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        return cls(
            json.dumps(value, ensure_ascii=False).encode(), status, {"Content-Type": "application/json", **named}
        )


Respond = Callable[[str, dict[str, str]], Answer]
"""Path and query to an answer."""


@contextmanager
def serving(respond: Respond) -> Iterator[str]:
    """The address of a server that answers with ``respond``."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            answer = respond(parts.path, dict(parse_qsl(parts.query)))
            self.send_response(answer.status)
            for name, text in {**answer.headers, "Content-Length": str(len(answer.body))}.items():
                self.send_header(name, text)
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, format: str, *args: Any) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Socrata:
    """A data set served as the Socrata Open Data API 2.1 serves it.

    ``$where`` with comparisons joined by AND, ``$order`` by columns, ``$limit`` (1,000 unless given) and
    ``$offset``, ``$select=count(*)``. A record leaves its empty fields out.
    """

    def __init__(self, records: list[Record], counts: bool = True) -> None:
        self.records = records
        self.counts = counts
        self.queries: list[dict[str, str]] = []

    @classmethod
    def of_file(cls, path: Path) -> Socrata:
        """The records of a stored response."""
        return cls(json.loads(gzip.decompress(path.read_bytes())))

    def __call__(self, path: str, query: dict[str, str]) -> Answer:
        """One request."""
        self.queries.append(query)
        unknown = set(query) - {"$where", "$order", "$limit", "$offset", "$select"}
        if path != "/resource/erm2-nwe9.json" or unknown:
            return Answer.of({"code": "query.soql.no-such-column", "error": True}, 400)
        found = [record for record in self.records if self._matches(record, query.get("$where", ""))]
        if "$select" in query and self.counts:
            return Answer.of([{query["$select"].split()[-1]: str(len(found))}])
        for column in reversed(query.get("$order", "").split(",")):
            name, _, direction = column.strip().partition(" ")
            found.sort(key=lambda record, name=name: str(record.get(name, "")), reverse=direction.upper() == "DESC")
        offset = int(query.get("$offset", "0"))
        return Answer.of(found[offset : offset + int(query.get("$limit", "1000"))])

    @staticmethod
    def _matches(record: Record, where: str) -> bool:
        for clause in re.split(r"\s+AND\s+", where) if where else []:
            parsed = re.fullmatch(r"(\w+)\s*(>=|<)\s*'([^']*)'", clause.strip())
            if parsed is None:
                raise ValueError(f"cannot read the clause {clause}")
            value = str(record.get(parsed[1], ""))
            if not (value >= parsed[3] if parsed[2] == ">=" else value < parsed[3]):
                return False
        return True
