"""A run into a folder: every batch is on the disk before the next begins, and a run that was interrupted goes on.

``progress.json`` says how far the files are good. It is replaced in one go after they are written; what stands behind
that is cut off when the run is taken up again.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import define

from ..errors import DataError
from ..jsonout import county_values
from ..release import release
from ..telling import json_text
from .remarks_together import problem_from, problem_values
from .tally import Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ..catalogue import Lang
    from ..result import Result
    from .running import Run

__all__ = ["PROGRESS", "save"]

PROGRESS = "progress.json"
SUMMARY = "summary.json"
COUNTIES, PROBLEMS, OUTCOMES = "counties.jsonl", "problems.jsonl", "outcomes.jsonl"
_FORMAT = "youzhi-stream/1"
_NAMES = (PROGRESS, SUMMARY, COUNTIES, PROBLEMS, OUTCOMES)


def save(
    run: Run,
    folder: str | os.PathLike[str],
    outcomes: Mapping[str, str] | None,
    lang: Lang,
    *,
    fresh: bool,
    progress: Callable[[int, int | None], None] | None,
) -> Tally:
    """Go through a run and put what it finds into a folder; the arguments are those of ``Stream.save``."""
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    settings = _settings(run, outcomes, lang)
    before = None if fresh else _before(place, settings)
    if before is None:
        for name in _NAMES if fresh else ():
            (place / name).unlink(missing_ok=True)
        grown = (COUNTIES, PROBLEMS) if outcomes is None else (COUNTIES, PROBLEMS, OUTCOMES)
        files = _Files(place, dict.fromkeys(grown, 0))
        _replace(place / PROGRESS, _standing(run, settings, files))
    else:
        files = _Files(place, before["lengths"])
        _restore(run, before, place)
    if run.over:
        return run.tally
    files.cut()
    for step in run.steps():
        result = step.result
        files.add(COUNTIES, (json_text(county_values(result, at)) for at in range(len(result.counties))))
        files.add(PROBLEMS, (json_text(problem.to_dict()) for problem in (*step.problems, *run.last_words)))
        if outcomes is not None:
            files.add(OUTCOMES, result.jsonl(**outcomes, lang=lang))
        if step.final:
            _replace(place / SUMMARY, _summary(run, result))
        _replace(place / PROGRESS, _standing(run, settings, files))
        if progress is not None:
            progress(run.done, run.source.total)
    return run.tally


@define
class _Files:
    """The files that grow, with the lengths up to which they are good."""

    folder: Path
    lengths: dict[str, int]

    def cut(self) -> None:
        """Cut off what was written after the lengths were noted.

        Raises:
            DataError: a file is shorter than it was (``stream-folder-damaged``).
        """
        for name, length in self.lengths.items():
            path = self.folder / name
            if (path.stat().st_size if path.exists() else 0) < length:
                raise _damaged(self.folder, name)
            with path.open("ab") as file:
                file.truncate(length)

    def add(self, name: str, lines: Iterable[str]) -> None:
        """Add lines to a file, and see that they are on the disk."""
        with (self.folder / name).open("ab") as file:
            for line in lines:
                file.write(line.encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
            self.lengths[name] = file.tell()


def _damaged(folder: Path, name: str) -> DataError:
    return DataError.of("stream-folder-damaged", folder=str(folder), file=name)


def _settings(run: Run, outcomes: Mapping[str, str] | None, lang: Lang) -> dict[str, Any]:
    """What decides about the bytes of the files."""
    told = {
        "library": release(),
        "pack": [run.plan.pack.id, run.plan.pack.digest],
        "source": run.source.identity,
        "areas": run.areas_digest,
        "as_of": None if run.as_of is None else str(run.as_of),
        "rows": run.rows,
        "strict": run.strict,
        "outcomes": None if outcomes is None else dict(outcomes),
        "lang": lang,
    }
    plain: dict[str, Any] = json.loads(json_text(told))
    return plain


def _before(folder: Path, settings: Mapping[str, Any]) -> dict[str, Any] | None:
    """How far an earlier run came; None where there was none.

    Raises:
        DataError: it was another run, or what is there is none.
    """
    path = folder / PROGRESS
    if not path.exists():
        if there := [name for name in _NAMES if (folder / name).exists()]:
            raise DataError.of("stream-folder-used", folder=str(folder), files="、".join(there))
        return None
    try:
        found: dict[str, Any] = json.loads(path.read_bytes())
        known, same = found["settings"], found["schema"] == _FORMAT
    except (ValueError, LookupError, TypeError):
        raise _damaged(folder, PROGRESS) from None
    if not same:
        raise _damaged(folder, PROGRESS)
    if other := [name for name, value in settings.items() if known.get(name) != value]:
        what = "；".join(f"{name}: {_brief(known.get(name))} ≠ {_brief(settings[name])}" for name in other)
        raise DataError.of("stream-differs", folder=str(folder), what=what)
    return found


def _brief(value: object) -> str:
    text = value if isinstance(value, str) else json_text(value)
    return text if len(text) <= _BRIEF else text[: _BRIEF - 1] + "…"


_BRIEF = 120


def _standing(run: Run, settings: Mapping[str, Any], files: _Files) -> dict[str, Any]:
    """All that a run needs to go on, besides the files."""
    return {
        "schema": _FORMAT,
        "settings": settings,
        "done": run.done,
        "over": run.over,
        "lengths": files.lengths,
        "tally": run.tally.to_dict(),
        "waiting": run.waiting,
        "without": sorted(run.without),
        "cities": sorted(run.cities),
        "named": {"town": sorted(run.towns), "city": sorted(run.named_cities)},
        "kept": [problem_values(problem) for problem in run.together.kept.values()],
    }


def _restore(run: Run, before: Mapping[str, Any], folder: Path) -> None:
    """Bring a run to where an earlier one came."""
    run.done, run.over = before["done"], before["over"]
    run.tally = Tally(**before["tally"])
    run.waiting = before["waiting"]
    run.without = set(before["without"])
    run.cities = set(before["cities"])
    run.towns, run.named_cities = set(before["named"]["town"]), set(before["named"]["city"])
    run.together.restore(problem_from(values) for values in before["kept"])
    length = before["lengths"][COUNTIES]
    path = folder / COUNTIES
    with path.open("rb") as file:
        lines = file.read(length).splitlines()
    try:
        names = {json.loads(line)["county"] for line in lines}
    except (ValueError, LookupError):
        raise _damaged(folder, COUNTIES) from None
    run.judged, run.counties = names, set(names)


def _summary(run: Run, result: Result) -> dict[str, Any]:
    pack = run.plan.pack
    return {
        "schema": _FORMAT,
        "pack": {"id": pack.id, "version": pack.version, "digest": pack.digest or None},
        "as_of": result.as_of.isoformat() if result.as_of else None,
        "status": run.tally.status,
        **run.tally.to_dict(),
    }


def _replace(path: Path, document: Mapping[str, Any]) -> None:
    """Put a document in the place of the one before: whoever reads it finds one or the other, whole."""
    draft = path.with_name(f".{path.name}.tmp")
    with draft.open("wb") as file:
        file.write(json.dumps(document, ensure_ascii=False, indent=1, default=str).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    if hasattr(os, "O_DIRECTORY"):  # the name, too, is on the disk
        handle = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
