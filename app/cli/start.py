"""`start`: everything from the seeds to the server."""

from app.cli.ingest import ingest
from app.cli.serve import serve


def start() -> int:
    """Ingest the seeds, then serve them.

    It is `ingest`, and if nothing is refused, `serve`.
    """
    return ingest() or serve()
