"""Names as a person gives them on the command line: rules by title, files, and advice in terms of options."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen

from ..dictionary import folded
from ..errors import DataError, Fault, PackError, near
from ..files import same_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ..catalogue import Lang
    from ..model import Words
    from ..result import Result

__all__ = ["STDOUT", "check_outputs", "example_of", "quoted", "rule_named", "with_options"]

STDOUT = "-"
_PLAIN = re.compile(r"(?![=~-])[\w@%+=:,./\\~-]+")
_KEYWORD = re.compile(r"\b(county|town|school|stage)=")


def check_outputs(inputs: Iterable[str | None], outputs: Mapping[str, str | None]) -> None:
    """Refuse files that would destroy what is read or each other.

    Args:
        inputs: the files to be read.
        outputs: the files to be written, by their options.

    Raises:
        DataError: ``xlsx-to-stdout``, ``stdout-twice``, ``xlsx-ending``, ``output-is-input`` or ``output-twice``.
    """
    given = {option: path for option, path in outputs.items() if path is not None}
    streams = [option for option, path in given.items() if path == STDOUT]
    for option in streams:
        if option in {"--html", "--xlsx", "--report"}:
            raise DataError.of("xlsx-to-stdout", option=option)
    if len(streams) > 1:
        raise DataError.of("stdout-twice")
    book = given.get("--xlsx")
    if book is not None and not book.lower().endswith(".xlsx"):
        raise DataError.of("xlsx-ending", file=book)
    read = [path for path in inputs if path is not None]
    files = [(option, path) for option, path in given.items() if path != STDOUT]
    for index, (option, path) in enumerate(files):
        if any(same_file(path, source) for source in read):
            raise DataError.of("output-is-input", option=option, file=path)
        for other, earlier in files[:index]:
            if same_file(path, earlier):
                raise DataError.of("output-twice", option=option, other=other, file=path)


def rule_named(name: str, titles: Mapping[str, Words], pack: str) -> str:
    """The id of the rule that is meant by its id or its title, in either language.

    Args:
        name: what the user wrote.
        titles: the titles of the rules, by id.
        pack: the id of the pack.

    Raises:
        PackError: there is none, or several have this title; the fault names a near id.
    """
    if name in titles:
        return name
    named: dict[str, list[str]] = {}
    for rule, title in titles.items():
        for words in dict.fromkeys((folded(title.zh), folded(title.en))):
            named.setdefault(words, []).append(rule)
    meant = named.get(folded(name), [])
    if len(meant) == 1:
        return meant[0]
    close = near(folded(name), named)
    guess = ", ".join(meant) or near(name, titles) or (named[close][0] if close else None)
    raise PackError([Fault("rule-not-in-pack", {"name": name, "pack": pack, "near": guess})])


@frozen
class _Optioned(Fault):
    """A fault whose words name parameters of Python, said with the options of the command line."""

    def say(self, lang: Lang = "en") -> str:
        """The message, with ``--school X`` for ``school=X``."""
        return _KEYWORD.sub(r"--\1 ", super().say(lang))

    def advise(self, lang: Lang = "en") -> str | None:
        """The advice, with ``--school`` for ``school=``."""
        words = super().advise(lang)
        return words and _KEYWORD.sub(r"--\1", words)


def with_options(error: DataError) -> DataError:
    """The same error in the words of the command line."""
    return DataError([_Optioned(f.code, f.params) if isinstance(f, Fault) else f for f in error.faults])


def quoted(text: str) -> str:
    """A word as a shell takes it.

    Example:
        >>> quoted("第35中学"), quoted("my file.xlsx"), quoted("$x")
        ('第35中学', '"my file.xlsx"', "'$x'")
    """
    import shlex

    if _PLAIN.fullmatch(text):
        return text
    return shlex.quote(text) if re.search(r'["$`\\!]', text) else f'"{text}"'


def example_of(result: Result, source: str, options: Sequence[tuple[str, str | None]]) -> str | None:
    """What to write behind ``youzhi explain`` for the first rule that a school fails, or a county; None if none does.

    Args:
        result: the result.
        source: the file of the schools.
        options: the options the result was made with; those of None are left out.
    """
    first = None
    for found in result.outcomes(status="unmet"):
        first = first or found
        if found["school"]:
            first = found
            break
    if first is None:
        return None
    wanted = [("--county", first["county"] if len(result.counties) > 1 else None)]
    wanted += [("--town", first["town"] if first["level"] == "town" else None)]
    wanted += [("--school", _school(result, first)), ("--stage", first["stage"])]
    words = [source, first["rule"]]
    words += [word for option, value in (*options, *wanted) if value is not None for word in (option, value)]
    return " ".join(word if word.startswith("--") else quoted(word) for word in words)


def _school(result: Result, found: Mapping[str, object]) -> str | None:
    """The name of a school, or its key where another one has the same name."""
    name, rule, county = found["school_name"], str(found["rule"]), found["county"]
    if not found["school"]:
        return None
    same = {
        o["school"] for o in result.outcomes(rule=rule, county=str(county)) if name in {o["school_name"], o["school"]}
    }
    return str(name if name and len(same) == 1 else found["school"])
