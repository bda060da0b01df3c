"""What went wrong on the command line, said in a line or two: never a traceback unless YOUZHI_DEBUG=1 asks for it."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import typer

from ..catalogue import hint, message
from ..errors import YouzhiError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..catalogue import Lang

__all__ = ["BAD", "INTERRUPTED", "PIPE_CLOSED", "guarded", "language_of"]

BAD = 2
PIPE_CLOSED = 141  # what a shell reports of a program that a closed pipe ended
INTERRUPTED = 130
_CLICK_ERROR: Any = typer.BadParameter.__mro__[2]  # ClickException, wherever this release of typer keeps it


def language_of(arguments: Sequence[str]) -> Lang:
    """The language asked for, read from the arguments as they are, so that errors in them are told in it.

    Example:
        >>> language_of(["evaluate", "a.xlsx", "--lang", "en"]), language_of(["packs"])
        ('en', 'zh')
    """
    for index, argument in enumerate(arguments):
        name, _, value = argument.partition("=")
        if name == "--lang" and (value or (arguments[index + 1 :] or [""])[0]) == "en":
            return "en"
    return "zh"


def guarded(app: Callable[..., Any], arguments: Sequence[str]) -> int:
    """Run the application; every failure becomes lines on stderr and an exit code."""
    lang = language_of(arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        code = app(args=list(arguments) or ["--help"], prog_name="youzhi", standalone_mode=False)
        sys.stdout.flush()
    except (BrokenPipeError, SystemExit):  # typer itself exits upon a closed pipe, and upon nothing else here
        _close_stdout()
        return PIPE_CLOSED
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    except Exception as error:  # the last line of defence: no traceback reaches a user
        if os.environ.get("YOUZHI_DEBUG") == "1":
            raise
        return _failed(error, lang)
    if code == INTERRUPTED:  # typer turns an interrupt into this code without a word
        return _said(message("interrupted", {}, lang), INTERRUPTED)
    return code if isinstance(code, int) else 0


def _failed(error: Exception, lang: Lang) -> int:
    if isinstance(error, YouzhiError):
        return _said(error.say(lang))
    if isinstance(error, typer.Exit):
        return int(error.exit_code)
    if isinstance(error, _CLICK_ERROR):
        where = getattr(error, "ctx", None)
        command = "youzhi" if where is None else where.command_path
        return _coded("usage", {"what": error.format_message(), "command": command}, lang)
    if isinstance(error, OSError):
        return _coded("os-error", {"file": error.filename or "—", "why": error.strerror or type(error).__name__}, lang)
    return _coded("internal-error", {"kind": type(error).__name__, "what": " ".join(str(error).split())[:200]}, lang)


def _coded(code: str, params: dict[str, object], lang: Lang) -> int:
    advice = hint(code, params, lang)
    return _said(f"[{code}] {message(code, params, lang)}" + (f" — {advice}" if advice else ""))


def _said(text: str, code: int = BAD) -> int:
    sys.stderr.write(text + "\n")
    return code


def _close_stdout() -> None:
    """Point stdout nowhere, so that the interpreter does not stumble over the closed pipe at its end."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):  # stdout is not a file, then nothing stumbles
        return
