"""What commands write: results on standard output, complaints and progress on standard error. Never a colour."""

import json
import shutil
import sys
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated

import typer

from app.ingest.progress import Tell, silent

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document instead, for programs.")]
"""The option that all commands have whose result a program may want."""

_INVISIBLE = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Unicode categories of what steers a terminal, or cannot be seen in it."""


def say(text: str) -> None:
    """Print lines of a result."""
    print("\n".join(map(visible, text.split("\n"))))


def complain(text: str) -> None:
    """Print lines that say why there is no result."""
    print("\n".join(map(visible, text.split("\n"))), file=sys.stderr)


def visible(text: str) -> str:
    """The text with escapes for what a terminal would obey or not show: documents may hold anything."""
    return "".join(_escape(char) if unicodedata.category(char) in _INVISIBLE else char for char in text)


def _escape(char: str) -> str:
    return char.encode("unicode_escape").decode()


def say_json(document: Mapping[str, object]) -> None:
    """Print one JSON document, in ASCII where the output is not UTF-8."""
    encoding = (getattr(sys.stdout, "encoding", None) or "").lower().replace("-", "")
    print(json.dumps(document, ensure_ascii=encoding != "utf8", indent=2))


@contextmanager
def progress() -> Iterator[Tell]:
    """Tells whoever waits at a terminal what is being done, on one line, which is gone at the end."""
    if not sys.stderr.isatty():
        yield silent
        return
    try:
        yield _status_line
    finally:
        _status_line("")


def _status_line(what: str) -> None:
    width = shutil.get_terminal_size().columns - 1
    print(f"\r{visible(what)[:width]:{width}}\r", end="", file=sys.stderr, flush=True)
