"""YAML with line numbers, checked against strict models with every mistake collected."""

from __future__ import annotations

import difflib
import re
import types
import typing
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from schemas.problems import Problem

Location = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)

_NAMING_KEYS = ("name", "property", "id", "server", "metric")


@dataclass
class YamlFile:
    """A parsed YAML file, the line of every key and item, and the mistakes found in it so far."""

    path: Path
    data: Any
    lines: dict[Location, int]
    problems: list[Problem] = field(default_factory=list)

    @classmethod
    def read(cls, path: Path) -> YamlFile:
        """Parse ``path``; a syntax error, a wrong encoding or a repeated key becomes a problem."""
        file = cls(path, None, {(): 1})
        try:
            loader = yaml.CSafeLoader(path.read_text(encoding="utf-8"))
            node = loader.get_single_node()
            if node is not None:
                file._note_lines(node, ())
                file.data = loader.construct_document(node)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            file.lines[()] = line
            file.add((), f"not valid YAML: {error.problem or error.context}")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
            file.add((), f"cannot be read: {reason}")
        return file

    def _note_lines(self, node: yaml.Node, location: Location) -> None:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                place = (*location, str(key.value))
                if place in self.lines:
                    self.add(place, "given twice")
                self.lines[place] = key.start_mark.line + 1
                self._note_lines(value, place)
        elif isinstance(node, yaml.SequenceNode):
            for index, item in enumerate(node.value):
                self.lines[(*location, index)] = item.start_mark.line + 1
                self._note_lines(item, (*location, index))

    def line_of(self, location: Location) -> int:
        """Line of the innermost part of ``location`` that is in the file."""
        while location not in self.lines:
            location = location[:-1]
        return self.lines[location]

    def name_of(self, location: Location) -> str:
        """Readable name of a place: ``schema[hotline].properties[phone].classification``."""
        text, value = "", self.data
        for part in location:
            value = _step(value, part)
            if isinstance(part, int):
                text += f"[{_item_name(value, part)}]"
            else:
                text += f".{part}" if text else part
        return text or "file"

    def add(
        self,
        location: Location,
        message: str,
        allowed: tuple[str, ...] = (),
        level: Literal["error", "warning"] = "error",
    ) -> None:
        """Note a mistake at ``location``."""
        place = Problem(self.path, self.line_of(location), self.name_of(location), message, allowed, level)
        self.problems.append(place)

    def add_unknown(self, location: Location, kind: str, value: str, known: Iterable[str]) -> None:
        """Note that ``value`` is not among the ``known`` names; long lists are cut to the likeliest."""
        choices = sorted(known)
        near = difflib.get_close_matches(value, choices, n=3, cutoff=0.5)
        hint = f", did you mean {' or '.join(near)}?" if near else ""
        self.add(location, f"unknown {kind} '{value}'{hint}", tuple(choices[:80]))

    def parse(self, model: type[Model], data: Any, location: Location = ()) -> Model | None:
        """``data`` as ``model``; None, with the mistakes noted, when it does not fit."""
        return self.parse_at(model, data, lambda inner: (*location, *inner))

    def parse_at(self, model: type[Model], data: Any, locate: Callable[[Location], Location]) -> Model | None:
        """As :meth:`parse`, where ``locate`` gives the place in the file of a place in ``data``."""
        try:
            return model.model_validate(data)
        except ValidationError as error:
            for detail in error.errors(include_url=False, include_input=False):
                self._add_detail(model, detail, locate(detail["loc"]))
            return None

    def _add_detail(self, model: type[BaseModel], detail: ErrorDetails, place: Location) -> None:
        if detail["type"] == "extra_forbidden":
            known = _fields_at(model, detail["loc"][:-1])
            self.add_unknown(place, "field", str(detail["loc"][-1]), known)
        elif detail["type"] in ("literal_error", "enum"):
            expected = tuple(re.findall(r"'([^']*)'", detail["ctx"]["expected"]))
            self.add(place, "not an allowed value", expected)
        elif detail["type"] == "missing":
            self.add(place, "is required")
        else:
            self.add(place, detail["msg"].removeprefix("Value error, "))

    @property
    def errors(self) -> list[Problem]:
        """Mistakes, in the order of the file; warnings left out."""
        return sorted({problem for problem in self.problems if problem.level == "error"})

    @property
    def warnings(self) -> list[Problem]:
        """Warnings, in the order of the file."""
        return sorted({problem for problem in self.problems if problem.level == "warning"})


def _step(value: Any, part: str | int) -> Any:
    try:
        return value[part]
    except (KeyError, IndexError, TypeError):
        return None


def _item_name(value: Any, index: int) -> str:
    if isinstance(value, dict):
        for key in _NAMING_KEYS:
            if isinstance(value.get(key), str):
                return str(value[key])
    return str(index)


def _fields_at(model: type[BaseModel], location: Location) -> list[str]:
    """Names (aliases) that the model nested at ``location`` accepts."""
    found: type[BaseModel] | None = model
    for part in location:
        if found is not None and isinstance(part, str):
            named = [info for name, info in found.model_fields.items() if part in (name, info.alias)]
            found = _model_in(named[0].annotation) if named else None
    return [info.alias or name for name, info in found.model_fields.items()] if found else []


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and not isinstance(annotation, types.GenericAlias):
        return annotation if issubclass(annotation, BaseModel) else None
    inner = (_model_in(argument) for argument in typing.get_args(annotation))
    return next((model for model in inner if model is not None), None)
