"""``docs/cli.md``: every command of ``youzhi`` with its arguments and options, read from the application itself."""

from __future__ import annotations

import enum
import inspect
from typing import TYPE_CHECKING, Any

import typer.main
from marking import code, finished, head, table

from youzhi_rules.cli.app import app

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "youzhi"


def commands() -> Iterator[tuple[str, Any]]:
    """Every command by its full name, ``youzhi`` itself first."""
    yield from _below(NAME, typer.main.get_command(app))


def _below(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    yield name, command
    for word, inner in getattr(command, "commands", {}).items():
        if not inner.hidden:
            yield from _below(f"{name} {word}", inner)


def page() -> str:
    """The page."""
    lines = head(
        "命令行 · Command line",
        '命令 `youzhi` 随 `pip install "youzhi_rules[excel,cli]"` 安装；在本仓库中由 `make venv` 装入 `.venv/bin`。',
        'The command `youzhi` comes with `pip install "youzhi_rules[excel,cli]"`; in this repository `make venv` puts '
        "it into `.venv/bin`.",
        "退出码：`0` 完成；`1` 用了 `--check` 而未达标，或 `youzhi pack` 的检查有所发现；`2` 用法、数据或规则包有误。"
        "出错时给出带[代码](errors.md)的说明。",
        "Exit codes: `0` done; `1` `--check` and not met, or a check of `youzhi pack` that found something; `2` bad "
        "use, data or pack. Errors are lines with a [code](errors.md), never a traceback.",
    )
    for name, command in commands():
        lines += [f"## {name}", "", *_paragraphs(command.help or ""), *_usage(name, command), *_parameters(command)]
    return finished(lines)


def _paragraphs(text: str) -> list[str]:
    lines: list[str] = []
    for paragraph in inspect.cleandoc(text.replace("\b", "")).split("\n\n"):
        lines += [" ".join(paragraph.split()), ""]
    return lines


def _usage(name: str, command: Any) -> list[str]:
    if hasattr(command, "commands"):
        words = " | ".join(word for word, inner in command.commands.items() if not inner.hidden)
        return ["```console", f"{name} {words}", "```", ""]
    arguments = (_argument(each) for each in command.params if _is_argument(each))
    return ["```console", " ".join([name, *arguments, "[OPTIONS]"]), "```", ""]


def _is_argument(parameter: Any) -> bool:
    return not parameter.opts[0].startswith("-")


def _argument(parameter: Any) -> str:
    word = (parameter.metavar or parameter.name.upper()).strip("[]")
    return word if parameter.required else f"[{word}]"


def _parameters(command: Any) -> list[str]:
    shown = [each for each in command.params if not getattr(each, "hidden", False)]
    if not shown:
        return []
    return table(("参数 · parameter", "说明 · meaning"), ((code(_spelled(each)), _meaning(each)) for each in shown))


def _spelled(parameter: Any) -> str:
    if _is_argument(parameter):
        return _argument(parameter)
    spelled = ", ".join([*parameter.opts, *parameter.secondary_opts])
    return spelled if parameter.is_flag else f"{spelled} {_value(parameter)}"


def _value(parameter: Any) -> str:
    if isinstance(parameter.default, enum.Enum):
        return "[" + "|".join(str(choice.value) for choice in type(parameter.default)) + "]"
    return str(parameter.metavar or parameter.name.upper())


def _meaning(parameter: Any) -> str:
    words = " ".join((parameter.help or "").split())
    default = getattr(parameter.default, "value", parameter.default)
    told = isinstance(default, str | int | float) and not isinstance(default, bool) and default != ""
    return f"{words} (`{default}`)" if told else words
