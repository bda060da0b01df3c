"""``youzhi pack resolve``: a pack with all it takes over, and where each value comes from."""

from __future__ import annotations

from typing import Annotated

import typer

from .naming import STDOUT, check_outputs
from .options import LangOption, Language
from .pack_files import files_of, pack_at, save_text

__all__ = ["register"]

_Pack = Annotated[str, typer.Argument(metavar="PACK", help="规则包代号或文件夹 / the pack, by id or folder")]
_Yaml = Annotated[
    str | None,
    typer.Option(
        "--yaml",
        metavar="FILE",
        help="写出可载入的 YAML（默认写到标准输出） / write YAML that loads as a pack; the default, to stdout",
    ),
]
_Json = Annotated[
    str | None,
    typer.Option("--json", metavar="FILE", help="写出 JSON，来源链为数据 / write JSON, with the chains as data"),
]


def register(app: typer.Typer) -> None:
    """Add the command to ``youzhi pack``."""

    @app.command("resolve")
    def resolve_command(pack: _Pack, *, yaml: _Yaml = None, json: _Json = None, lang: LangOption = Language.zh) -> None:
        """展开规则包，写出每个数值的来源链 / the flattened pack with the chain of every value."""
        from ..authoring.resolved import resolve

        if yaml is None and json is None:
            yaml = STDOUT
        check_outputs(files_of(pack), {"--yaml": yaml, "--json": json})
        resolved = resolve(pack_at(pack))
        if yaml is not None:
            save_text(resolved.to_yaml(lang.value), yaml)
        if json is not None:
            save_text(resolved.to_json(), json)
