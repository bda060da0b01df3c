"""The files of tests inside packs, read and checked.

A pack's folder holds ``tests/*.yaml``. A file says ``format: youzhi-tests/1`` and lists ``tests:``, each with

* ``name``: a sentence, or ``{zh, en}``;
* ``facts``: facts of one section, its school and its county, mixed, for a test that needs no more; or
  ``schools``: a list of rows, ``county`` and ``city``: facts of these, ``towns``: a list of rows.
  Facts go by id, Chinese name or alias; ``null`` is missing. A row without ``stage`` and ``school_kind`` is a
  primary school;
* ``as_of``: the day of the evaluation, where it matters;
* ``expect``: a status per outcome. ``music_rooms: unmet`` is meant of every unit judged. Where a rule gives
  several outcomes, a mapping says which: ``{primary: met, junior: unmet}``, ``{A: met, B/junior: unmet}``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import frozen

from .composer import Mapping, Node, Scalar, Sequence, compose, read_bounded
from .documents import DocumentReader
from .errors import Fault, PackError, Place, near
from .model import Words
from .planning import plan_of
from .scalars import Refusal, date, value

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from .dictionary import Facts, Header
    from .model import Pack

__all__ = ["FORMAT", "STATUSES", "TEST_KEYS", "Expectation", "PackTest", "read_tests"]

FORMAT = "youzhi-tests/1"
STATUSES = ("met", "unmet", "unknown", "not_applicable", "not_due")
TEST_KEYS = ("name", "facts", "schools", "county", "towns", "city", "as_of", "expect")
_PARTS = {"schools": ("section", "school"), "county": ("county",), "towns": ("town",), "city": ("city",)}
_NUMBERS = {"count", "number", "share", "year"}


@frozen
class Expectation:
    """That an outcome has a status; ``where`` says at which unit or stage; None: wherever it is judged."""

    outcome: str
    where: str | None
    status: str

    def __str__(self) -> str:
        """``music_rooms: met``, ``degree_teachers at A/junior: unmet``."""
        return f"{self.outcome} at {self.where}: {self.status}" if self.where else f"{self.outcome}: {self.status}"


@frozen
class PackTest:
    """One test of a pack, read and checked.

    Attributes:
        name: its sentence; the same in both languages where it was written in one.
        schools: rows of sections and schools.
        areas: rows of counties, towns and cities, with a ``level``.
        as_of: the day of its evaluation, if it says one.
        counties: the counties that it names; no other test may name them in the same evaluation.
        apart: whether it says something that other counties evaluated beside it could touch: the name or the facts of a
            city, a unit in a header.
    """

    name: Words
    place: Place
    schools: tuple[dict[str, Any], ...]
    areas: tuple[dict[str, Any], ...]
    expect: tuple[Expectation, ...]
    as_of: dt.date | None = None
    counties: frozenset[str] = frozenset()
    apart: bool = False

    @property
    def alone(self) -> bool:
        """Whether it cannot be judged beside any other: it is apart, on a day of its own or names a county."""
        return self.apart or self.as_of is not None or bool(self.counties)


def read_tests(pack: Pack, composed: dict[Path, tuple[Node | None, list[Fault]]] | None = None) -> tuple[PackTest, ...]:
    """The tests in a pack's folder.

    Args:
        pack: a loaded pack.
        composed: files of tests that were composed before, with what is wrong with them.

    Raises:
        PackError: they cannot be read, with every fault of theirs.
    """
    if pack.folder is None:
        return ()
    plan = plan_of(pack)
    reader = _Reader(plan.facts, tuple(dict.fromkeys(step.id for step in plan.steps)), composed or {})
    folder = Path(pack.folder) / "tests"
    tests = [test for path in sorted(folder.glob("*.yaml")) for test in reader.file(path)]
    if reader.faults:
        raise PackError(reader.faults)
    return tuple(tests)


class _Reader(DocumentReader):
    """Reads the files of tests of one pack and collects their faults."""

    format = FORMAT
    wrong_shape = "tests-shape"
    unknown_key = "tests-key-unknown"
    missing_key = "tests-key-missing"

    def __init__(
        self, facts: Facts, outcomes: tuple[str, ...], composed: dict[Path, tuple[Node | None, list[Fault]]]
    ) -> None:
        super().__init__()
        self.composed = composed
        self.facts = facts
        self.outcomes = outcomes
        columns = {column for fact in facts for column in facts.columns_of(fact)}
        keys = {"level", "county", "town", "school", "school_name", "stage", "campus", "parent_school"}
        self.shareable = {*keys, *columns}

    def file(self, path: Path) -> Iterator[PackTest]:
        self.name = f"{path.parent.name}/{path.name}"
        known = self.composed.get(path)
        root, faults = known if known is not None else self.document(path)
        self.faults += faults
        if root is None:
            return
        parts = self.mapping(root, "tests", ("format", "tests"), ("format", "tests"))
        if "format" in parts and (found := self.text(parts["format"], "format")) != FORMAT:
            self.fault("tests-format", parts["format"], "format", expected=FORMAT, found=found)
            return
        for node in self.items(parts.get("tests"), "tests"):
            before = len(self.faults)
            test = self.test(node)
            if len(self.faults) == before:
                yield test

    def document(self, path: Path) -> tuple[Node | None, list[Fault]]:
        data = read_bounded(path, self.name)
        return (None, [data]) if isinstance(data, Fault) else compose(data, self.name)

    def test(self, node: Node) -> PackTest:
        parts = self.mapping(node, "tests", TEST_KEYS, ("name", "expect"))
        if not any(part in parts for part in ("facts", *_PARTS)):
            self.fault("tests-key-missing", node, "facts", name="facts")
        schools = [self.row(each, "schools") for each in self.items(parts.get("schools"), "schools")]
        areas = [{"level": "town"} | self.row(each, "towns") for each in self.items(parts.get("towns"), "towns")]
        areas += [{"level": part} | self.row(parts[part], part) for part in ("county", "city") if part in parts]
        if "facts" in parts:
            self.mixed(parts["facts"], schools, areas)
        for number, row in enumerate(schools, start=1):
            row.update({} if row.keys() & {"school", "school_name"} else {"school": str(number)})
            row.update({} if row.keys() & {"stage", "school_kind"} else {"stage": "primary"})
        day = self.day(parts.get("as_of"))
        named = [row["county"] for row in (*schools, *areas) if "county" in row]
        apart = any(area["level"] == "city" for area in areas) or not all(map(_is_name, named))
        return PackTest(
            name=self.words(parts.get("name")),
            place=Place(self.name, node.line, node.column),
            schools=tuple(schools),
            areas=tuple(areas),
            expect=tuple(self.expectations(parts.get("expect"))),
            as_of=day,
            counties=frozenset(filter(_is_name, named)),
            apart=apart or any(not row.keys() <= self.shareable for row in (*schools, *areas)),
        )

    def mixed(self, node: Node, schools: list[dict[str, Any]], areas: list[dict[str, Any]]) -> None:
        """One section, its school, its county: each fact goes to the level it usually stands at."""
        keys: dict[str, Any] = {}
        rows: dict[str, dict[str, Any]] = {}
        for header, found, given in self.cells(node, "facts"):
            if found.kind == "key":
                keys[header] = given
            else:
                level = self.facts[found.id].levels[0]
                rows.setdefault("section" if level == "school" else level, {})[header] = given
        if "section" in rows:
            schools.append(rows.pop("section") | keys)
        above = {key: given for key, given in keys.items() if key in {"county", "city"}}
        areas.extend({"level": level} | row | above for level, row in rows.items())

    def row(self, node: Node, part: str) -> dict[str, Any]:
        row = {}
        for header, found, given in self.cells(node, part):
            if found.kind == "fact" and not set(_PARTS[part]) & set(levels := self.facts[found.id].levels):
                self.fault("tests-fact-level", node, header, name=header, part=part, levels=", ".join(levels))
            row[header] = given
        return row

    def cells(self, node: Node, part: str) -> Iterator[tuple[str, Header, Any]]:
        seen: set[str] = set()
        for key, child in self.entries(node, part):
            found = self.facts.find(key.text)
            if found is None:
                self.fault("tests-fact-unknown", key, key.text, name=key.text, near=self.facts.near(key.text))
            elif found.column in seen:
                self.fault("tests-fact-twice", key, key.text, name=key.text, column=found.column)
            else:
                seen.add(found.column)
                yield key.text if found.unit else found.column, found, self.value(child, found, key.text)

    def value(self, node: Node, header: Header, key: str) -> Any:
        """A cell as a record holds it: texts, None for missing; a number is held to the spelling of packs."""
        if isinstance(node, Sequence):
            return [self.value(item, header, key) for item in node.items]
        if not isinstance(node, Scalar):
            self.shape(node, key, "值或列表", "a value or a list")
            return None
        if header.kind == "fact" and self.facts[header.id].type in _NUMBERS:
            found = value(node.text, plain=node.plain)
            if isinstance(found, Refusal):
                self.fault(found.code, node, key, **found.params)
        return None if node.plain and node.text == "null" else node.text

    def expectations(self, node: Node | None) -> Iterator[Expectation]:
        entries = self.entries(node, "expect") if node else []
        if node and isinstance(node, Mapping) and not entries:
            self.shape(node, "expect", "至少一项结果", "one outcome at least")
        for key, child in entries:
            if key.text not in self.outcomes:
                close = near(key.text, self.outcomes)
                self.fault("tests-rule-unknown", key, f"expect.{key.text}", name=key.text, near=close)
            if isinstance(child, Mapping):
                for where, status in child.entries:
                    yield Expectation(key.text, where.text, self.status(status, f"expect.{key.text}.{where.text}"))
            else:
                yield Expectation(key.text, None, self.status(child, f"expect.{key.text}"))

    def status(self, node: Node, key: str) -> str:
        text = self.text(node, key)
        if text not in STATUSES and isinstance(node, Scalar):
            close = near(text, STATUSES)
            self.fault("tests-status-unknown", node, key, name=text, near=close, known=", ".join(STATUSES))
        return text

    def day(self, node: Node | None) -> dt.date | None:
        if node is None:
            return None
        found = date(self.text(node, "as_of"))
        if isinstance(found, Refusal):
            self.fault(found.code, node, "as_of", **found.params)
            return None
        return found.day

    def words(self, node: Node | None) -> Words:
        if isinstance(node, Mapping):
            parts = self.mapping(node, "name", ("zh", "en"), ("zh", "en"))
            zh, en = (self.text(parts[lang], f"name.{lang}") if lang in parts else "" for lang in ("zh", "en"))
            return Words(zh, en)
        text = self.text(node, "name") if node else ""
        return Words(text, text)


def _is_name(county: Any) -> bool:
    """Whether a cell is the name or the code of a county.

    A short number is none: it may be what the county of another test is called where several are evaluated together.
    """
    return isinstance(county, str) and (len(county) > _SHORT or not county.isdigit())


_SHORT = 5
