"""`verify`: a store proves itself once more."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.terminal import AsJson, complain, progress, say, say_json
from app.ingest.verify import verify as faults_of
from app.ingest.verify import verify_published
from app.settings import from_environment
from app.store.sqlite import STORE_NAME

Store = Annotated[
    Path | None,
    typer.Argument(metavar="STORE", help="A store's file, or the link to one; the published store if left out."),
]


def verify(store: Store = None, *, as_json: AsJson = False) -> int:
    """Prove a store once more, from nothing but itself.

    Its bytes against its name, the database's own checks, the digest, every document's hash, every passage at its
    offsets, every claim against its passage, every cell against its claim, every stored representation against both.
    Neither the seeds nor, for a file, a network is needed, and nothing is written: what `/v1/export.sqlite` gave can be
    proved anywhere. With DATABASE_URL it is the schema that is published there, unless a file is named.

    The exit status is 0 if all of it is proved, and 1 if there is a fault.

    With --json: `store`, the path or the schema; `proved`, whether there is no fault; `faults`, each in words.
    """
    with progress() as tell:
        tell("proving the store")
        name, faults = (str(store), faults_of(store)) if store else verify_published(from_environment())
    if as_json:
        say_json({"store": name, "proved": not faults, "faults": faults})
    elif faults:
        complain("\n".join(f"{name}: {fault}" for fault in faults))
    else:
        say(f"{name}: proved{_by_content(Path(name))}")
    return int(bool(faults))


def _by_content(path: Path) -> str:
    """What to add of a file that is not called by the hash of its bytes."""
    named = not path.exists() or STORE_NAME.fullmatch(path.resolve().name) is not None
    return "" if named else ", by its content; its name is not the hash of its bytes"
