"""What a date is read with, and the rules by which it may need more than its own words."""

from dataclasses import dataclass

from app.model.dates import When
from app.model.wording.language import DateWords
from app.model.wording.locales import Locale

YEAR_RULE = "year-from-document-date"
"""A month without a year has that of the latest such month which had begun when the document was published."""
RELATIVE_RULE = "relative-to-document-date"
"""Yesterday, last month or Friday is counted from the day on which the document was published."""
POST_RULE = "time-in-post-id"
"""The address of a post holds the moment at which it was made: what embeds it is not older."""


@dataclass(frozen=True, slots=True)
class Context:
    """The words as they were given, for refusals; when the document was published; how it writes."""

    text: str
    published: When | None
    locale: Locale

    @property
    def words(self) -> DateWords:
        return self.locale.language.dates
