"""A quantity where a text states it."""

from dataclasses import dataclass

from app.errors import CurationError
from app.model.quantities import Quantity


@dataclass(frozen=True, slots=True)
class QuantityMention:
    """A quantity in running text: its half-open span of the folded text, hedges included, or why it is not read."""

    start: int
    end: int
    quantity: Quantity | None
    refusal: CurationError | None = None
