"""Reading a flattened pack back from the JSON that ``resolve`` writes: the very pack that was recorded."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from attrs import Factory, evolve, frozen

from ..composer import Mapping, Node, Scalar, Sequence
from ..errors import PackError, Place
from ..model import Ancestor, Conflict, Joined, Link, Pack, Restated, SeenIn, Source, Words
from ..reading import read_object, read_pack
from ..shapes import ListOf, MapOf, Name, Object, OneOrMany, Prose, Restates_, Text, key
from .plain import Numeral
from .resolved import RESOLVED

if TYPE_CHECKING:
    from collections.abc import Mapping as Map

__all__ = ["recorded"]


@frozen(kw_only=True)
class _Link:
    """A link as it is recorded."""

    pack: str = key(Name(dashes=True), "规则包", "the pack", required=True)
    relation: str = key(Text(), "关系", "the relation", required=True)
    clause: str | None = key(Text(), "条款", "the clause")
    seen_in: SeenIn | None = key(Object(lambda: SeenIn), "所见之处", "where it was seen")
    changed: tuple[str, ...] = key(ListOf(Text()), "变更的键", "the keys it wrote", default=())
    reason: Words | None = key(Prose(), "理由", "why")
    authority: str | None = key(Text(), "依据", "what allows it")
    note: Words | None = key(Prose(), "说明", "a note")
    conflicts_with: tuple[Conflict, ...] = key(
        OneOrMany(Object(lambda: Conflict)), "不一致之处", "places that say something else", default=()
    )
    place: str | None = key(Text(), "位置", "where it stands")

    def link(self) -> Link:
        """The link of the model."""
        return Link(
            pack=self.pack,
            relation=self.relation,
            clause=self.clause,
            seen_in=self.seen_in,
            changed=self.changed,
            reason=self.reason,
            authority=self.authority,
            note=self.note,
            conflicts_with=self.conflicts_with,
            place=_place(self.place),
        )


@frozen(kw_only=True)
class _Chain:
    """The chain of a rule as it is recorded."""

    pack: str = key(Text(), "规则包", "the pack whose value decides", required=True)
    links: tuple[_Link, ...] = key(ListOf(Object(lambda: _Link)), "来源链", "the links", required=True)


@frozen(kw_only=True)
class _Ancestor:
    """A pack that was built on, as it is recorded."""

    id: str = key(Name(dashes=True), "规则包", "the pack", required=True)
    version: str = key(Text(), "版本", "its version", required=True)
    state: str = key(Text(), "状态", "its state", required=True)
    title: Words = key(Prose(), "名称", "its title", required=True)
    source: Source = key(Object(lambda: Source), "法律依据", "its source", required=True)


@frozen(kw_only=True)
class _Joined:
    """What a pack joined to the split, as it is recorded."""

    pack: str = key(Name(dashes=True), "规则包", "the pack", required=True)
    of: tuple[str, ...] = key(ListOf(Name()), "列入拆分的数据", "the facts", required=True)
    clause: str | None = key(Text(), "条款", "the clause")
    seen_in: SeenIn | None = key(Object(lambda: SeenIn), "所见之处", "where it was seen")
    place: str | None = key(Text(), "位置", "where it stands")

    def joined(self) -> Joined:
        """The same of the model."""
        return Joined(pack=self.pack, of=self.of, clause=self.clause, seen_in=self.seen_in, place=_place(self.place))


@frozen(kw_only=True)
class _Split:
    """Who said what of the split, as it is recorded."""

    pack: str = key(Name(dashes=True), "规则包", "the pack whose weights they are", required=True)
    joined: tuple[_Joined, ...] = key(ListOf(Object(lambda: _Joined)), "列入", "what joined it", default=())


@frozen(kw_only=True)
class _Frame:
    """What is recorded around the pack itself."""

    schema: str = key(Text(const=RESOLVED), "格式", "the format", required=True)
    digest: str = key(Text(), "指纹", "the digest", required=True)
    extends: str | None = key(Name(dashes=True), "上级规则包", "the pack it builds on")
    lineage: tuple[_Ancestor, ...] = key(ListOf(Object(lambda: _Ancestor)), "上级", "those it builds on", default=())
    restates: Map[str, Restated] = key(Restates_(), "重申", "what it restates", default=Factory(dict))
    removed: Map[str, _Link] = key(MapOf(Object(lambda: _Link)), "删除", "what it removes", default=Factory(dict))
    split: _Split | None = key(Object(lambda: _Split), "拆分", "the split")
    chains: Map[str, _Chain] = key(MapOf(Object(lambda: _Chain)), "来源链", "the chains", default=Factory(dict))


def recorded(text: str | bytes, file: str | None = None) -> Pack:
    """The pack that a resolved pack's JSON holds, with its chains; how a rule stood before it was changed is not kept.

    Args:
        text: what ``Resolved.to_json`` gave.
        file: how it is called in errors.

    Raises:
        PackError: it is no such document (``resolved-not-json`` and the faults of packs), or what it holds is not what
            was written (``resolved-digest``).

    Example:
        >>> import youzhi_rules as yz
        >>> from youzhi_rules.authoring.resolved import resolve
        >>> pack = yz.load_pack("yunnan-wenshan-2024")
        >>> recorded(resolve(pack).to_json()).digest == pack.digest
        True
    """
    data = _data(text, file)
    document, chains = data.get("pack"), data.get("chains")
    if not isinstance(document, dict):
        raise PackError.of("resolved-not-json", Place(file), why="pack")
    around = {name: value for name, value in data.items() if name != "pack"}
    if isinstance(chains, dict):
        around["chains"] = {name: _without_values(chain) for name, chain in chains.items()}
    frame, faults = read_object(_node(around), _Frame, file)
    pack, more = read_pack(_node(document), file)
    if frame is None or pack is None or faults or more:
        raise PackError([*faults, *more])
    pack = _with_chains(pack, frame)
    if pack.digest != frame.digest:
        raise PackError.of("resolved-digest", Place(file), written=frame.digest, found=pack.digest)
    return pack


def _data(text: str | bytes, file: str | None) -> dict[str, Any]:
    try:
        data = json.loads(text, parse_int=Numeral, parse_float=Numeral)
    except (ValueError, RecursionError) as error:  # ValueError: also text that is not UTF-8
        raise PackError.of("resolved-not-json", Place(file), why=type(error).__name__) from None
    if not isinstance(data, dict):
        raise PackError.of("resolved-not-json", Place(file), why=type(data).__name__)
    return data


def _without_values(chain: Any) -> Any:
    """A chain without what was only worked out of it, for those who do not read the links."""
    return {name: value for name, value in chain.items() if name != "values"} if isinstance(chain, dict) else chain


def _node(value: Any) -> Node:
    """A value of JSON as the node that YAML would give; a document in JSON has no lines worth telling."""
    if isinstance(value, dict):
        return Mapping([(Scalar(name, False, 1, 1), _node(item)) for name, item in value.items()], 1, 1)
    if isinstance(value, list):
        return Sequence([_node(item) for item in value], 1, 1)
    if isinstance(value, str):
        return Scalar(str(value), isinstance(value, Numeral), 1, 1)
    return Scalar(json.dumps(value), True, 1, 1)


def _place(text: str | None) -> Place:
    """A place from its words: ``pack.yaml:12:5``."""
    parts = (text or "").rsplit(":", 2)
    if len(parts) < len(Place._fields) or not all(part.isdecimal() for part in parts[1:]):
        return Place(text)
    return Place(parts[0], int(parts[1]), int(parts[2]))


def _with_chains(pack: Pack, frame: _Frame) -> Pack:
    """The pack as it was before it was flattened: what it extends and restates, and who said what."""
    rules, tasks = dict(pack.rules), dict(pack.tasks)
    for name, chain in frame.chains.items():
        links = tuple(link.link() for link in chain.links)
        if name in rules:
            rules[name] = evolve(rules[name], pack=chain.pack, links=links)
        elif name in tasks:
            tasks[name] = evolve(tasks[name], pack=chain.pack, links=links)
    split = pack.split
    if split is not None and frame.split is not None:
        split = evolve(split, pack=frame.split.pack, joined=tuple(each.joined() for each in frame.split.joined))
    lineage = (Ancestor(each.id, each.version, each.title, each.source, each.state) for each in frame.lineage)
    return evolve(
        pack,
        rules=rules,
        tasks=tasks,
        split=split,
        extends=frame.extends,
        restates=frame.restates,
        removed={name: link.link() for name, link in frame.removed.items()},
        lineage=tuple(lineage),
    )
