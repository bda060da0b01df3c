"""Layout files: what a county's own sheets and columns mean, read strictly, with every fault at its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from .. import scalars
from ..composer import Mapping, Node, Scalar, Sequence, compose, in_order, read_bounded
from ..dictionary import Header, folded, shipped_facts
from ..documents import DocumentReader
from ..errors import DataError, Fault, near
from ..headings import unit_fits
from ..layouts import Layout, LayoutColumn, LayoutSheet
from ..model import STAGES
from ..units import UNITS, unit_of

if TYPE_CHECKING:
    import os

    from ..dictionary import Facts

__all__ = ["COLUMN_KEYS", "FORMAT", "OF", "SHEET_KEYS", "read_layout"]

FORMAT = "youzhi-layout/1"
SHEET_KEYS = ("of", "header", "fill", "columns", "ignore")
COLUMN_KEYS = ("as", "unit", "stage", "values", "add")
OF = ("schools", "county", "town", "city")
_CODED = {"code", "grade", "flag"}
_COUNTED = {"count", "number"}
_MOST_ROWS = 5


def read_layout(path: str | os.PathLike[str], facts: Facts | None = None) -> Layout:
    """A layout from its file.

    Args:
        path: a YAML file of the format ``youzhi-layout/1``, see ``docs/layouts.md``.
        facts: the data dictionary; the shipped one if left out.

    Raises:
        DataError: the file cannot be read or says what cannot be; all of its faults are told.
    """
    reader = _Reader(shipped_facts() if facts is None else facts, str(path))
    data = read_bounded(path)
    layout = None
    if isinstance(data, Fault):
        reader.faults.append(data)
    else:
        root, reader.faults = compose(data, str(path))
        layout = reader.layout(root) if root is not None else None
    if layout is None or reader.faults:
        raise DataError(in_order(reader.faults))
    return layout


class _Reader(DocumentReader):
    """Reads the nodes of one layout and collects their faults."""

    format = FORMAT
    wrong_shape = "layout-shape"
    unknown_key = "layout-key-unknown"
    missing_key = "layout-key-missing"

    def __init__(self, facts: Facts, file: str) -> None:
        super().__init__(file)
        self.facts = facts
        # A fact that is given per stage has columns of its stages only; here the stage may stand beside its name.
        self.by_stage = {
            folded(name): Header("fact", fact.id)
            for fact in facts.entries.values()
            for name in (fact.id, fact.zh, fact.en, *fact.aliases)
            if fact.by_stage
        }

    def layout(self, root: Node) -> Layout | None:
        parts = self.mapping(root, "layout", ("format", "sheets"), ("format", "sheets"))
        if "format" in parts and (found := self.text(parts["format"], "format")) != FORMAT:
            self.fault("layout-format", parts["format"], "format", expected=FORMAT, found=found)
            return None
        sheets = self.entries(parts["sheets"], "sheets") if "sheets" in parts else []
        return Layout(tuple(self.sheet(name.text, node) for name, node in sheets))

    def sheet(self, name: str, node: Node) -> LayoutSheet:
        parts = self.mapping(node, name, SHEET_KEYS, ("columns",))
        columns: dict[str, LayoutColumn] = {}
        nodes: dict[str, Node] = {}
        for key, child in self.entries(parts["columns"], "columns") if "columns" in parts else ():
            if folded(key.text) in columns:
                self.fault("layout-header-twice", key, key.text, header=key.text)
            elif (column := self.column(key.text, child)) is not None:
                columns[folded(key.text)] = column
                nodes[folded(key.text)] = key
        for child in self.items(parts.get("ignore"), "ignore"):
            text = self.text(child, "ignore")
            if folded(text) in columns:
                self.fault("layout-header-twice", child, text, header=text)
            elif text:
                columns[folded(text)] = LayoutColumn(text, None)
        self.check_columns(columns, nodes)
        fill = self.fill(parts.get("fill"), columns)
        of = self.choice(parts.get("of"), "of", OF)
        return LayoutSheet(name, of, self.header_rows(parts.get("header")), columns, fill)

    def column(self, header: str, node: Node) -> LayoutColumn | None:
        """What one column means; None where that cannot be read."""
        parts = self.mapping(node, header, COLUMN_KEYS, ("as",)) if isinstance(node, Mapping) else {"as": node}
        if "as" not in parts:
            return None
        means = self.means(parts["as"], header)
        if means is None:
            return None
        before = len(self.faults)
        means = self.in_unit(means, parts.get("unit"), parts["as"])
        means, stage = self.of_stage(means, parts.get("stage"), parts["as"], header)
        values = self.values(means, parts.get("values"), header)
        add = self.added(means, parts.get("add"), header)
        if len(self.faults) > before:
            return None
        return LayoutColumn(header, means, stage, add, values)

    def means(self, node: Node, header: str) -> Header | None:
        text = self.text(node, header)
        if not text:
            return None
        found = self.facts.find(text) or self.by_stage.get(folded(text))
        if found is None:
            self.fault("layout-fact-unknown", node, header, name=text, near=self.facts.near(text))
        return found

    def in_unit(self, means: Header, node: Node | None, at: Node) -> Header:
        """The header with the unit of its figures, which may also stand in brackets behind the name of the fact."""
        if node is not None and (name := self.text(node, "unit")):
            unit = unit_of(name)
            if unit is None:
                known = "、".join(UNITS)
                self.fault("layout-unit-unknown", node, "unit", name=name, near=near(name, UNITS), known=known)
                return means
            means = evolve(means, unit=unit)
        if means.unit is not None and (means.kind == "key" or not unit_fits(self.facts, means)):
            wanted = (self.facts[means.id].unit if means.kind == "fact" else None) or ("无单位", "no unit")
            params = {"unit": means.unit.name, "wanted": wanted, "name": means.column}
            self.fault("layout-unit-unfit", node or at, "unit", **params)
        return means

    def of_stage(self, means: Header, node: Node | None, at: Node, header: str) -> tuple[Header, str | None]:
        """The header with the stage a fact is given by, or the stage of the rows its figures belong on."""
        fact = self.facts[means.id] if means.kind == "fact" else None
        by_stage = fact.by_stage if fact is not None else ()
        if node is None:
            if by_stage and means.stage is None:
                self.fault("layout-needs-stage", at, header, name=means.id, stages=", ".join(by_stage))
            return means, None
        text = self.text(node, "stage")
        stage = self.facts.spellings("stage").get(folded(text)) if text else None
        if stage not in STAGES:
            if text:
                self.fault(
                    "layout-value-unknown", node, "stage", value=text, near=near(text, STAGES), known=", ".join(STAGES)
                )
            return means, None
        if stage in by_stage:
            return evolve(means, stage=stage), None
        if fact is None or "section" not in fact.levels:
            self.fault("layout-stage-unfit", node, "stage", name=means.id, stage=stage)
        return means, stage

    def values(self, means: Header, node: Node | None, header: str) -> dict[str, str]:
        """What cells say, folded, and the value each means."""
        if node is None:
            return {}
        spelled = self.facts.spellings(means.id)
        if not spelled or (means.kind == "fact" and self.facts[means.id].type not in _CODED):
            self.fault("layout-values-unfit", node, header, name=means.id)
            return {}
        found: dict[str, str] = {}
        for key, child in self.entries(node, "values"):
            text = self.text(child, "values")
            if text and folded(text) not in spelled:
                known = "、".join(dict.fromkeys(spelled.values()))
                self.fault(
                    "layout-value-unknown", child, header, value=text, near=near(folded(text), spelled), known=known
                )
            found[folded(key.text)] = text
        return found

    def added(self, means: Header, node: Node | None, header: str) -> bool:
        if node is None:
            return False
        found = scalars.flag(node.text) if isinstance(node, Scalar) else None
        if not isinstance(found, bool):
            self.shape(node, "add", "true 或 false", "true or false")
            return False
        fact = self.facts[means.id] if means.kind == "fact" else None
        if found and (fact is None or fact.type not in _COUNTED or fact.many):
            self.fault("layout-add-unfit", node, header, name=means.id)
        return found

    def check_columns(self, columns: dict[str, LayoutColumn], nodes: dict[str, Node]) -> None:
        """No fact twice unless it is added up, and one unit for all parts of it."""
        first: dict[tuple[str, str | None], LayoutColumn] = {}
        units: dict[str, LayoutColumn] = {}
        for key, column in columns.items():
            if column.means is None:
                continue
            name = column.means.column
            other = first.setdefault((name, column.stage), column)
            if other is not column and not (other.add and column.add):
                self.fault(
                    "layout-fact-twice", nodes[key], column.header, header=column.header, other=other.header, name=name
                )
            together = units.setdefault(name, column)
            if together.means is not None and together.means.unit != column.means.unit:
                params = {"header": column.header, "other": together.header, "name": name}
                self.fault("layout-units-differ", nodes[key], column.header, **params)
            if (together.stage is None) != (column.stage is None):
                params = {"header": column.header, "other": together.header, "name": name}
                self.fault("layout-stages-mixed", nodes[key], column.header, **params)

    def fill(self, node: Node | None, columns: dict[str, LayoutColumn]) -> dict[str, str]:
        """Keys that are the same for every row."""
        found: dict[str, str] = {}
        keys = self.facts.key_columns
        given = {column.means.id for column in columns.values() if column.means and column.means.kind == "key"}
        staged = any(column.stage is not None for column in columns.values())
        for name, child in self.entries(node, "fill") if node is not None else ():
            means = self.facts.find(name.text)
            if means is None or means.kind != "key":
                self.fault(
                    "layout-fill-unknown",
                    name,
                    name.text,
                    name=name.text,
                    near=near(name.text, keys),
                    known=", ".join(keys),
                )
                continue
            if means.id in given or (means.id == "stage" and staged):
                self.fault("layout-fill-twice", name, name.text, name=name.text)
            text = self.text(child, name.text)
            spelled = self.facts.spellings(means.id)
            if spelled and text and folded(text) not in spelled:
                known = ", ".join(dict.fromkeys(spelled.values()))
                self.fault(
                    "layout-value-unknown", child, name.text, value=text, near=near(folded(text), spelled), known=known
                )
            found[means.id] = spelled.get(folded(text), text)
        return found

    def header_rows(self, node: Node | None) -> tuple[int, ...]:
        """The rows of the header, as Excel numbers them."""
        if node is None:
            return ()
        found = []
        for item in node.items if isinstance(node, Sequence) else [node]:
            number = scalars.number(item.text, plain=item.plain) if isinstance(item, Scalar) else None
            if isinstance(number, scalars.Refusal):
                self.fault(number.code, item, "header", **number.params)
            elif number is None or number.denominator != 1 or number < 1:
                self.shape(item, "header", "行号，如 3 或 [3, 4]", "the number of a row, such as 3 or [3, 4]")
            else:
                found.append(int(number))
        if found != sorted(set(found)) or (found and found[-1] - found[0] >= _MOST_ROWS):
            self.shape(node, "header", "由上而下相邻的行号，如 [3, 4]", "rows one below the other, such as [3, 4]")
        return tuple(found)

    def choice(self, node: Node | None, key: str, known: tuple[str, ...]) -> str | None:
        if node is None:
            return None
        text = self.text(node, key)
        if text and text not in known:
            self.fault("layout-value-unknown", node, key, value=text, near=near(text, known), known=", ".join(known))
        return text or None

    def text(self, node: Node, key: str) -> str:
        """A text; what is written ``null`` says nothing."""
        if isinstance(node, Scalar) and node.plain and node.text == "null":
            self.shape(node, key, "文字", "a text")
            return ""
        return super().text(node, key)
