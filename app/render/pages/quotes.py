"""Quotes: a passage as a page shows it, with everything that is needed to find it again in the document's bytes."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.model.claims import Citation
from app.model.holdings import Row
from app.render import addresses
from app.render.stored import Passage


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage and where it stands; offsets count code points and bytes, ends are exclusive."""

    citation: str
    label: str
    """Of the source."""
    sha256: str
    passage: Passage | Citation

    @classmethod
    def of(cls, citation: str, passage: Passage | Citation, sources: Mapping[str, Row]) -> "Quote":
        row = sources[passage.source]
        return cls(citation, str(row["label"]), str(row["sha256"]), passage)

    @property
    def href(self) -> str:
        """Where the document can be read at this passage."""
        return addresses.of_passage(self.passage.source, self.citation)
