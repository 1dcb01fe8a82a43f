"""Collecting every refusal of a run, each where it stands, so that a curator mends them in one go."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from app.errors import CurationError, Finding, IngestionRefused


class Findings:
    """The refusals of one run."""

    def __init__(self) -> None:
        self.all: list[Finding] = []

    def add(self, file: str, line: int, error: CurationError) -> None:
        self.all.append(finding_of(file, line, error))

    @contextmanager
    def at(self, file: str, line: int) -> Iterator[None]:
        """Whatever cannot be proved inside is noted with this place, and the run goes on to the next."""
        try:
            yield
        except CurationError as error:
            self.add(file, line, error)

    def forget(self, codes: Collection[str]) -> None:
        """Drop findings of these codes, because another finding is their cause."""
        self.all = [finding for finding in self.all if finding.code not in codes]

    def ordered(self) -> list[Finding]:
        """All of them by file and line, as a refused run tells them."""
        return IngestionRefused(self.all).findings

    def refuse(self) -> None:
        """Stop the run if anything was found so far."""
        if self.all:
            raise IngestionRefused(self.all)


def finding_of(file: str, line: int, error: CurationError) -> Finding:
    """A refusal at its place."""
    return Finding(file, line, error.code, error.what, error.nearest, error.mend)
