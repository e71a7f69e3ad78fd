"""The forms in which departments deliver, written column-wise and put in place whole (temporary file, then rename)."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

from demo.people import join


def place(path: Path, content: bytes) -> None:
    """Write ``content`` to ``path`` so that no reader ever sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.part")
    partial.write_bytes(content)
    partial.replace(path)


BARE = r"^(-?(0|[1-9]\d*)(\.\d+)?|true|false)$"
"""Texts that stand without quotes in a numeric or boolean column."""


def _bare(column: pa.Array) -> pa.Array:
    return pc.fill_null(pc.match_substring_regex(column, BARE), False)


def json_objects(table: pa.Table, numeric: tuple[str, ...]) -> pa.Array:
    """Each row of a table of texts as a JSON object; the ``numeric`` columns' numbers and booleans stand unquoted.

    Texts must hold no quote, backslash or control character.
    """
    parts: list[pa.Array | str] = []
    for number, name in enumerate(table.column_names):
        column = table[name].combine_chunks()
        text = join('"', column, '"')
        text = pc.if_else(_bare(column), column, text) if name in numeric else text
        parts += [f'{"," if number else "{"}"{name}":', pc.fill_null(text, "null")]
    return join(*parts, "}")


def jsonl_bytes(table: pa.Table, numeric: tuple[str, ...]) -> bytes:
    """One JSON object a line, UTF-8."""
    return ("\n".join(json_objects(table, numeric).to_pylist()) + "\n").encode()


def csv_bytes(table: pa.Table, encoding: str = "utf-8") -> bytes:
    """CSV with a header line."""
    sink = io.BytesIO()
    pyarrow.csv.write_csv(table, sink, pyarrow.csv.WriteOptions(quoting_style="needed", quoting_header="none"))
    content = sink.getvalue()
    return content if encoding == "utf-8" else content.decode("utf-8").encode(encoding)


def csv_gz_bytes(table: pa.Table) -> bytes:
    """The same, compressed; equal content gives equal bytes."""
    return gzip.compress(csv_bytes(table), compresslevel=1, mtime=0)


def parquet_bytes(table: pa.Table) -> bytes:
    """Parquet with types."""
    sink = io.BytesIO()
    pyarrow.parquet.write_table(table, sink, compression="zstd")
    return sink.getvalue()


_CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="{type}" Target="{target}"/></Relationships>'
)
_SHEET = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
)
_WORKBOOK = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{document}">'
    '<sheets><sheet name="{sheet}" sheetId="1" r:id="rId1"/></sheets></workbook>'
)


def _cell(column: pa.Array) -> pa.Array:
    return pc.fill_null(join('<c t="inlineStr"><is><t>', column, "</t></is></c>"), "<c/>")


def _numeric_cells(column: pa.Array) -> pa.Array:
    return pc.if_else(_bare(column), join("<c><v>", column, "</v></c>"), _cell(column))


def excel_bytes(table: pa.Table, sheet: str, numeric: tuple[str, ...]) -> bytes:
    """An Office Open XML workbook (ECMA-376) of one sheet with a header row, in strings and numbers."""
    header = "".join(f'<c t="inlineStr"><is><t>{escape(name)}</t></is></c>' for name in table.column_names)
    cells = [
        (_numeric_cells if name in numeric else _cell)(table[name].combine_chunks()) for name in table.column_names
    ]
    rows = "".join(join("<row>", *cells, "</row>").to_pylist())
    parts = {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": _RELATIONS.format(type=f"{_DOCUMENT}/officeDocument", target="xl/workbook.xml"),
        "xl/workbook.xml": _WORKBOOK.format(document=_DOCUMENT, sheet=sheet),
        "xl/_rels/workbook.xml.rels": _RELATIONS.format(type=f"{_DOCUMENT}/worksheet", target="worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": f"{_SHEET}<row>{header}</row>{rows}</sheetData></worksheet>",
    }
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return sink.getvalue()
