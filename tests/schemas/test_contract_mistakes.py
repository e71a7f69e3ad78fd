"""Each mistake in a contract is refused with its line, its field and what is allowed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from schemas.contract_loader import check_contract, load_contract
from schemas.problems import ContractError


@dataclass(frozen=True)
class Mistake:
    """``old`` replaced by ``new`` in the example must give ``message`` at the line of ``new``."""

    old: str
    new: str
    field: str
    message: str
    allowed: str | None = None


MISTAKES = {
    "unknown_key": Mistake(
        "version: 1.0.0", "version: 1.0.0\nowner: me", "owner", "unknown field 'owner'", "apiVersion"
    ),
    "old_standard": Mistake("apiVersion: v3.1.0", "apiVersion: v2.2.2", "apiVersion", "not an allowed value", "v3.1.0"),
    "loose_version": Mistake("version: 1.0.0", "version: one", "version", "String should match pattern"),
    "unknown_connector": Mistake(
        "connector: file             #",
        "connector: ftp #",
        "servers[parks_drop].customProperties[source].value.connector",
        "not an allowed value",
        "sftp",
    ),
    "type_against_connector": Mistake(
        "type: custom  ", "type: api  ", "servers[parks_drop].type", "connector file needs type custom", "custom"
    ),
    "unknown_encoding": Mistake("encoding: gb18030", "encoding: gb99", "servers[parks_drop]", "unknown encoding"),
    "sla_unit": Mistake(
        "{property: latency, value: 6, unit: h}",
        "{property: latency, value: 6, unit: fortnight}",
        "slaProperties[latency].unit",
        "not an allowed value",
        "h",
    ),
    "sla_missing": Mistake(
        "  - {property: latency, value: 6, unit: h}\n", "", "slaProperties", "property 'latency' is required"
    ),
    "logical_type": Mistake(
        "logicalType: number",
        "logicalType: decimal",
        "schema[park_repairs].properties[tree_height_m].logicalType",
        "not an allowed value",
        "number",
    ),
    "unknown_entity": Mistake(
        "{entity: PHONE, operator: pseudonymise}",
        "{entity: TELEPHONE, operator: pseudonymise}",
        "schema[park_repairs].properties[caller_phone].customProperties",
        "unknown entity 'TELEPHONE'",
        "PHONE",
    ),
    "unknown_operator": Mistake(
        "{entity: PERSON, operator: drop}",
        "{entity: PERSON, operator: hash}",
        "schema[park_repairs].properties[caller_name].customProperties[pii].value.operator",
        "not an allowed value",
        "pseudonymise",
    ),
    "keeping_personal_data": Mistake(
        "{entity: PERSON, operator: drop}",
        "{entity: PERSON, operator: keep}",
        "schema[park_repairs].properties[caller_name].customProperties",
        "leaves a personal value as it is",
    ),
    "text_only_masked": Mistake(
        "{entity: FREE_TEXT, operator: redact}",
        "{entity: FREE_TEXT, operator: mask}",
        "schema[park_repairs].properties[description].customProperties",
        "running text can only",
        "redact",
    ),
    "pii_without_rule": Mistake(
        "          - {property: pii, value: {entity: PERSON, operator: drop}}\n",
        "",
        "schema[park_repairs].properties[caller_name].classification",
        "needs the property 'pii'",
    ),
    "column_of_the_hub": Mistake(
        "- name: tree_height_m",
        "- name: area_id",
        "schema[park_repairs].properties[area_id].name",
        "a column that the hub adds itself",
    ),
    "unknown_city": Mistake(
        "{property: city, value: yunlan}",
        "{property: city, value: yunlin}",
        "customProperties[city].value",
        "unknown city 'yunlin', did you mean yunlan?",
        "yunlan",
    ),
    "unknown_department": Mistake(
        "{property: department, value: urban_management}",
        "{property: department, value: urban}",
        "customProperties[department].value",
        "unknown department 'urban'",
        "urban_management",
    ),
    "unknown_time_zone": Mistake(
        "value: Asia/Shanghai", "value: Asia/Beijing", "customProperties[timezone].value", "unknown time zone"
    ),
    "unknown_grain": Mistake(
        "{property: grain, value: event}",
        "{property: grain, value: row}",
        "customProperties[grain].value",
        "not an allowed value",
        "measure",
    ),
    "record_id_not_a_column": Mistake(
        "record_id: ticket_no",
        "record_id: ticket",
        "customProperties[maps].value.record_id",
        "unknown column 'ticket'",
        "ticket_no",
    ),
    "record_id_personal": Mistake(
        "record_id: ticket_no",
        "record_id: caller_phone",
        "customProperties[maps].value.record_id",
        "column 'caller_phone' is personal",
    ),
    "time_not_a_time": Mistake(
        "occurred_at: reported_at",
        "occurred_at: category",
        "customProperties[maps].value.occurred_at",
        "column 'category' is a string",
        "timestamp",
    ),
    "unknown_topic": Mistake(
        "{树木倒伏: street.trees",
        "{树木倒伏: street.tree",
        "customProperties[maps].value.topic_values.树木倒伏",
        "unknown topic 'street.tree', did you mean street.trees",
        "street.trees",
    ),
    "complainant_dropped": Mistake(
        "complainant: caller_phone",
        "complainant: caller_name",
        "customProperties[maps].value.complainant",
        "personal and not pseudonymised",
        "pseudonymise",
    ),
    "unknown_metric": Mistake(
        "metric: rowCount",
        "metric: rows",
        "schema[park_repairs].quality[some_rows].metric",
        "not an allowed value",
        "rowCount",
    ),
    "unknown_argument": Mistake(
        "arguments: {minimum: 0, maximum: 60}",
        "arguments: {min: 0, maximum: 60}",
        "schema[park_repairs].properties[tree_height_m].quality[tree_height_range].arguments.min",
        "unknown argument 'min'",
        "minimum",
    ),
    "no_comparison": Mistake(
        "where closed_at < reported_at\n        mustBe: 0",
        "where closed_at < reported_at",
        "schema[park_repairs].quality[closed_after_reported]",
        "needs a comparison",
        "mustBe",
    ),
    "two_statements": Mistake(
        "query: select record_id",
        "query: drop table x; select record_id",
        "schema[park_repairs].quality[closed_after_reported].query",
        "must be a single select",
    ),
    "writing_statement": Mistake(
        "query: select record_id from {table}",
        "query: with gone as (delete from {table}) select record_id from {table}",
        "schema[park_repairs].quality[closed_after_reported].query",
        "must only read",
    ),
    "no_failing_rows": Mistake(
        "query: select record_id from {table}",
        "query: select count(*) from {table}",
        "schema[park_repairs].quality[closed_after_reported].query",
        "must select the record_id",
    ),
    "rule_id_twice": Mistake(
        "id: closed_after_reported", "id: closed_at_sometimes", "schema[park_repairs]", "is given twice"
    ),
    "bad_date": Mistake(
        'value: "2025-01-01"', 'value: "2025-02-30"', "customProperties[historyStart].value", "not a date"
    ),
    "property_twice": Mistake(
        "  - {property: grain, value: event}",
        "  - {property: grain, value: event}\n  - {property: grain, value: count}",
        "customProperties[grain].property",
        "given twice",
    ),
    "key_twice": Mistake("status: active ", "status: draft\nstatus: active ", "status", "given twice"),
    "no_yaml": Mistake("servers: ", "servers: [", "file", "not valid YAML"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_named_with_line_field_and_choices(name: str, example: str, write: Callable[[str], Path]) -> None:
    mistake = MISTAKES[name]
    assert example.count(mistake.old) >= 1
    path = write(example.replace(mistake.old, mistake.new, 1))
    found = [problem for problem in check_contract(path) if mistake.message in problem.message]
    assert found, [str(problem) for problem in check_contract(path)]
    problem = found[0]
    assert problem.path == path
    assert problem.field.startswith(mistake.field)
    assert problem.level == "error"
    assert mistake.allowed is None or mistake.allowed in problem.allowed
    with pytest.raises(ContractError) as refused:
        load_contract(path)
    assert str(problem) in str(refused.value)


@pytest.mark.parametrize("name", ["unknown_entity", "unknown_topic", "two_statements", "logical_type", "unknown_key"])
def test_the_line_is_the_line_of_the_mistake(name: str, example: str, write: Callable[[str], Path]) -> None:
    mistake = MISTAKES[name]
    text = example.replace(mistake.old, mistake.new, 1)
    lines = [n for n, line in enumerate(text.splitlines(), 1) if mistake.new.splitlines()[-1] in line]
    found = [problem for problem in check_contract(write(text)) if mistake.message in problem.message]
    assert lines[0] - 1 <= found[0].line <= lines[0]


def test_all_mistakes_are_named_at_once(example: str, write: Callable[[str], Path]) -> None:
    text = example
    names = (
        "unknown_connector",
        "sla_missing",
        "unknown_operator",
        "unknown_topic",
        "unknown_department",
        "two_statements",
    )
    for name in names:
        text = text.replace(MISTAKES[name].old, MISTAKES[name].new, 1)
    found = "\n".join(problem.message for problem in check_contract(write(text)))
    assert all(MISTAKES[name].message in found for name in names)
    assert len(check_contract(write(text))) == len(names)


def test_a_password_in_the_location_is_refused(example: str, write: Callable[[str], Path]) -> None:
    location = '"{drop_dir}/park_repairs/{yyyy}-{mm}-{dd}.csv.gz"'
    path = write(example.replace(location, '"postgresql://user:hunter2@db/parks"'))
    found = [problem for problem in check_contract(path) if "holds a password" in problem.message]
    assert len(found) == 1
    assert "hunter2" not in str(found[0])


def test_a_monthly_file_needs_a_column_to_cut_it_by(example: str, write: Callable[[str], Path]) -> None:
    path = write(example.replace("{yyyy}-{mm}-{dd}", "{yyyy}-{mm}"))
    assert any("needs window_column" in problem.message for problem in check_contract(path))


def test_a_file_that_is_not_text_is_named(write: Callable[[str], Path], tmp_path: Path) -> None:
    path = tmp_path / "park_repairs.yaml"
    path.write_bytes("id: 公园".encode("gb18030"))
    assert "not UTF-8 text" in check_contract(path)[0].message


def test_an_empty_file_is_named(write: Callable[[str], Path]) -> None:
    assert "not a mapping" in check_contract(write(""))[0].message
