"""PyYAML's parser in Python, brought into line with libyaml where they differ, for where that is missing."""

from __future__ import annotations

import re
from typing import Any

from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner, ScannerError
from yaml.tokens import ScalarToken, TagToken

__all__ = ["PureParser"]

# The text holds no blanks but spaces and line feeds: ``composer`` sees to that before. A NUL marks its end.
_BLOCK_END = re.compile("[ \n\0]|:(?=[ \n\0])")
_TAG_HANDLE = re.compile("!<|![0-9A-Za-z_-]*!|!")
_TAG = re.compile("[-;/?:@&=+$_.!~*'()0-9A-Za-z]*")
_VERBATIM = re.compile("[][,;/?:@&=+$_.!~*'()0-9A-Za-z-]*")
_FLOW_END = re.compile("[][{}, \n\0]|:(?=[][{},? \n\0])")


class PureParser(Reader, Scanner, Parser):
    """The events of a text, as ``yaml.cyaml.CParser`` gives them."""

    # Declared here because the stubs of PyYAML give these no types.
    buffer: str
    pointer: int
    flow_level: int
    indent: int
    column: int
    allow_simple_key: bool
    get_event: Any
    get_mark: Any
    forward: Any
    prefix: Any
    peek: Any
    scan_plain_spaces: Any
    scan_uri_escapes: Any

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)

    def scan_plain(self) -> ScalarToken:
        """A text without quotes; in brackets it may hold ``?``, but no colon before a sign of structure."""
        ends = _FLOW_END if self.flow_level else _BLOCK_END
        start = end = self.get_mark()
        chunks: list[str] = []
        spaces: list[str] | None = []
        while self.peek() != "#":
            found = ends.search(self.buffer, self.pointer)
            length = (found.start() if found else len(self.buffer)) - self.pointer
            if length == 0 and not (found and found[0] == ":"):
                break
            chunk = self.prefix(length)
            self.forward(length)
            if self.flow_level and self.peek() == ":" and self.peek(1) in "[]{},?":
                raise ScannerError("while scanning a plain scalar", start, "found unexpected ':'", self.get_mark())
            if length == 0:
                break
            self.allow_simple_key = False
            chunks += [*(spaces or ()), chunk]
            end = self.get_mark()
            spaces = self.scan_plain_spaces(self.indent + 1, start)
            if not spaces or (not self.flow_level and self.column <= self.indent):
                break
        return ScalarToken("".join(chunks), True, start, end)

    def scan_flow_scalar(self, style: str) -> Any:
        """A quoted text; an escape that names no character is refused."""
        start = self.get_mark()
        try:
            token = super().scan_flow_scalar(style)
            token.value.encode()  # fails on half a surrogate pair
        except (ValueError, OverflowError) as error:
            context, problem = "while parsing a quoted scalar", "found invalid Unicode character escape code"
            raise ScannerError(context, start, problem, self.get_mark()) from error
        return token

    def scan_tag(self) -> TagToken:
        """A tag, read only to be refused; in brackets a comma may follow it."""
        start = self.get_mark()
        found = _TAG_HANDLE.match(self.buffer, self.pointer)
        handle: str | None = found[0] if found else "!"
        self.forward(len(handle or ""))
        if handle == "!<":
            suffix = self._tag_text(_VERBATIM, start)
            if self.peek() != ">":
                raise ScannerError("while scanning a tag", start, "expected '>'", self.get_mark())
            self.forward()
            handle = None
        else:
            bare = handle == "!"
            suffix = self._tag_text(_TAG, start, required=not bare)
            handle, suffix = (None, "!") if bare and not suffix else (handle, suffix)
        if self.peek() not in "\0 \n" and not (self.flow_level and self.peek() == ","):
            raise ScannerError("while scanning a tag", start, "expected a space", self.get_mark())
        return TagToken((handle, suffix), start, self.get_mark())

    def _tag_text(self, allowed: re.Pattern[str], start: Any, *, required: bool = True) -> str:
        chunks: list[str] = []
        while True:
            found = allowed.match(self.buffer, self.pointer)
            chunks.append(found[0] if found else "")
            self.forward(len(chunks[-1]))
            if self.peek() != "%":
                break
            chunks.append(self.scan_uri_escapes("tag", start))
        if required and not any(chunks):
            raise ScannerError("while scanning a tag", start, "expected a name", self.get_mark())
        return "".join(chunks)
