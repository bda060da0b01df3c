"""What differs in a part of a pack, in words: of a quota, a split or a relief only what is not the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from ..catalogue import label
from ..model import LEVELS, OPERATORS, STAGES, STRENGTHS, Dispersion, Quota, Relief, Source
from ..numerals import limit_text
from ..provenance import condition_words, scope_words
from ..reader import known_keys
from .plain import plain
from .resolved import WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..catalogue import Lang
    from ..dictionary import Facts
    from ..model import Given, Pack, Rule, Words
    from .changes import Change, Part

__all__ = ["Wording"]

_WORDED = frozenset({*LEVELS, *STRENGTHS, "recognition", "plan"})
"""Values that the catalogue has words for."""


@frozen
class Wording:
    """How values of packs are put in words.

    Attributes:
        facts: the dictionary with the facts of both packs.
        titles: the titles of rules, by id.
        lang: the language.
    """

    facts: Facts
    titles: Mapping[str, Words]
    lang: Lang

    def of_part(self, change: Change, part: Part, packs: tuple[Pack, Pack]) -> tuple[str, str]:
        """What stood in a part and what stands there now: only what differs, empty where nothing does.

        Args:
            change: the change it is a part of.
            part: the part.
            packs: the older pack and the newer one.
        """
        told: tuple[str, str] | None = None
        if change.old is not None and change.new is not None:
            told = self._of_rule(part.key, change.old.rule, change.new.rule, packs)
        elif change.section == "split" and part.kind == "cited" and part.key == "of":
            told = self._joined(part.before), self._joined(part.after)
        elif part.before is not None or part.after is not None:
            told = self.apart(part.before, part.after, Source if part.key == "source" else None)
        return told if told is not None else (part.old or "", part.new or "")

    def _joined(self, joined: Mapping[str, Any] | None) -> str:
        """What a pack joined to the split, and where its source says so."""
        if joined is None:
            return ""
        cited = joined["clause"] if isinstance(joined["clause"], str) else self.say(joined["clause"])
        return label("told", self.lang).format(name=f"{joined['pack']} {cited}".rstrip(), text=self.say(joined["of"]))

    def _of_rule(self, key: str, old: Rule, new: Rule, packs: tuple[Pack, Pack]) -> tuple[str, str] | None:
        """A key of a rule; None: it is told as a pack writes it."""
        if key in OPERATORS:
            return self._limits(old, new)
        if key == "applies_to":
            return self._whom(old), self._whom(new)
        if key == "scope":
            return self._scope(old, packs[0]), self._scope(new, packs[1])
        if key in {"quota", "dispersion"}:
            before, after = (plain(rule).get(key) for rule in (old, new))
            return self.apart(before, after, Quota if key == "quota" else Dispersion)
        head, _, name = key.partition(".")
        if head == "given":
            first, second = old.given.get(name), new.given.get(name)
            return "" if first is None else self._amount(first), "" if second is None else self._amount(second)
        if head == "relief":
            return self._reliefs(old.relief.get(name), new.relief.get(name))
        if key in {"attested", "forbids"}:
            return self.apart(list(getattr(old, key)), list(getattr(new, key)))
        if key in {"strength", "level"}:
            return label(getattr(old, key), self.lang), label(getattr(new, key), self.lang)
        return None

    def _limits(self, old: Rule, new: Rule) -> tuple[str, str]:
        """Two limits; where they are held against differently, with the operators."""
        (first, before), (second, after) = self._limit(old), self._limit(new)
        if first == second:
            return self.apart(before, after)
        told = [
            f"{label(operator, self.lang)} {self.say(value)}" if operator else ""
            for operator, value in ((first, before), (second, after))
        ]
        return told[0], told[1]

    def _limit(self, rule: Rule) -> tuple[str, Any]:
        operator = rule.bound[0] if rule.bound is not None else ""
        return operator, plain(rule).get(operator)

    def _whom(self, rule: Rule) -> str:
        return "" if rule.applies_to is None else condition_words(rule.applies_to, self.facts, self.lang)

    def _scope(self, rule: Rule, pack: Pack) -> str:
        if rule.scope is None:
            return ""
        words = scope_words(pack.scopes[rule.scope], self.facts, self.lang)
        return label("told", self.lang).format(name=rule.scope, text=words)

    def _amount(self, given: Given) -> str:
        return limit_text(given.value, given.unit, self.lang)

    # -- reliefs -------------------------------------------------------------------------------------------------

    def _reliefs(self, old: Relief | None, new: Relief | None) -> tuple[str, str]:
        if old is None or new is None:
            before, after = ("" if each is None else self.relief(each, titled=True) for each in (old, new))
            return before, after
        return self.apart(self._terms(old), self._terms(new), Relief)

    def relief(self, relief: Relief, *, titled: bool = False) -> str:
        """What a relief asks of whom, until when."""
        terms = self.say(self._terms(relief), Relief)
        return label("told", self.lang).format(name=relief.title.say(self.lang), text=terms) if titled else terms

    def _terms(self, relief: Relief) -> dict[str, Any]:
        """A relief by its keys, without the words about it."""
        terms = {key: value for key, value in plain(relief).items() if key not in WORDS}
        if relief.applies_to is not None:
            terms["applies_to"] = condition_words(relief.applies_to, self.facts, self.lang)
        if relief.given:
            terms["given"] = {name: f"= {self._amount(given)}" for name, given in relief.given.items()}
        return terms

    # -- values --------------------------------------------------------------------------------------------------

    def apart(self, old: Any, new: Any, cls: type | None = None) -> tuple[str, str]:
        """Two values as packs write them, each with what the other does not say.

        Args:
            old: the one.
            new: the other; None is nothing.
            cls: the class of the model that they are of, for the names of its keys.

        Example:
            >>> from youzhi_rules import facts
            >>> words = Wording(facts(), {}, "en")
            >>> words.apart({"met": "6", "of": ["a", "b"]}, {"met": "7", "of": ["a", "b", "c"]}, Quota)
            ('how many must be met: 6', 'how many must be met: 7, the rules that are counted: + c')
        """
        if isinstance(old, dict) and isinstance(new, dict) and "zh" not in {*old, *new}:
            codes = self._codes({**old, **new})
            sides: tuple[list[str], list[str]] = ([], [])
            for key in {**old, **new}:
                if old.get(key) != new.get(key):
                    for side, text in zip(sides, self.apart(old.get(key), new.get(key)), strict=True):
                        if text:
                            side.append(self._entry(key, text, codes, cls))
            return self._comma.join(sides[0]), self._comma.join(sides[1])
        if isinstance(old, list) and isinstance(new, list):
            gone = [each for each in old if each not in new]
            came = [each for each in new if each not in old]
            if gone or came:
                return ("− " + self.say(gone) if gone else "", "+ " + self.say(came) if came else "")
        return self.say(old, cls), self.say(new, cls)

    def say(self, value: Any, cls: type | None = None) -> str:
        """A value as packs write it, in words; None is nothing."""
        if value is None:
            return ""
        if isinstance(value, dict):
            if value.keys() == {"zh", "en"}:
                return str(value[self.lang])
            codes = self._codes(value)
            return self._comma.join(self._entry(key, self.say(each), codes, cls) for key, each in value.items())
        if isinstance(value, list):
            return ("、" if self.lang == "zh" else ", ").join(self.say(each) for each in value)
        if isinstance(value, bool):
            return label("yes" if value else "no", self.lang)
        return self._name(str(value))

    @property
    def _comma(self) -> str:
        return "，" if self.lang == "zh" else ", "

    def _entry(self, key: str, text: str, codes: Mapping[str, str], cls: type | None) -> str:
        """A key with its value."""
        if key == "given":
            return text
        if key == "until":
            return label("relief_until", self.lang).format(day=text)
        if key == "by":
            return f"按{text}" if self.lang == "zh" else f"by {text}"
        if text.startswith("= "):
            return f"{key} {text}"
        if key in codes:
            return f"{codes[key]} {text}"
        return label("told", self.lang).format(name=self._key(key, cls), text=text)

    def _key(self, key: str, cls: type | None) -> str:
        """A key in words: what the format says of it up to the first stop; a name by what it stands for."""
        if key in {*OPERATORS, "applies_to", "when"}:
            return label(key, self.lang)
        found = None if cls is None else known_keys(cls).get(key)
        if found is None:
            return self._name(key)
        words = found[1].zh if self.lang == "zh" else found[1].en
        for stop in "；;：:（(":
            words = words.partition(stop)[0]
        return words.strip()

    def _codes(self, value: Mapping[str, Any]) -> dict[str, str]:
        """The names of stages, and of the codes by which a limit or a weight is told apart."""
        kind = self.facts.get("school_kind")
        fact = self.facts.get(str(value["by"])) if "by" in value else kind
        spelled = (fact.values if fact is not None else None) or {}
        names = {
            code: words[0] if self.lang == "zh" and words else code.replace("_", "-") for code, words in spelled.items()
        }
        return {**names, **{stage: label(stage, self.lang) for stage in STAGES}}

    def _name(self, text: str) -> str:
        """An id as what it stands for; what is no id, as it is."""
        if text in self.titles:
            return self.titles[text].say(self.lang)
        if text in _WORDED:
            return label(text, self.lang)
        if text in self.facts or text in self.facts.key_columns:
            return self.facts.name(text, self.lang)
        return text
