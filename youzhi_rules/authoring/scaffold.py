"""A pack to begin with: a file that loads, with comments that teach, and a test that fails until it is filled in."""

from __future__ import annotations

import os
import re
from fractions import Fraction
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from ..composer import compose
from ..errors import DataError, Fault, UnknownPackError
from ..finding import find
from ..loading import load_pack
from ..model import Words
from ..numerals import decimal_text, percent_text
from ..scalars import Refusal, date
from ..shapes import Name
from .emitting import flow
from .modelines import first_line

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from ..catalogue import Lang
    from ..model import Pack

__all__ = [
    "NO_PARENT", "OPTIONAL", "PARTS", "UNTRANSLATED", "Beginning", "beginning_of", "part_fault", "scaffold",
    "write_scaffold",
]  # fmt: skip

PARTS = ("id", "title_zh", "title_en", "extends", "territory", "issuer", "number", "issued")
"""What a beginning is made of, in the order in which it is asked for; the first two must be given."""
REQUIRED = PARTS[:2]
OPTIONAL = dict.fromkeys(PARTS[2:], "") | {"extends": "national-2017"}
"""What need not be given, with what is taken instead."""
NO_PARENT = "none"
"""What is answered for a pack that stands alone."""
UNTRANSLATED = "TBD: the title in English"
"""What stands for an English title that is still to come: ``lint`` asks for it until it is there."""
_TASK = ("first_task", "请改写：第一项任务", "Rewrite this: the first task")
_FACT = ("reading_rooms", "阅览室间数", "Reading rooms")
_AMENDED = "training_budget"
_RESTATED = "class_size"


@frozen(kw_only=True)
class Beginning:
    """What a pack begins with.

    Attributes:
        id: its id, which is the name of its folder.
        title: the title of the document.
        extends: the id of its parent; None for a pack that stands alone.
        territory: the code of the territory, None for the whole country.
        issuer: who issued the document, as it prints it.
        number: the number of the document; None where it prints none.
        issued: the day it was issued; None where it prints none.
    """

    id: str
    title: Words
    extends: str | None = OPTIONAL["extends"]
    territory: str | None = None
    issuer: str | None = None
    number: str | None = None
    issued: dt.date | None = None


def part_fault(part: str, text: str) -> Fault | None:
    """What is wrong with one answer, or None; ``part`` is one of ``PARTS``.

    Example:
        >>> part_fault("territory", "53").say("en")
        '“53” is no code of a territory'
        >>> part_fault("territory", "530000") is None
        True
    """
    if not text.strip() or _unseen(text):
        return Fault("scaffold-text", {"value": _shown(text)}, key=part)
    if part in {"id", "extends"} and not re.fullmatch(Name(dashes=True).pattern, text):
        return Fault("scaffold-id", {"value": text}, key=part)
    if part == "territory" and not re.fullmatch("[0-9]{6}", text):
        return Fault("scaffold-territory", {"value": text}, key=part)
    if part == "issued" and isinstance(found := date(text), Refusal):
        return Fault(found.code, found.params, key=part)
    return None


def beginning_of(answers: Mapping[str, str | None]) -> Beginning:
    """A beginning from answers as people type them; an answer that is None or blank was not given.

    Args:
        answers: by the names in ``PARTS``. ``extends`` is ``"national-2017"`` where it is not given, and ``"none"``
            for a pack without a parent. In place of ``title_en`` words stand that ``lint`` asks to be written.

    Raises:
        DataError: an answer that is needed is missing, or one cannot be used; all are told.

    Example:
        >>> answers = {"id": "yunting-2026", "title_zh": "办法", "title_en": "Measures", "issued": "2026-03-01"}
        >>> beginning_of(answers).issued
        datetime.date(2026, 3, 1)
    """
    given = {part: text.strip() for part in PARTS if (text := answers.get(part)) and text.strip()}
    missing = [option_of(part) for part in REQUIRED if part not in given]
    faults = [Fault("scaffold-missing", {"options": ", ".join(missing)})] if missing else []
    faults += [fault for part, text in given.items() if (fault := part_fault(part, text))]
    if faults:
        raise DataError(faults)
    parent = given.get("extends", OPTIONAL["extends"])
    issued = date(given["issued"]) if "issued" in given else None
    return Beginning(
        id=given["id"],
        title=Words(given["title_zh"], given.get("title_en", UNTRANSLATED)),
        extends=None if parent == NO_PARENT else parent,
        territory=given.get("territory"),
        issuer=given.get("issuer"),
        number=given.get("number"),
        issued=None if issued is None or isinstance(issued, Refusal) else issued.day,
    )


def option_of(part: str) -> str:
    """The option of the command line that gives a part."""
    return f"--{part.replace('_', '-')}"


def scaffold(start: Beginning, folder: str | os.PathLike[str] | None = None, lang: Lang = "zh") -> dict[str, str]:
    """The files of a new pack, which load: by their paths in the pack's folder, their texts.

    Args:
        start: what the pack begins with.
        folder: where the pack will lie; left out, a folder of its id here. A parent may lie beside it.
        lang: the language of the comments.

    Raises:
        UnknownPackError: there is no such parent.
        PackError: the parent cannot be used.

    Example:
        >>> made = scaffold(Beginning(id="yunting-2026", title=Words("办法", "Measures")), lang="en")
        >>> list(made)
        ['pack.yaml', 'tests/first.yaml']
        >>> [line for line in made["tests/first.yaml"].splitlines() if "expect" in line][1]
        '    expect: {first_task: unmet}'
    """
    place = Path(start.id if folder is None else folder)
    parent = _parent(start.extends, place)
    plans = [name for name, group in parent.groups.items() if group.decides == "plan"] if parent else []
    values = _values(start, parent, plans, _called(place))
    wanted = {
        "extends": parent,
        "alone": not parent,
        "below": parent and not plans,
        "one_plan": len(plans) <= 1,  # then a task need not say which
        "several_plans": len(plans) > 1,
        "territory": start.territory,
        "amends": "stricter" in values,
        "restates": parent and _RESTATED in parent.rules,
    }
    shown = {name for name, when in wanted.items() if when}
    made = {}
    for path, template, schema in (("pack.yaml", "pack", "pack-1"), ("tests/first.yaml", "tests", "tests-1")):
        named = values | {"first_line": first_line(schema, (place / path).parent, lang)}
        made[path] = _filled(f"{template}.{lang}.txt", named, shown)
    return made


def write_scaffold(
    start: Beginning, folder: str | os.PathLike[str] | None = None, lang: Lang = "zh"
) -> tuple[Path, ...]:
    """Write a new pack; nothing that is there is overwritten.

    Args:
        start: what the pack begins with.
        folder: the folder to make; left out, one of the pack's id here.
        lang: the language of the comments.

    Returns:
        The files, in the order in which an author reads them.

    Raises:
        DataError: a file is there already, or a pack of this id is.
        UnknownPackError: there is no such parent.
        PackError: the parent cannot be used.

    Example:
        >>> import tempfile
        >>> start = Beginning(id="yunting-2026", title=Words("办法", "Measures"))
        >>> files = write_scaffold(start, Path(tempfile.mkdtemp()) / "yunting-2026")
        >>> load_pack(files[0]).tasks["first_task"].level
        'county'
    """
    place = Path(start.id if folder is None else folder)
    for path in (place, *(place / name for name in ("pack.yaml", "tests/first.yaml"))):
        if os.path.lexists(path) and not (path == place and path.is_dir()):
            raise DataError.of("scaffold-exists", file=str(path))
    _see_that_it_is_free(start.id)
    made = {place / name: text for name, text in scaffold(start, place, lang).items()}
    for path, text in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    return tuple(made)


def _see_that_it_is_free(name: str) -> None:
    try:
        find(name)
    except UnknownPackError:
        return
    raise DataError.of("scaffold-id-taken", value=name)


def _parent(name: str | None, place: Path) -> Pack | None:
    if name is None:
        return None
    found = find(name, place)
    return load_pack(name if found.shipped else found.path)


def _called(place: Path) -> str:
    """The folder as a command takes it: with a separator, for a bare name would be an id."""
    text = str(place)
    return text if os.sep in text else f".{os.sep}{text}"


def _values(start: Beginning, parent: Pack | None, plans: list[str], folder: str) -> dict[str, str]:
    """What is filled in, as YAML."""
    ids = {*parent.rules, *parent.tasks, *parent.facts} if parent else set()
    names = {fact.zh for fact in parent.facts.values()} | {task.zh for task in parent.tasks.values()} if parent else {}
    task, task_zh, task_en = _free(_TASK, ids, names)
    fact, fact_zh, fact_en = _free(_FACT, ids, names)
    written = {
        "id": start.id, "extends": start.extends, "territory": start.territory, "issuer": start.issuer,
        "title_zh": start.title.zh, "title_en": start.title.en, "number": start.number,
        "task_zh": task_zh, "task_en": task_en, "fact_zh": fact_zh, "fact_en": fact_en,
    }  # fmt: skip
    values = {name: flow(text) for name, text in written.items()}
    values |= {"task": task, "fact": fact, "amended": _AMENDED, "restated": _RESTATED, "folder": folder}
    values["issued"] = start.issued.isoformat() if start.issued else "null"
    values["group"] = plans[0] if plans else "plan"
    bound = parent.rules[_AMENDED].bound if parent and _AMENDED in parent.rules else None
    if bound and bound[0] == "at_least" and bound[1].number is not None and bound[1].number < 1:
        stricter = min(bound[1].number + Fraction(1, 100), Fraction(1))
        values["stricter"] = percent_text(stricter)
        values |= {"on_the_line": _of_budget(stricter), "under_it": _of_budget(bound[1].number)}
    return values


def _of_budget(share: Fraction) -> str:
    """A share of the 10 000 yuan that the example of a test speaks of."""
    return decimal_text(share * 10_000)


def _free(names: tuple[str, str, str], ids: Iterable[str], taken: Iterable[str]) -> tuple[str, str, str]:
    """An id with its names, numbered where the parent has them."""
    known = {*ids, *taken}
    word, zh, en = names
    number = 1
    while {word, zh} & known:
        number += 1
        word, zh, en = f"{names[0]}_{number}", f"{names[1]}{number}", f"{names[2]} {number}"
    return word, zh, en


def _filled(template: str, values: Mapping[str, str], shown: set[str]) -> str:
    """A template with its values, ``@{name}``; lines from ``@if name`` to ``@end`` are kept where that is shown."""
    text = files(__package__).joinpath("templates", template).read_text(encoding="utf-8")
    kept, keep = [], True
    for line in text.splitlines():
        if line.startswith("@if "):
            keep = line.removeprefix("@if ") in shown
        elif line == "@end":
            keep = True
        elif keep:
            kept.append(re.sub(r"@\{(\w+)\}", lambda found: values[found[1]], line))
    return "\n".join(kept) + "\n"


def _unseen(text: str) -> bool:
    """Whether the reader of packs would refuse the text for its characters."""
    return "\n" in text or "\r" in text or bool(compose(f"words: {flow(text)}\n".encode())[1])


def _shown(text: str) -> str:
    return "".join(sign if sign.isprintable() else "·" for sign in text)
