"""`verify`: a store proves itself once more."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.terminal import AsJson, complain, progress, say, say_json
from app.ingest.verify import verify as faults_of
from app.settings import from_environment
from app.store.connection import STORE_NAME

Store = Annotated[
    Path | None,
    typer.Argument(metavar="STORE", help="A store's file, or the link to one; the published store if left out."),
]


def verify(store: Store = None, *, as_json: AsJson = False) -> int:
    """Prove a store once more, from its own file alone.

    Its bytes against its name, SQLite's own checks, the digest, every document's hash, every passage at its offsets,
    every claim against its passage, every cell against its claim, every stored representation against both. Neither
    the seeds nor a network is needed, and nothing is written: what `/v1/export.sqlite` gave can be proved anywhere.

    The exit status is 0 if all of it is proved, and 1 if there is a fault.

    With --json: `store`, the path; `proved`, whether there is no fault; `faults`, each in words.
    """
    path = store or from_environment().store
    with progress() as tell:
        tell(f"proving {path}")
        faults = faults_of(path)
    if as_json:
        say_json({"store": str(path), "proved": not faults, "faults": faults})
    elif faults:
        complain("\n".join(f"{path}: {fault}" for fault in faults))
    else:
        named = STORE_NAME.fullmatch(path.resolve().name) is not None
        say(f"{path}: proved" + ("" if named else ", by its content; its name is not the hash of its bytes"))
    return int(bool(faults))
