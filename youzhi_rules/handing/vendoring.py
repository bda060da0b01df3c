"""The library and its packs copied into one folder of another project, where they work under any name.

The folder is a package by itself: imports inside are relative, the packs lie in it, and so do the data dictionary, the
schemas and the licence. What the folder is called, and in which package it lies, does not matter.
"""

from __future__ import annotations

import keyword
import os
import shutil
import tempfile
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from ..errors import DataError
from ..finding import find, list_packs
from ..loading import load_pack
from ..release import NOTE, release, release_note

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..model import Pack

__all__ = ["Vendored", "vendor"]

_PACKAGE = Path(__file__).resolve().parents[1]
_DISTRIBUTION = "youzhi-rules"
_LICENCE = "LICENSE"
_PACKS = "rulepacks"
_COMPOSED = Path("data", "composed")


@frozen
class Vendored:
    """A copy that was made.

    Attributes:
        folder: the folder, which is the package.
        name: its name, by which it is imported from the folder it lies in.
        version: the version of the library.
        packs: the packs inside, by their ids.
        files: how many files there are.
    """

    folder: Path
    name: str
    version: str
    packs: tuple[str, ...]
    files: int


def vendor(
    destination: str | os.PathLike[str],
    *,
    packs: Iterable[str | os.PathLike[str]] | None = None,
    name: str | None = None,
    force: bool = False,
) -> Vendored:
    """Copy the library and packs into one folder, which works under any package name without being installed.

    It is written whole or not at all. What the library needs itself (attrs, jsonschema, narwhals, numpy, PyYAML) is
    not copied.

    Args:
        destination: the folder to make, which is the package; with ``name`` the folder in which it is made.
        packs: the packs to take along, by id or path; their parents come with them. All shipped ones if left out.
        name: the name of the package, if it is not that of the folder.
        force: replace a copy that an earlier call made.

    Raises:
        DataError: the folder is there already (``vendor-exists``), was not made by this function
            (``vendor-foreign``), is the library that runs (``vendor-itself``), or its name is none a package can have
            (``vendor-name``); two different packs have one id (``vendor-pack-twice``).
        PackError: a pack cannot be used.
        OSError: the folder cannot be written.

    Example:
        >>> made = vendor(Path(tempfile.mkdtemp()) / "verdicts", packs=["yunnan-wenshan-2024"])
        >>> made.name, made.packs
        ('verdicts', ('national-2017', 'yunnan-2022', 'yunnan-wenshan-2024'))
    """
    given = Path(destination) if name is None else Path(destination) / name
    target = Path(os.path.realpath(given))
    if not target.name.isidentifier() or keyword.iskeyword(target.name):
        raise DataError.of("vendor-name", name=target.name)
    _see_that_it_is_free(target, force=force)
    chosen = _with_parents(_shipped() if packs is None else packs)
    licence = _licence()
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}.", suffix=".tmp"))
    try:
        _fill(draft, chosen, licence)
        count = sum(1 for path in draft.rglob("*") if path.is_file())
        draft.chmod(0o777 & ~_mask())
        _take_place(draft, target)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return Vendored(target, target.name, release(), tuple(chosen), count)


def _see_that_it_is_free(target: Path, *, force: bool) -> None:
    """Refuse a folder in which there is something else.

    Raises:
        DataError: ``vendor-itself``, ``vendor-exists`` or ``vendor-foreign``.
    """
    if target == _PACKAGE or target in _PACKAGE.parents or _PACKAGE in target.parents:
        raise DataError.of("vendor-itself", folder=str(target))
    if not os.path.lexists(target) or (target.is_dir() and not any(target.iterdir())):
        return
    if not force:
        raise DataError.of("vendor-exists", folder=str(target))
    if not target.is_dir() or release_note(target) is None:
        raise DataError.of("vendor-foreign", folder=str(target))


def _shipped() -> list[str]:
    return [pack.id for pack in list_packs() if pack.origin == "shipped"]


def _with_parents(packs: Iterable[str | os.PathLike[str]]) -> dict[str, Pack]:
    """The packs and all they build on, by id in the order of their ids.

    Raises:
        DataError: two different packs have one id (``vendor-pack-twice``).
    """
    found: dict[str, Pack] = {}
    for each in packs:
        pack = load_pack(each)
        while True:
            known = found.setdefault(pack.id, pack)
            if os.path.realpath(str(known.folder)) != os.path.realpath(str(pack.folder)):
                raise DataError.of("vendor-pack-twice", pack=pack.id)
            if pack.extends is None:
                break
            pack = load_pack(find(pack.extends, Path(str(pack.folder))).path)
    return dict(sorted(found.items()))


def _licence() -> bytes:
    """The licence of the library: inside a copy, beside the package in a tree, or with what is installed.

    Raises:
        DataError: it is nowhere (``vendor-no-licence``).
    """
    beside = (_PACKAGE.parent / _LICENCE) if (_PACKAGE.parent / "pyproject.toml").is_file() else None
    for file in (_PACKAGE / _LICENCE, beside):
        if file is not None and file.is_file():
            return file.read_bytes()
    with suppress(PackageNotFoundError):
        text = distribution(_DISTRIBUTION).read_text(f"licenses/{_LICENCE}")
        if text:
            return text.encode()
    raise DataError.of("vendor-no-licence")


def _fill(draft: Path, packs: dict[str, Pack], licence: bytes) -> None:
    """Write the copy into an empty folder."""

    def unwanted(folder: str, names: list[str]) -> set[str]:
        here = Path(folder)
        left = {name for name in names if name == "__pycache__" or name.endswith((".pyc", ".pyo")) or name[0] == "."}
        if here == _PACKAGE:
            left |= {_PACKS, NOTE, _LICENCE}
        if here == _PACKAGE / _COMPOSED:
            left |= {name for name in names if name.removesuffix(".json") not in packs}
        return left

    shutil.copytree(_PACKAGE, draft, ignore=unwanted, dirs_exist_ok=True, copy_function=shutil.copyfile)
    for id_, pack in packs.items():
        shutil.copytree(str(pack.folder), draft / _PACKS / id_, ignore=unwanted, copy_function=shutil.copyfile)
    (draft / _LICENCE).write_bytes(licence)
    lines = [
        release(),
        "",
        f"{_DISTRIBUTION}, copied by `youzhi vendor`. Do not change the files: copy them anew with --force.",
        "",
        *(f"{_PACKS}/{id_} {pack.version} {pack.digest}" for id_, pack in packs.items()),
    ]
    (draft / NOTE).write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def _take_place(draft: Path, target: Path) -> None:
    """Put the copy where it belongs; what was there before goes only once the new one stands."""
    if not os.path.lexists(target):
        draft.rename(target)
        return
    aside = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}.", suffix=".old"))
    before = aside / target.name
    try:
        target.rename(before)
        draft.rename(target)
    except BaseException:
        if before.exists():
            before.rename(target)
        aside.rmdir()
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
