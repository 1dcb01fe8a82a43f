"""`ingest`: the seeds become the published store."""

import time

from app.cli.terminal import progress, say
from app.ingest import job
from app.settings import from_environment


def ingest() -> int:
    """Read, prove and publish the seeds.

    All or nothing: whatever cannot be proved is listed, each with its file, line, the nearest passage and how to mend
    it, and the store that is published stays as it was. Running servers take the new one up a second later.
    """
    begun = time.perf_counter()
    with progress() as tell:
        done = job.ingest(from_environment(), tell)
    say(f"{_summary(done)} in {time.perf_counter() - begun:.2f} s")
    return 0


def _summary(done: job.Ingested) -> str:
    held = done.holdings
    records = sum(len(rows) for rows in held.records.values())
    failed = sum(check.outcome == "failed" for check in held.checks)
    return (
        f"published data set {done.digest[:12]}: {len(held.documents)} documents, {records} records, "
        f"{len(held.claims)} claims, {len(held.citations)} citations, {len(held.conflicts)} conflicts, "
        f"{failed} failed checks,"
    )
