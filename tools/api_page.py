"""``docs/api.md``: the public names with their signatures and docstrings, read from the source."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import attrs
from marking import finished, head

import youzhi_rules as yz

_SECTIONS = re.compile(r"^(Args|Returns|Raises|Attributes|Example):$", re.MULTILINE)
_WIDTH = 110


def page() -> str:
    """The page: functions first, then what they give, then errors."""
    names = [name for name in yz.__all__ if name != "__version__"]
    functions = [name for name in names if not inspect.isclass(getattr(yz, name))]
    errors = [name for name in names if name not in functions and issubclass(getattr(yz, name), Exception)]
    values = [name for name in names if name not in functions and name not in errors]
    lines = head(
        "Python reference",
        "Everything public is in `youzhi_rules`, here `yz`. `yz.__version__` is the version of the library. Names that "
        "start with an underscore, and modules reached in any other way than through `yz`, may change without notice.",
    )
    for title, chosen in (("Functions", functions), ("Values", values), ("Errors", errors)):
        lines += [f"## {title}", ""]
        for name in chosen:
            lines += _documented(name)
    return finished(lines)


def _documented(name: str) -> list[str]:
    found = getattr(yz, name)
    source = Path(str(inspect.getsourcefile(found))).read_text(encoding="utf-8")
    nodes = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    node = next(node for node in nodes if node.name == found.__name__)
    lines = [f"### {name}", ""]
    if isinstance(node, ast.FunctionDef):
        return [*lines, *_code(_signature(node)), *_prose(node)]
    inlined = {base.__name__ for base in _inlined(found)}
    bases = [said for base in node.bases if not (said := ast.unparse(base)).startswith("_") and said not in inlined]
    lines += _code(f"class {name}" + (f"({', '.join(bases)})" if bases else ""))
    lines += _prose(node)
    if "Attributes:" not in (ast.get_docstring(node) or ""):
        lines += _fields(found)
    for member in [each for base in _inlined(found) for each in _members(_class(base), [])] + _members(node, nodes):
        is_property = any(ast.unparse(decorator) == "property" for decorator in member.decorator_list)
        said = f".{member.name}" + (_returned(member) if is_property else _signature(member)[len(member.name) :])
        lines += [*_code(said), *_prose(member)]
    return lines


def _inlined(found: type) -> list[type]:
    """The bases of a value that lie in a module of their own and are not public: what they have is told as its own."""
    own = found.__module__
    return [
        base
        for base in found.__mro__[:0:-1]
        if base.__module__.startswith("youzhi_rules.") and base.__module__ != own and base.__name__ not in yz.__all__
    ]


def _class(found: type) -> ast.ClassDef:
    source = Path(str(inspect.getsourcefile(found))).read_text(encoding="utf-8")
    return next(n for n in ast.parse(source).body if isinstance(n, ast.ClassDef) and n.name == found.__name__)


def _fields(found: type) -> list[str]:
    """The fields of a value whose docstring does not name them, with the words of the model where it has some."""
    if not attrs.has(found):
        return []
    lines = ["*Fields*", ""]
    for each in attrs.fields(found):
        if not each.name.startswith("_"):
            words = each.metadata["key"][4] if "key" in each.metadata else ""
            lines.append(f"- `{each.name}` (`{each.type}`)" + (f": {words}" if words else ""))
    return [*lines, ""]


def _members(node: ast.ClassDef, around: list[ast.FunctionDef | ast.ClassDef]) -> list[ast.FunctionDef]:
    """The public methods and properties of a class, with those of a private base beside it."""
    bases = {ast.unparse(base) for base in node.bases}
    inherited = [base for base in around if isinstance(base, ast.ClassDef) and base.name in bases]
    bodies = [statement for base in inherited if base.name.startswith("_") for statement in base.body]
    return [
        statement
        for statement in (*bodies, *node.body)
        if isinstance(statement, ast.FunctionDef) and not statement.name.startswith("_")
    ]


def _signature(node: ast.FunctionDef) -> str:
    arguments = ast.unparse(node.args)
    for own in ("self, ", "cls, ", "self", "cls"):
        if arguments == own or (own.endswith(" ") and arguments.startswith(own)):
            arguments = arguments.removeprefix(own)
            break
    if len(arguments) + len(node.name) > _WIDTH:
        arguments = "\n    " + ",\n    ".join(_split(arguments)) + ",\n"
    return f"{node.name}({arguments}){_returned(node)}"


def _split(arguments: str) -> list[str]:
    """Arguments apart; a comma inside brackets stays."""
    parts, depth, start = [], 0, 0
    for at, sign in enumerate(arguments):
        depth += (sign in "([{") - (sign in ")]}")
        if sign == "," and not depth:
            parts.append(arguments[start:at].strip())
            start = at + 1
    return [*parts, arguments[start:].strip()]


def _returned(node: ast.FunctionDef) -> str:
    return f" -> {ast.unparse(node.returns)}" if node.returns is not None else ""


def _code(text: str) -> list[str]:
    return ["```text", *text.split("\n"), "```", ""]


def _prose(node: ast.FunctionDef | ast.ClassDef) -> list[str]:
    """A docstring as Markdown: sections in bold, their entries as a list, examples as code."""
    text = ast.get_docstring(node) or ""
    lines: list[str] = []
    section, example = "", False
    for raw in text.split("\n"):
        line = raw.replace("``", "`")
        if _SECTIONS.match(line):
            section = line[:-1]
            lines += ["", f"*{section}*", ""]
        elif line.strip().startswith(">>>") and not example:
            example = True
            lines += ["", "```pycon", _public(raw.strip())]
        elif example and not raw.strip():
            example = False
            lines += ["```", ""]
        elif example:
            lines.append(_public(raw.removeprefix("    ")))
        elif section and re.match(r"    \w+( \(.*?\))?: ", line):
            name, _, what = line.strip().partition(": ")
            lines.append(f"- `{name}`: {what}")
        else:
            lines.append(f"  {line.strip()}" if section and line.startswith(" " * 8) else line.strip())
    return [*lines, *(["```"] if example else []), ""]


def _public(line: str) -> str:
    """A line of an example as a user writes it; the dictionary goes by another name inside the library."""
    return line.replace("shipped_facts()", "yz.facts()")
