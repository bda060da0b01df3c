"""The flattened pack: everything a pack says with what it takes over, and the chain of packs behind each value.

As YAML it is a pack of its own, which extends nothing and judges the same. As JSON it also carries the chains as data,
so that the very pack can be read back from it: a record of what a version of a pack said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from ..catalogue import label
from ..errors import known_language
from ..pack_facts import facts_of
from ..plan import rules_of
from ..provenance import chain_lines
from .emitting import flow, json_text, yaml_text
from .plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..catalogue import Lang
    from ..model import Link, Pack, Rule, Split

__all__ = ["RESOLVED", "WORDS", "Resolved", "resolve"]

RESOLVED = "youzhi-resolved/1"
"""The version of the JSON document, in its key ``schema``."""

WORDS = ("title", "clause", "seen_in", "note", "conflicts_with", "authority", "reason")
"""The keys of a rule that tell of it and ask nothing."""

_EARLY = ("format", "id", "version", "territory", "state", "title", "source", "note")
_UNCHANGED = {"defines", "restates"}
_SINGLE = ("given", "relief")
"""The keys whose items are changed one by one."""


@frozen(eq=False)
class Resolved:
    """A flattened pack.

    Attributes:
        pack: the pack it was made from.
        document: the keys of the flattened pack, with numbers as exact texts; extends nothing.
        origins: per rule and key, which packs gave it its value: first the one that defines it.
    """

    pack: Pack
    document: Mapping[str, Any]
    origins: Mapping[str, Mapping[str, list[dict[str, Any]]]]

    def to_yaml(self, lang: Lang = "zh") -> str:
        """The flattened pack as YAML that loads; the chain of each rule and of each changed value is in comments."""
        known_language(lang)
        facts, _ = facts_of(self.pack)
        comments: dict[tuple[str, ...], list[str]] = {}
        for name, rule in rules_of(self.pack).items():
            section = "tasks" if name in self.pack.tasks else "rules"
            comments[section, name] = chain_lines(rule, facts, lang)
            for key, steps in self.origins[name].items():
                told = [f"{step['pack']} {step['clause'] or ''}".strip() + f": {step['shown']}" for step in steps]
                if len({step["shown"] for step in steps}) > 1:
                    comments[(section, name, *key.split(".", 1))] = [" → ".join(told)]
        for section in ("scopes", "facts"):
            for name, item in getattr(self.pack, section).items():
                if item.place.file and len(self.pack.lineage):
                    comments[section, name] = [str(item.place)]
        if self.pack.split is not None and self.pack.lineage:
            comments["split",] = list(_split_lines(self.pack.split))
        return yaml_text(self.document, comments, list(self._head(lang)))

    def _head(self, lang: Lang) -> Iterator[str]:
        chain = " ← ".join([*(f"{each.id} {each.version}" for each in self.pack.lineage), _named(self.pack)])
        yield label("resolved_head", lang).format(chain=chain)
        yield f"{label('digest', lang)} {self.pack.digest}"
        for name, link in self.pack.removed.items():
            why = link.reason.say(lang) if link.reason else ""
            yield f"{name}: {link.pack} {label('removes', lang)} {link.clause or ''} {why}"

    def to_dict(self) -> dict[str, Any]:
        """The flattened pack with its chains as plain values; numbers as exact texts.

        ``split`` tells whose the weights of mixed schools are and which pack joined which facts to them. ``chains`` has
        the links of every rule; ``values`` those of each key that a later pack wrote: all others have
        the value which the first link gave them.
        """
        pack = self.pack
        found = {
            "schema": RESOLVED,
            "digest": pack.digest,
            "extends": pack.extends,
            "lineage": [
                {"id": each.id, "version": each.version, "state": each.state, "title": plain_words(each.title)}
                | {"source": plain(each.source)}
                for each in pack.lineage
            ],
            "pack": dict(self.document),
            "restates": {name: plain(restated) for name, restated in pack.restates.items()},
            "removed": {name: _link(link) for name, link in pack.removed.items()},
            "split": _split(pack.split) if pack.split is not None and pack.split.pack else {},
            "chains": {
                name: {
                    "pack": rule.pack,
                    "links": [_link(link) for link in rule.chain],
                    "values": {
                        key: [{word: step[word] for word in step if word != "shown"} for step in steps]
                        for key, steps in self.origins[name].items()
                        if not {step["relation"] for step in steps} <= _UNCHANGED
                    },
                }
                for name, rule in rules_of(pack).items()
            },
        }
        return {name: value for name, value in found.items() if value or name in {"schema", "digest"}}

    def to_json(self) -> str:
        """The same as JSON: numbers with all their digits, percentages as text."""
        return json_text(self.to_dict()) + "\n"


def resolve(pack: Pack) -> Resolved:
    """The flattened pack with each value's chain.

    Raises:
        PackError: a number of it cannot be written in a pack.

    Example:
        >>> import youzhi_rules as yz
        >>> resolved = resolve(yz.load_pack("yunnan-wenshan-2024"))
        >>> [(step["pack"], step["value"]) for step in resolved.origins["training_budget"]["at_least"]]
        [('national-2017', '5%'), ('yunnan-wenshan-2024', '10%')]
        >>> "extends" in resolved.document
        False
    """
    whole = plain(pack)
    order = [*(key for key in _EARLY if key in whole), *(key for key in whole if key not in _EARLY)]
    document = {key: whole[key] for key in order if key not in {"extends", "restates"}}
    origins = {name: dict(_origins(rule)) for name, rule in rules_of(pack).items()}
    return Resolved(pack, document, origins)


def _named(pack: Pack) -> str:
    return f"{pack.id} {pack.version}"


def plain_words(words: Any) -> dict[str, str]:
    """Words in both languages as plain values."""
    return {"zh": words.zh, "en": words.en}


def asked_of(rule: Rule) -> dict[str, Any]:
    """What a rule asks, by key: the keys of its file without the words; constants and reliefs one by one."""
    found: dict[str, Any] = {}
    for key, value in plain(rule).items():
        if key in _SINGLE:
            found.update({f"{key}.{name}": item for name, item in value.items()})
        elif key not in {*WORDS, "relation"}:
            found[key] = value
    return found


def _origins(rule: Rule) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Per key of a rule, the links of its chain that gave it its value or repeated it."""
    stood = [(link, asked_of(link.rule)) for link in rule.chain if link.rule is not None]
    for key, last in asked_of(rule).items():
        steps: list[dict[str, Any]] = []
        for link, values in stood:
            value = values.get(key)
            changed = not steps or value != steps[-1]["value"]
            if key in values and (changed or link.relation == "restates"):
                steps.append(_step(link, key, value))
        if not steps or steps[-1]["value"] != last:
            steps.append(_step(_writer(rule, key), key, last))
        yield key, steps


def _writer(rule: Rule, key: str) -> Link:
    """Who wrote a key last, for a rule whose chain does not hold how it stood before (it was read from a record)."""
    wrote = (link for link in reversed(rule.chain) if key.partition(".")[0] in link.changed)
    return next(wrote, rule.chain[0])


def _step(link: Link, key: str, value: Any) -> dict[str, Any]:
    places = link.rule.places if link.rule is not None and link.relation != "restates" else {}
    place = places.get(key) or link.place
    cited = plain(link.seen_in) if link.seen_in is not None else None
    return {
        "pack": link.pack,
        "relation": link.relation,
        "clause": link.clause,
        "seen_in": cited,
        "value": value,
        "place": str(place) if place.file else None,
        "shown": flow(value),
    }


def _split(split: Split) -> dict[str, Any]:
    """Who said what of the split, as plain values."""
    joined = [
        {"pack": each.pack, "of": list(each.of)}
        | ({"clause": each.clause} if each.clause is not None else {})
        | ({"seen_in": plain(each.seen_in)} if each.seen_in is not None else {})
        | ({"place": str(each.place)} if each.place.file else {})
        for each in split.joined
    ]
    return {"pack": split.pack} | ({"joined": joined} if joined else {})


def _split_lines(split: Split) -> Iterator[str]:
    """The packs behind the split, each with what it joined and where its source says so."""
    yield str(split.place) if split.place.file else split.pack
    for each in split.joined:
        cited = each.clause or (flow(plain(each.seen_in)) if each.seen_in is not None else "")
        yield f"{each.pack} {cited}: {flow(list(each.of))}"


def _link(link: Link) -> dict[str, Any]:
    """A link of a chain as plain values; what it does not say is left out."""
    found: dict[str, Any] = {
        "pack": link.pack,
        "relation": link.relation,
        "clause": link.clause,
        "seen_in": plain(link.seen_in) if link.seen_in is not None else None,
        "changed": list(link.changed),
        "reason": plain_words(link.reason) if link.reason is not None else None,
        "authority": link.authority,
        "note": plain_words(link.note) if link.note is not None else None,
        "conflicts_with": [plain(conflict) for conflict in link.conflicts_with],
        "place": str(link.place) if link.place.file else None,
    }
    return {name: value for name, value in found.items() if value}
