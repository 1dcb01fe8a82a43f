"""Coverage as it is shown: every sentence of a document with what was made of it, as cited JSON and as flat rows."""

import json
from collections.abc import Iterable, Iterator, Sequence

from app.model.coverage import STATES, Sentence, tally
from app.model.fields import Column
from app.model.passages import Span
from app.render.flat import FlatRow
from app.render.values import Json

COVERAGE_COLUMNS: tuple[Column, ...] = (
    Column("start", "number", "First code point of the sentence.", certain=True),
    Column("end", "number", "Code point after its last.", certain=True),
    Column("state", "text", "What was made of it.", codes=tuple(STATES), certain=True),
    Column("text", "text", "The document's own characters.", certain=True),
    Column(
        "citations",
        "list",
        "The ids of the passages in it that values are taken from.",
        refers="citations",
        certain=True,
    ),
    Column("why", "text", "The curator's reason, where it or a part of it is set aside."),
    Column("source", "text", "The id of the document.", refers="sources", certain=True),
)


def coverage_rows(source: str, text: str, shown: Iterable[Sentence]) -> Iterator[FlatRow]:
    """One row a sentence, in the order of the document."""
    for each in shown:
        words = text[each.start : each.end]
        yield [each.start, each.end, each.state, words, json.dumps(each.citations), _why(each), source]


def coverage(
    source: str, text: str, whole: Sequence[Sentence], shown: Sequence[Sentence], names: frozenset[str] | None
) -> dict[str, Json]:
    """A document's coverage: counts over the whole of it, and the sentences that are asked for, with these members."""
    spans = _byte_spans(text, shown)
    told = [_sentence(each, text, span) for each, span in zip(shown, spans, strict=True)]
    return {
        "source": source,
        "counts": {
            "sentences": len(whole),
            **{state.replace("-", "_"): count for state, count in tally(whole).items()},
        },
        "sentences": [{n: v for n, v in each.items() if names is None or n in names} for each in told],
    }


def _sentence(each: Sentence, text: str, span: Span) -> dict[str, Json]:
    return {
        "start": each.start,
        "end": each.end,
        "byte_start": span[0],
        "byte_end": span[1],
        "text": text[each.start : each.end],
        "state": each.state,
        "citations": [*each.citations],
        "why": _why(each),
    }


def _why(each: Sentence) -> str | None:
    return "; ".join(each.reasons) or None


def _byte_spans(text: str, shown: Iterable[Sentence]) -> Iterator[Span]:
    """Where each sentence stands in the UTF-8 document; every character is counted once."""
    at = byte = 0
    for each in shown:
        first = byte + len(text[at : each.start].encode())
        at, byte = each.end, first + len(text[each.start : each.end].encode())
        yield first, byte
