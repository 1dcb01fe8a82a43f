"""Passages: the sentences of a document, by their offsets in code points."""

import re
from collections.abc import Iterator

_SENTENCE = re.compile(r"(?:[ \t]*\d+[.)][ \t])?[^\n]*?(?:[.!?][\"”’)]*(?=\s+[A-Z“\"•])|(?=\n)|$)", re.MULTILINE)
Span = tuple[int, int]


def passages(text: str) -> Iterator[Span]:
    """Every sentence, heading and list item that holds anything; a line break ends one."""
    for found in _SENTENCE.finditer(text):
        if bare := found[0].strip():
            start = found.start() + found[0].index(bare)
            yield start, start + len(bare)
