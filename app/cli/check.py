"""`check`: what an ingestion would say of the seeds."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Annotated

import typer

from app.cli.terminal import AsJson, progress, say, say_json
from app.ingest.review import Review, review
from app.settings import from_environment

Strict = Annotated[bool, typer.Option("--strict", help="Exit with 1 if there is a warning, too.")]


def check(*, strict: Strict = False, as_json: AsJson = False) -> int:
    """Say all that an ingestion would refuse or warn of.

    Nothing is built or written. A refusal is a line `file:line: code: what; nearest: …; mend: …`, with the file below
    the seeds folder, and keeps everything from being published. A line with `warning:` is published as it stands: a
    consistency check that fails and that no `accept` silences, or a disagreement that the curator has neither decided
    with `prefer` nor written into disputes.toml. Warnings are looked for once every entry can be read.

    The exit status is 0 if nothing is refused, else 1; with --strict it is 1 if there is a warning, too.

    With --json: `refusals`, `failed_checks` and `disagreements`, each a list of {file, line, code, what, nearest,
    mend}; `compared`, whether warnings were looked for; `counts` of these three, of `settled` disagreements, of
    `documents` and of `claims`.
    """
    with progress() as tell:
        found = review(from_environment().seeds, tell)
    if as_json:
        say_json(_document(found))
    else:
        say("\n".join(_lines(found)))
    return int(bool(found.refusals or (strict and (found.failed_checks or found.disagreements))))


def _document(found: Review) -> dict[str, object]:
    counts = {
        "refusals": len(found.refusals),
        "failed_checks": len(found.failed_checks),
        "disagreements": len(found.disagreements),
        "settled": found.settled,
        "documents": found.documents,
        "claims": found.claims,
    }
    return {
        "refusals": [asdict(each) for each in found.refusals],
        "failed_checks": [asdict(each) for each in found.failed_checks],
        "disagreements": [asdict(each) for each in found.disagreements],
        "compared": found.compared,
        "counts": counts,
    }


def _lines(found: Review) -> Iterator[str]:
    yield from map(str, found.refusals)
    for each in [*found.failed_checks, *found.disagreements]:
        yield str(replace(each, code=f"warning: {each.code}"))
    if found.refusals:
        yield f"{_counted(len(found.refusals), 'refusal')}: nothing would be published"
    if not found.compared:
        yield "warnings are looked for once every entry can be read"
        return
    yield (
        f"{_counted(found.documents, 'document')}, {_counted(found.claims, 'claim')}: "
        f"{_counted(len(found.failed_checks), 'failed check')}, "
        f"{_counted(len(found.disagreements), 'open disagreement')}, {found.settled} settled by the curator"
    )


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
