"""The published schema of the files of tests inside packs, made from what their reader takes.

The file ``schemas/tests-1.json`` is what editors read; ``python -m youzhi_rules.authoring.tests_schema`` prints it. It
offers the facts of the shipped dictionary; a pack's own facts, Chinese names and aliases are taken as well.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ..dictionary import shipped_facts
from ..testfiles import FORMAT, STATUSES, TEST_KEYS

if TYPE_CHECKING:
    from ..dictionary import KeyColumn
    from ..model import Fact

__all__ = ["schema_of_tests", "schema_text"]

_Json = dict[str, Any]

_WORDS = {
    "format": ("格式版本", "the version of the format"),
    "tests": ("测试", "the tests"),
    "name": ("一句话，说的是条文", "a sentence about the law"),
    "facts": (
        "一个学段、其学校和其县的数据，混写；null 表示未填",
        "facts of one section, its school and its county, mixed; null: nobody filled it in",
    ),
    "schools": ("学校和学段，一行一个", "rows of sections and schools, as in a table"),
    "county": ("县级数据", "the facts of the county"),
    "towns": ("镇街数据，一行一个", "rows of towns"),
    "city": ("市级数据", "the facts of the city"),
    "as_of": ("评价日期，与时限有关时填写", "the day of the evaluation, where it matters"),
    "expect": (
        "应有的结论：规则代号: 结论；分学段、分学校时写成 {primary: met, B/junior: unmet}",
        "what must come out: a status per rule, or per stage or school: {primary: met, B/junior: unmet}",
    ),
}
_STATUS_WORDS = ("结论：", "the status: ")
_ONE = {"type": ["string", "number", "boolean", "null"]}
_DAY = "^[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}$"


def schema_of_tests() -> _Json:
    """The JSON schema (draft 7) of a file of tests, the same at every call.

    Example:
        >>> schema_of_tests()["definitions"]["Test"]["required"]
        ['name', 'expect']
    """
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": FORMAT,
        **_described("规则包的测试", "The tests of a rule pack"),
        **_object({"format": {"const": FORMAT}, "tests": {"type": "array", "items": _ref("Test")}}),
        "required": ["format", "tests"],
        "definitions": {
            "Expected": _expected(),
            "Row": _row(),
            "Status": _described(*(words + ", ".join(STATUSES) for words in _STATUS_WORDS)) | {"enum": list(STATUSES)},
            "Test": _test(),
            "Value": {"anyOf": [_ONE, {"type": "array", "items": _ONE}]},
        },
    }


def schema_text() -> str:
    """The schema as it stands in its file."""
    return json.dumps(schema_of_tests(), ensure_ascii=False, indent=1) + "\n"


def _described(zh: str, en: str) -> _Json:
    return {"description": en, "markdownDescription": f"{en}\n\n{zh}", "x-description-zh": zh}


def _ref(name: str) -> _Json:
    return {"$ref": f"#/definitions/{name}"}


def _object(properties: _Json) -> _Json:
    """An object of these keys and no others, each with its words."""
    said = {
        name: _described(*_WORDS[name]) | ({"allOf": [made]} if "$ref" in made else made)
        for name, made in properties.items()
    }
    return {"type": "object", "additionalProperties": False, "properties": said}


def _test() -> _Json:
    rows = {"type": "array", "items": _ref("Row")}
    name = {
        "anyOf": [
            {"type": "string", "minLength": 1},
            {
                "type": "object",
                "additionalProperties": False,
                "required": ["zh", "en"],
                "properties": {
                    "zh": _described("中文", "Chinese") | {"type": "string", "minLength": 1},
                    "en": _described("英文", "English") | {"type": "string", "minLength": 1},
                },
            },
        ]
    }
    row = _ref("Row")
    shapes: _Json = {
        "name": name, "facts": row, "schools": rows, "county": row, "towns": rows, "city": row,
        "as_of": {"type": "string", "format": "date", "pattern": _DAY}, "expect": _ref("Expected"),
    }  # fmt: skip
    made = _object({key: shapes[key] for key in TEST_KEYS})
    given = [{"required": [part]} for part in TEST_KEYS if part not in {"name", "as_of", "expect"}]
    return made | {"required": ["name", "expect"], "anyOf": given}


def _row() -> _Json:
    """Facts by id, offered from the dictionary; other names are for the loader to know."""
    facts = shipped_facts()
    keys = {key.id: _column(key, None) for key in facts.key_columns.values()}
    known = {column: _column(fact, fact.unit) for fact in facts.values() for column in facts.columns_of(fact.id)}
    return {"type": "object", "properties": keys | known, "additionalProperties": _ref("Value")}


def _column(column: Fact | KeyColumn, unit: str | None) -> _Json:
    """One column: its name and unit, and for a closed list its values as suggestions, for it has other spellings."""
    told = f" ({unit})" if unit else ""
    values = {"examples": list(column.values)} if column.values else {}
    return _described(f"{column.zh}{told}", f"{column.en}{told}") | {"allOf": [_ref("Value")]} | values


def _expected() -> _Json:
    places = {"type": "object", "additionalProperties": _ref("Status")}
    return {
        "type": "object",
        "minProperties": 1,
        "additionalProperties": {"anyOf": [_ref("Status"), places]},
    }


if __name__ == "__main__":
    import sys

    sys.stdout.write(schema_text())
