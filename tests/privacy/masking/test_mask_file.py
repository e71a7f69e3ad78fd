"""JSON lines in, masked JSON lines out, whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from privacy.errors import MaskingError
from privacy.mask_file import mask_jsonl


def run(tmp_path: Path, *lines: str | bytes) -> list[dict[str, object]]:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines))
    mask_jsonl(source, target, "auto")
    return [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]


def test_spans_are_code_points_of_the_original(tmp_path: Path) -> None:
    text = "🙂电话１３８００１３８０００，王女士"
    (row,) = run(tmp_path, json.dumps({"id": 7, "text": text}))
    assert row["id"] == 7
    assert row["masked"] == "🙂电话<PHONE>，<PERSON>"
    assert [text[start:end] for start, end, _ in row["spans"]] == ["１３８００１３８０００", "王女士"]  # type: ignore[attr-defined]  # parsed JSON
    assert "text" not in row


def test_null_empty_and_broken_texts(tmp_path: Path) -> None:
    rows = run(
        tmp_path, '{"text": null}', '{"text": ""}', '{"text": "\\ud800 13800138000"}', b'{"text": "\xff 13800138000"}'
    )
    assert [row["masked"] for row in rows[:2]] == [None, ""]
    assert all(str(row["masked"]).endswith(" <PHONE>") for row in rows[2:])


@pytest.mark.parametrize("bad", ["{", "[]", '{"txt": 1}', '{"text": 5}', "[" * 100_000])
def test_bad_line_is_named_and_nothing_is_written(tmp_path: Path, bad: str) -> None:
    with pytest.raises(MaskingError, match="line 2"):
        run(tmp_path, '{"text": "a"}', bad)
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(MaskingError, match=r"absent\.jsonl"):
        mask_jsonl(tmp_path / "absent.jsonl", tmp_path / "out.jsonl")


def test_missing_folder_of_the_target_is_named(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"text": "a"}', encoding="utf-8")
    with pytest.raises(MaskingError, match=r"absent: no such folder"):
        mask_jsonl(tmp_path / "in.jsonl", tmp_path / "absent" / "out.jsonl")


def test_empty_file_gives_an_empty_file(tmp_path: Path) -> None:
    assert run(tmp_path, "") == []
