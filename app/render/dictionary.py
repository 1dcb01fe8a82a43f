"""The data dictionary: every column of every record type and every word that a closed vocabulary allows."""

from collections.abc import Iterable

from app.model.claims import AGREEMENTS, BASES, CHECKS
from app.model.dates import PRECISIONS
from app.model.fields import RecordType
from app.model.quantities import QUALIFIERS
from app.model.records import RECORD_TYPES
from app.model.verdicts import VERDICTS

_HEAD = """# Data dictionary

Printed by `python3 run.py dictionary`; a test holds this file to it.

Every column that has a field in the third row is proved by that member of `evidence`. Columns marked
*editorial* are chosen by the curator, those marked *measured* are read off the document's bytes, and those marked
*recorded* were noted when it was captured.
Types: number (exact, at most 15 significant digits), date (ISO 8601), text, list.
"""


def data_dictionary() -> str:
    """The whole dictionary as Markdown."""
    vocabularies: tuple[tuple[str, Iterable[tuple[str, str]]], ...] = (
        ("Agreement", AGREEMENTS.items()),
        ("Basis", BASES.items()),
        ("Verdict", VERDICTS.items()),
        ("Check", CHECKS.items()),
        ("Qualifier", QUALIFIERS.items()),
        ("Date precision", PRECISIONS.items()),
    )
    parts = [_HEAD, *(_record(record_type) for record_type in RECORD_TYPES)]
    parts += [_section(title, words) for title, words in vocabularies]
    return "\n".join(parts)


def _record(record_type: RecordType) -> str:
    rows = [
        f"| `{column.name}` | {column.type} | {f'`{column.field}`' if column.field else '-'} | {column.doc} |"
        for column in record_type.columns
    ]
    table = "| column | type | evidence | meaning |\n| --- | --- | --- | --- |"
    return _lines(f"## {record_type.path}\n\n{record_type.doc}\n\n{table}", rows)


def _section(title: str, words: Iterable[tuple[str, str]]) -> str:
    return _lines(f"## {title}\n", [f"- `{word}`: {meaning}" for word, meaning in words])


def _lines(head: str, rows: Iterable[str]) -> str:
    return "\n".join([head, *rows]) + "\n"
