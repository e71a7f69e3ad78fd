"""A process that detects personal data for another: Arrow in on standard input, Arrow out on standard output.

Started by :class:`privacy.workers.WorkerPool`. Frames are a length (8 bytes, big endian) and that many bytes of
an Arrow IPC stream; an empty answer means that masking failed.
"""

from __future__ import annotations

import io
import struct
import sys
from typing import BinaryIO

import pyarrow as pa

from privacy.engine import default_engine
from privacy.errors import MaskingError

LENGTH = struct.Struct(">Q")


def write_frame(stream: BinaryIO, table: pa.Table | None) -> None:
    """Send a table; None as an empty frame."""
    sink = io.BytesIO()
    if table is not None:
        with pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table)
    data = sink.getbuffer()
    stream.write(LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


def read_frame(stream: BinaryIO) -> pa.Table | None:
    """Receive a table; None for an empty frame or at the end of the stream."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    data = stream.read(LENGTH.unpack(head)[0])
    return pa.ipc.open_stream(data).read_all() if data else None


def serve(source: BinaryIO, target: BinaryIO) -> None:
    """Answer every batch of ``text`` with its masked texts and spans until the input ends."""
    engine = default_engine()
    while (batch := read_frame(source)) is not None:
        lang = batch.schema.metadata[b"lang"].decode()
        bias = float(batch.schema.metadata[b"recall_bias"])
        try:
            masked, spans = engine.mask_texts(batch["text"], lang, bias)
        except MaskingError:
            write_frame(target, None)
            write_frame(target, None)
            continue
        write_frame(target, pa.table({"masked": pa.array(masked, pa.string())}))
        write_frame(target, spans)


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
