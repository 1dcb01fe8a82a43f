"""Passages: the sentences of a document, by their offsets in code points."""

import re
from collections.abc import Iterator

Span = tuple[int, int]

_ABBREVIATIONS = ("Mr", "Mrs", "Ms", "Dr", "Sr", "Sra", "No", "vs", "Inc", "Ltd", "Corp")
_WHOLE_WORD = "".join(rf"(?<!\b{word}\.)" for word in _ABBREVIATIONS)
_SENTENCE = re.compile(rf"(?:[ \t]*\d+[.)][ \t])?[^\0]*?(?:[.!?]{_WHOLE_WORD}[\"”’)]*(?=\s+[A-Z“\"•¿¡])|\Z)")
_BEGINS = re.compile(r"[ \t]*(?:$|[-+*•‣◦▪●○·|#>–—=_]|\d{1,2}[.)][ \t]|\([\da-z]\)[ \t])|[ \t]{3,}|.*(?:\||\t|[ ]{3,})")
"""Lines that go on from none: blank ones, items, headings, rows of tables, centred and indented ones."""
_ENDS = re.compile(r"[.!?:][\"”’»)]*\s*$")
"""What ends a sentence: whether the text was wrapped behind it or not, the next line begins another one."""
_NARROW, _WIDE = 45, 140
"""Characters of a line in a text that was wrapped by hand."""


def passages(text: str) -> Iterator[Span]:
    """Every sentence, heading and list item that holds anything.

    A line break ends one, unless the text was wrapped: then a line goes on from the one before if that is full.
    """
    for start, end in _blocks(text):
        at = start
        while at < end:
            found = _SENTENCE.match(text, at, end)
            stop = found.end() if found and found.end() > at else end
            if bare := text[at:stop].strip():
                begin = at + text[at:stop].index(bare)
                yield begin, begin + len(bare)
            at = stop


def _blocks(text: str) -> Iterator[Span]:
    """The lines of a text, those of a wrapped paragraph together."""
    lines = [(found.start(), found.end()) for found in re.finditer(r"[^\n]+", text)]
    wrapped = _is_wrapped([end - start for start, end in lines])
    block: Span | None = None
    for start, end in lines:
        goes_on = block is not None and wrapped and block[1] == start - 1 and _goes_on(text, block, (start, end))
        if block is not None and goes_on:
            block = (block[0], end)
            continue
        if block is not None:
            yield block
        block = (start, end)
    if block is not None:
        yield block


def _is_wrapped(lengths: list[int]) -> bool:
    """Whether a text has many full lines and none that is long."""
    full = sum(_NARROW <= length <= _WIDE for length in lengths)
    return full >= 4 and sum(length > _WIDE for length in lengths) * 20 <= len(lengths)


def _goes_on(text: str, block: Span, line: Span) -> bool:
    """Whether a line continues the block before it."""
    last = text[max(block[0], text.rfind("\n", block[0], block[1]) + 1) : block[1]]
    full = (len(last) >= _NARROW and not _ENDS.search(last)) or last.rstrip().endswith("-")
    row = re.search(r"\||\t|\S[ ]{3,}\S", last)
    quoted = last.lstrip().startswith(">") and text[slice(*line)].lstrip().startswith(">")
    return full and row is None and (quoted or _BEGINS.match(text[slice(*line)]) is None)
