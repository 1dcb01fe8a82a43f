"""Markup: the characters of a text that mark it up and say nothing: emphasis, links, bullets, reference marks, emoji.

What could say something stays: `~~struck out~~`, a check mark or a cross, `>` before a figure, a mark between two
digits. What is dropped never brings two digits, or two words, together.
"""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

_SAYS = "✓✔✅❌✗✘✖☑☐❎⛔★☆"
"""Signs that say yes, no or how much."""
_EMPHASIS = re.compile(r"[*_`]+")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^\s)]{0,2000}\)")
_REFERENCE = re.compile(r"(?<=[^\s\[(])\[(?:\^?\d{1,3}|\^\w+|[a-z]|note \d{1,2}|citation needed)\](?!\()")
_ESCAPE = re.compile(r"\\(?=[*_$#.~>\[\]()`-])")
_EMOJI = re.compile(
    rf"(?:(?![{_SAYS}])[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u20e3\U000e0020-\U000e007f])+"
)
_LINE = re.compile(r"(?:(?<=\n)|\A)[ ]*(?:>[ ]?)*(?:(?:[-+*•‣◦▪●○·]|#{1,6})[ ]+(?=\S))?")
_WRAP = re.compile(r"(?<=\w)-(\n[ ]*(?:>[ ]?)*)(?=[a-z\d])")
_FIGURE = re.compile(r"[ ]*[$€£¥]?\d")
_DEPTH = 12
"""Times that markup within markup is looked for."""


def markup(text: str, *, lines: bool) -> tuple[list[int], set[int]]:
    """The indexes of what stays of a text, and of those the letters before which a hyphen ended a line.

    `text` has its line breaks; `lines` says that it begins where a line does. A hyphen that ends a line within a word
    goes with the break; one between figures is that of a range, and stays.
    """
    found = list(_WRAP.finditer(text))
    wraps = {each.end() for each in found if text[each.end()].isalpha() and text[each.start() - 1].isalpha()}
    drops = {at for each in found for at in range(each.start() + (each.end() not in wraps), each.end())}
    drops |= set(_line_starts(text, lines=lines))
    kept = _settle(text, [at for at in range(len(text)) if at not in drops])
    return kept, wraps & set(kept)


def _settle(text: str, kept: list[int]) -> list[int]:
    """Apply the rules within lines until none finds anything more, or the markup is nested too deep to be any."""
    for _ in range(_DEPTH):
        bare = "".join(text[index] for index in kept)
        drops = {at for rule in _RULES for at in rule(bare)}
        stays = [at for at in range(len(bare)) if at not in drops]
        apart = {at for one, other in pairwise(stays) if _joins(bare, one, other) for at in range(one + 1, other)}
        if drops == apart:
            break
        kept = [index for at, index in enumerate(kept) if at not in drops or at in apart]
    return kept


def _joins(text: str, one: int, other: int) -> bool:
    """Whether dropping all that stands between would bring two digits together."""
    return other > one + 1 and text[one].isdecimal() and text[other].isdecimal()


def _line_starts(text: str, *, lines: bool) -> Iterator[int]:
    """Bullets, heading marks and quotation marks of mail at the start of a line.

    Before a figure, `>` may say more than, and a hyphen minus: they stay, but within a sentence that goes on.
    """
    for found in _LINE.finditer(text):
        if found.start() == 0 and not lines:
            continue
        before = text[max(0, found.start() - 80) : found.start()].rstrip()[-1:]
        if _FIGURE.match(text, found.end()) and (">" in found[0] or "-" in found[0]):
            goes_on = before.isalpha() or before == ","
            listed = "-" in found[0] and not before.isdigit()
            if not (goes_on or listed):
                continue
        yield from range(*found.span())


def _emphasis(text: str) -> Iterator[int]:
    for found in _EMPHASIS.finditer(text):
        before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
        alone = not before.strip() and not after.strip()
        joined = (before.isalnum() and after.isalnum()) and ("_" in found[0] or (before.isdigit() and after.isdigit()))
        if not alone and not joined:
            yield from range(*found.span())


def _links(text: str) -> Iterator[int]:
    for found in _LINK.finditer(text):
        before, after = text[max(0, found.start() - 1) : found.start()], text[found.end() : found.end() + 1]
        if re.search(r"\d\d", before + found[1][:1]) or re.search(r"\d\d", found[1][-1:] + after):
            continue
        yield from range(found.start(), found.start(1))
        yield from range(found.end(1), found.end())


def _whole(pattern: re.Pattern[str]) -> Callable[[str], Iterator[int]]:
    def drops(text: str) -> Iterator[int]:
        for found in pattern.finditer(text):
            yield from range(*found.span())

    return drops


def _emoji(text: str) -> Iterator[int]:
    for found in _EMOJI.finditer(text):
        before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
        alone = not before and not after
        if not alone and not (before.isalnum() and after.isalnum()):
            yield from range(*found.span())


_RULES: tuple[Callable[[str], Iterator[int]], ...] = (
    _emphasis, _links, _whole(_REFERENCE), _whole(_ESCAPE), _emoji,
)  # fmt: skip
