"""Lint: words. Each thing is said in both languages, each language in its own script, and no two things alike."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..composer import Mapping, Scalar
from ..errors import Fault
from .draft import entries_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..composer import Node
    from ..model import Rule
    from .draft import Draft

__all__ = ["title_faults", "word_faults"]

_CHINESE = re.compile("[\u3400-\u9fff]")
_QUOTED = re.compile(
    '“[^”]*”|‘[^’]*’|《[^》]*》|"[^"]*"|（[^）]*）|\\([^)]*\\)'
    "|(?:附件[0-9]*|第)?[〇一二三四五六七八九十百]+(?:[章节条款项]|（[一二三四五六七八九十]+）)*(?:[0-9]+)?(?![\u3400-\u9fff])|附件[0-9]+"
)
"""What may stand in English words: what is quoted or in brackets, and a clause as the source numbers it."""
_PLACEHOLDER = re.compile(r"(?i)(todo|tbd|fixme|x{3,}|\.{3,}|…+|[?？]+|待[定填补写]\w*|填写\w*|-+)[.。:：]?(\s.*)?")
_PROSE = frozenset({"note", "reason", "conflicts_with", "not_encoded"})
"""Keys under which whole sentences stand, which may cite clauses as the source numbers them."""
_SPARSE = 0.5


def word_faults(root: Node | None, file: str) -> Iterator[Fault]:
    """What is wrong with the words of a document: of a pack or of a file of tests."""
    for path, name, node in (("", None, root), *entries_of(root)):
        if not isinstance(node, Mapping):
            continue
        words = {key.text: value for key, value in node.entries if key.text in {"zh", "en"}}
        zh, en = words.get("zh"), words.get("en")
        if isinstance(zh, Scalar) and isinstance(en, Scalar):
            about = path or (name.text if name else "")
            yield from _pair(zh, en, about, file)


def _pair(zh: Scalar, en: Scalar, path: str, file: str) -> Iterator[Fault]:
    for scalar, lang in ((zh, "zh"), (en, "en")):
        if _PLACEHOLDER.fullmatch(scalar.text.strip()):
            yield Fault("lint-words-placeholder", {"text": scalar.text}, scalar.place(file), f"{path}.{lang}")
            return
    if zh.text.strip() == en.text.strip():
        yield Fault("lint-words-same", {"text": zh.text}, en.place(file), f"{path}.en")
        return
    if not _CHINESE.search(zh.text):
        yield Fault("lint-words-zh-foreign", {"text": zh.text}, zh.place(file), f"{path}.zh")
    if _is_chinese(en.text, prose=bool(_PROSE & set(path.split(".")))):
        yield Fault("lint-words-en-chinese", {"text": en.text}, en.place(file), f"{path}.en")


def _is_chinese(text: str, *, prose: bool) -> bool:
    """Whether an English text is Chinese: a title where any sign of it is, prose where most of it is."""
    bare = _QUOTED.sub("", text)
    signs = len(_CHINESE.findall(bare))
    return signs > _SPARSE * sum(letter.isalpha() for letter in bare) if prose else signs > 0


def title_faults(draft: Draft) -> Iterator[Fault]:
    """Rules and tasks of the file that cannot be told from another by their titles."""
    every: dict[str, Rule] = {**draft.rules}
    if draft.parent is not None:
        from ..plan import rules_of

        every = {**rules_of(draft.parent), **draft.rules}
    seen: dict[tuple[str, str], Rule] = {}
    for rule in every.values():
        for lang, text in (("zh", rule.title.zh), ("en", rule.title.en)):
            known = seen.setdefault((lang, " ".join(text.split()).casefold()), rule)
            if known is rule or rule.id not in draft.rules or (known.title == rule.title and lang == "en"):
                continue
            path = draft.path_of(rule.id)
            params = {"text": text, "other": known.id, "there": str(known.place)}
            is_task = draft.written is not None and rule.id in draft.written.tasks and not _is_task(draft, known.id)
            code = "lint-task-repeats-rule" if is_task and lang == "zh" else "lint-title-twice"
            yield Fault(code, params, draft.at(path), path)
            break


def _is_task(draft: Draft, name: str) -> bool:
    packs = (draft.written, draft.parent)
    return any(pack is not None and name in pack.tasks for pack in packs)
