"""The published schema of packs, made from the shapes of the model, and the check of a document against it.

The file ``schemas/pack-1.json`` is what editors read; a pack's modeline names it.
``python -m youzhi_rules.schema`` prints it.
"""

from __future__ import annotations

import json
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any

from attrs import frozen

from . import scalars
from .composer import Mapping, Node, Scalar, Sequence
from .constructs import CITED, CONSTRUCTS, WITH_OPERATOR
from .errors import Fault
from .limits import CITATIONS
from .model import OPERATORS, STAGES, Pack, Restated, Rule
from .shapes import (
    TAKES,
    Choice,
    Condition_,
    Date,
    Flag,
    Formula_,
    Key,
    Limit_,
    ListOf,
    MapOf,
    Name,
    Number,
    Object,
    OneOrMany,
    Prose,
    Restates_,
    Shape,
    Text,
    keys_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["check_against_schema", "pack_schema", "plain", "schema_text"]

_Json = dict[str, Any]

_DAY = "[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}"
_NUMERIC = scalars.LOOKS_NUMERIC.removeprefix("^").removesuffix("$")
_FORMULA = f"^(?!\\s*({_NUMERIC})?\\s*$)"
_FLAGS = "|".join(sorted(scalars.FLAG_WORDS))
_NULLS = "|".join(("null", *sorted(scalars.NULL_WORDS)))
_LIMIT_TEXT = f"^(?!\\s*({_NUMERIC}|true|false|{_FLAGS}|{_NULLS}|[0-9]+(\\.[0-9]+)?\\s*[^\\W\\d_].*)?\\s*$)"


def pack_schema() -> _Json:
    r"""The JSON schema (draft 7) of ``pack.yaml``, the same at every call.

    Example:
        >>> pack_schema()["properties"]["version"]["pattern"]
        '^(\\d+\\.\\d+\\.\\d+)$'
    """
    making = _Making()
    root = making.object(Pack)
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "youzhi-pack/1",
        **_described("规则包", "A rule pack"),
        **root,
        "definitions": {name: making.definitions[name] for name in sorted(making.definitions)},
    }


def schema_text() -> str:
    """The schema as it stands in its file."""
    return json.dumps(pack_schema(), ensure_ascii=False, indent=1) + "\n"


def check_against_schema(root: Node, file: str | None = None) -> list[Fault]:
    """Where a document does not fit the published schema.

    The reader of packs finds the same and says it better; this proves that an editor sees no other format.
    """
    faults = []
    for error in _validator().iter_errors(plain(root)):
        path = ".".join(str(part) for part in error.absolute_path)
        place = _node_at(root, list(error.absolute_path)).place(file)
        faults.append(Fault("key-schema", {"path": path or "—", "reason": error.validator}, place, path or None))
    return sorted(faults, key=lambda fault: (fault.place, fault.key or "", str(fault.params["reason"])))


def plain(node: Node) -> Any:
    """A node as other readers of YAML see it: numbers, flags and None without quotes, else text.

    What they read as a number, a flag or None and we refuse, such as ``010`` or ``~``, is ``Misspelt``.
    """
    if isinstance(node, Mapping):
        return {key.text: plain(value) for key, value in node.entries}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    if not isinstance(node, Scalar):
        return None
    if not node.text and node.plain:
        return None
    if not node.plain or node.text.endswith("%"):
        return node.text
    read = scalars.value(node.text)
    if isinstance(read, scalars.Refusal):
        return Misspelt(node.text) if scalars.reads_as_other_than_text(node.text) else node.text
    if isinstance(read, Fraction):
        return int(read) if read.denominator == 1 else float(read)
    return read


@cache
def _validator() -> Any:
    return validator_of(pack_schema())


def validator_of(schema: _Json) -> Any:
    """A validator that sees real days."""
    from jsonschema import Draft7Validator, FormatChecker

    return Draft7Validator(schema, format_checker=FormatChecker(["date"]))


def _node_at(root: Node, path: list[str | int]) -> Node:
    node = root
    for part in path:
        if isinstance(node, Mapping):
            node = next((value for key, value in node.entries if key.text == part), node)
        elif isinstance(node, Sequence) and isinstance(part, int):
            node = node.items[part]
    return node


def _described(zh: str, en: str) -> _Json:
    return {"description": en, "markdownDescription": f"{en}\n\n{zh}", "x-description-zh": zh}


def _any_of(names: tuple[str, ...]) -> _Json:
    return {"anyOf": [{"required": [name]} for name in names]}


def _one_of(names: tuple[str, ...]) -> _Json:
    return {"oneOf": [{"required": [name]} for name in names]}


@frozen
class Misspelt:
    """What others read as a number, a flag or None and we refuse: to the schema it is of no type."""

    text: str


class _Making:
    """The making of one schema."""

    def __init__(self) -> None:
        self.definitions: dict[str, _Json] = {}

    def object(self, cls: type) -> _Json:
        """The schema of an attrs class of the model."""
        keys = [key for _, key in keys_of(cls).values()]
        made: _Json = {
            "type": "object",
            "additionalProperties": False,
            "required": [key.name for key in keys if key.required],
            "properties": {key.name: self.key(key) for key in keys},
        }
        rules = []
        if cls in CITED:
            rules.append(_any_of(("clause", "seen_in")))
        if cls is Rule:
            rules.append(_one_of(CONSTRUCTS))
            rules.append(
                {
                    "if": _any_of(WITH_OPERATOR),
                    "then": _one_of(OPERATORS),
                    "else": {"not": _any_of(OPERATORS)},
                }
            )
            rules.append({"if": {"required": ["measure"]}, "then": {"required": ["unit"]}})
        if cls is Pack:  # the weights of a split may only be those of a parent where there is one
            weighted = {"properties": {"split": {"required": ["by_pupils"]}}}
            rules.append({"if": {"not": {"required": ["extends"]}}, "then": weighted})
        return made | ({"allOf": rules} if rules else {})

    def key(self, key: Key) -> _Json:
        """The schema of one key, with its words."""
        # Beside $ref nothing else counts in draft 7, and of anyOf an editor shows the words of one branch: so the words
        # of the key stand around both.
        made = self.shape(key.shape)
        # What a shape takes is told with the key: an editor that shows words of the definition shows no others.
        zh, en = TAKES.get(type(key.shape), ("", ""))
        words = _described(f"{key.zh}{zh and '——'}{zh}", f"{key.en}{en and ' — '}{en}")
        return words | ({"allOf": [made]} if made.keys() & {"$ref", "anyOf"} else made)

    def shape(self, shape: Shape) -> _Json:
        """The schema of a shape."""
        return _MAKERS[type(shape)](self, shape)

    def define(self, name: str, made: Callable[[], _Json]) -> _Json:
        """A reference to a definition, which is made when first asked for."""
        if name not in self.definitions:
            self.definitions[name] = {}
            self.definitions[name] = made()
        return {"$ref": f"#/definitions/{name}"}

    def text(self, shape: Text) -> _Json:
        """Any text that is not blank."""
        if shape.const is not None:
            return {"const": shape.const}
        made: _Json = {"type": "string", "pattern": f"^({shape.pattern})$" if shape.pattern else "\\S"}
        return made | ({"type": ["string", "null"]} if shape.nullable else {})

    def name(self, shape: Name) -> _Json:
        """An id."""
        return {"type": "string", "pattern": f"^{shape.pattern}$"}

    def prose(self, _shape: Prose) -> _Json:
        """Words in both languages."""
        return self.define(
            "Words",
            lambda: {
                "type": "object",
                "additionalProperties": False,
                "required": ["zh", "en"],
                "properties": {
                    "zh": _described("中文", "Chinese") | self.text(Text()),
                    "en": _described("英文", "English") | self.text(Text()),
                },
            },
        )

    def number(self, _shape: Number | None = None) -> _Json:
        """An exact number."""
        return self.define(
            "Number", lambda: {"anyOf": [{"type": "number"}, {"type": "string", "pattern": scalars.PERCENT}]}
        )

    def flag(self, _shape: Flag) -> _Json:
        """A flag."""
        return {"type": "boolean"}

    def date(self, shape: Date) -> _Json:
        """A real day."""
        # No anyOf: of its branches an editor would tell the faults of each, and the words of none.
        types = ["string", *(["integer"] if shape.year_allowed else []), *(["null"] if shape.nullable else [])]
        made: _Json = {"type": types[0] if len(types) == 1 else types}
        if not shape.year_allowed:
            return made | {"format": "date", "pattern": f"^{_DAY}$"}
        return made | {
            "minimum": 1000,
            "maximum": 9999,
            "pattern": f"^([1-9][0-9]{{3}}|{_DAY})$",
            "if": {"pattern": f"^{_DAY}$"},
            "then": {"format": "date"},
        }

    def choice(self, shape: Choice) -> _Json:
        """One of a closed list."""
        return {"enum": list(shape.values)}

    def formula(self, _shape: Formula_) -> _Json:
        """Text of the measure language."""
        return {"type": "string", "pattern": _FORMULA}

    def limit(self, _shape: Limit_) -> _Json:
        """A number, numbers per stage or case, a formula or a grade."""
        return self.define("Limit", self._limit)

    def _limit(self) -> _Json:
        number = self.number()
        cases = {"type": "object", "required": ["by"], "minProperties": 2, "additionalProperties": number}
        stages = {"type": "object", "minProperties": 1, "additionalProperties": False}
        return {
            "anyOf": [
                number,
                {"type": "string", "pattern": _LIMIT_TEXT},
                stages | {"properties": dict.fromkeys(STAGES, number)},
                cases | {"properties": {"by": self.name(Name())}},
            ]
        }

    def condition(self, shape: Condition_) -> _Json:
        """A condition, or a scope."""
        tests = self.define("Tests", self._tests)
        several = {"type": "array", "minItems": 1, "items": tests}
        if not shape.scope:
            return {"anyOf": [tests, several]}
        cited = {name: self.key(key) for name, key in CITATIONS.items()}
        others = ["except", *cited]
        tested = {"not": {"propertyNames": {"enum": others}}}
        return self.define(
            "Scope", lambda: self._tests() | {"properties": {"except": several, **cited}, "allOf": [tested]}
        )

    def _tests(self) -> _Json:
        flags = "|".join(sorted(filter(str.isascii, scalars.FLAG_WORDS)))
        words = f"^(?!({_NULLS}|{flags}|{_NUMERIC})$).*\\S"
        one: _Json = {
            "anyOf": [
                {"type": ["boolean", "number"]},
                {"type": "string", "pattern": f"^[0-9]+$|{scalars.PERCENT}|{words}"},
            ]
        }
        comparisons = {"type": "object", "minProperties": 1, "additionalProperties": False}
        return {
            "type": "object",
            "minProperties": 1,
            "propertyNames": {"pattern": f"^{Name().pattern}$"},
            "additionalProperties": {
                "anyOf": [
                    one,
                    {"type": "array", "minItems": 1, "items": one},
                    comparisons | {"properties": dict.fromkeys(OPERATORS, self.number())},
                ]
            },
        }

    def list(self, shape: ListOf) -> _Json:
        """A list without repetitions."""
        return {"type": "array", "minItems": 1, "uniqueItems": True, "items": self.shape(shape.item)}

    def one_or_many(self, shape: OneOrMany) -> _Json:
        """One value or a list."""
        return {"anyOf": [self.shape(shape.item), self.list(ListOf(shape.item))]}

    def map(self, shape: MapOf) -> _Json:
        """A mapping from names to values."""
        return {
            "type": "object",
            "minProperties": 1,
            "propertyNames": self.shape(shape.keys),
            "additionalProperties": self.shape(shape.item),
        }

    def restates(self, _shape: Restates_) -> _Json:
        """Ids, or a mapping of ids to clauses or to more."""
        said = {"anyOf": [self.text(Text()), self.reference(Object(lambda: Restated))]}
        mapping = {
            "type": "object",
            "minProperties": 1,
            "propertyNames": self.name(Name()),
            "additionalProperties": said,
        }
        return {"anyOf": [self.list(ListOf(Name())), mapping]}

    def reference(self, shape: Object) -> _Json:
        """A reference to the schema of a class."""
        cls = shape.cls()
        if cls is Rule:
            return self.define("Rule", self._rule)
        return self.define(cls.__name__, lambda: self.object(cls))

    def _rule(self) -> _Json:
        """A rule, or with ``relation`` a change of the parent's: then only what changes is written."""
        whole = self.object(Rule)
        return {
            "type": "object",
            "additionalProperties": False,
            "properties": whole["properties"],
            "allOf": [whole["allOf"][0]],
            "if": {"required": ["relation"]},
            "then": {},
            "else": {"required": whole["required"], "allOf": whole["allOf"][1:]},
        }


_MAKERS: dict[type[Shape], Callable[[_Making, Any], _Json]] = {
    Text: _Making.text,
    Name: _Making.name,
    Prose: _Making.prose,
    Number: _Making.number,
    Flag: _Making.flag,
    Date: _Making.date,
    Choice: _Making.choice,
    Formula_: _Making.formula,
    Limit_: _Making.limit,
    Condition_: _Making.condition,
    ListOf: _Making.list,
    OneOrMany: _Making.one_or_many,
    MapOf: _Making.map,
    Object: _Making.reference,
    Restates_: _Making.restates,
}

if __name__ == "__main__":
    import sys

    sys.stdout.write(schema_text())
