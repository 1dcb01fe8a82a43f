"""`diff`: what an ingestion of the seeds would change in the store that is served."""

from typing import Annotated

import typer

from app.cli.terminal import AsJson, progress, say, say_json
from app.ingest.change_notes import notes
from app.ingest.changes import changes_at, document
from app.ingest.job import read_seeds
from app.settings import from_environment

ExitCode = Annotated[bool, typer.Option("--exit-code", help="Exit with 1 if anything would change.")]


def diff(*, exit_code: ExitCode = False, as_json: AsJson = False) -> int:
    """Show what an ingestion would change.

    Records, claims, disagreements, checks, passages set aside and words of the dictionary that the seeds as they stand
    would add, change or remove: record by record, with the passages, as a reviewer reads them. Nothing is written.
    Seeds that an ingestion would refuse are refused here as well. Without a store everything is new.

    The exit status is 0; with --exit-code it is 1 if there is any change.

    With --json: `dataset`, the digest of what is served, or null; `counts`; `records`, `set_aside` and `words`, each
    with what happened (`added`, `changed`, `removed`), and what it was before and is after.
    """
    settings = from_environment()
    with progress() as tell:
        tell("reading the seeds")
        held, _ = read_seeds(settings.seeds)
        tell("comparing with the store")
        found = changes_at(settings, held)
    if as_json:
        say_json(document(found))
    else:
        say("\n".join(notes(found)))
    return int(exit_code and bool(found))
