"""Clauses: the parts of a sentence, and which figure of a clause a date belongs to."""

import re
from collections.abc import Sequence

from app.ingest.anchor import Span
from app.ingest.mentions import Mention

_JOINT = re.compile(
    r"[;¶]\s|\s(?=\([a-z]\)\s)|,\s(?=(?:and|but|while|whereas|against|compared|up from|down from|y|pero|mientras"
    r"|frente a|then|of which|de los cuales)\s)"
)
_LEADS = re.compile(r"\W*(?:\w+\W+){0,4}")
"""What may stand before a date that a clause begins with."""


def clauses(prose: str, span: Span) -> list[Span]:
    """The clauses of a sentence, in order; all of it is in one."""
    found, start = [], span.start
    for joint in _JOINT.finditer(prose, span.start, span.end):
        found.append(Span(start, joint.end()))
        start = joint.end()
    return [each for each in (*found, Span(start, span.end)) if each.start < each.end]


def dates_of(
    prose: str, clause: Span, figures: Sequence[Mention], dates: Sequence[Mention]
) -> list[tuple[int, Mention]]:
    """Which figures of a clause, by their place, each of its dates is said of.

    The one date that a clause begins with is said of all of them. Any other is said of the figure that it stands
    nearest to, and of no other.
    """
    leads = len(dates) == 1 and figures and dates[0].span.start < figures[0].span.start
    if leads and _LEADS.fullmatch(prose, clause.start, dates[0].span.start):
        return [(place, dates[0]) for place in range(len(figures))]
    return [
        (min(range(len(figures)), key=lambda place: _between(figures[place].span, date.span)), date)
        for date in dates
        if figures
    ]


def _between(figure: Span, date: Span) -> tuple[int, bool]:
    """How far a date stands from a figure; of two as far, it is said of the one before it."""
    behind = date.start >= figure.end
    return (date.start - figure.end if behind else figure.start - date.end), not behind
