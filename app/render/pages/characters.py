"""Characters: a document's text as HTML that shows all of it and runs none of it."""

import unicodedata

from markupsafe import Markup

_CARRIAGE_RETURN = "&#13;"
"""A browser would take the character itself for a line feed."""


def escaped(text: str) -> str:
    """A text as HTML."""
    return str(Markup.escape(text)).replace("\r", _CARRIAGE_RETURN)


def is_seen(text: str) -> bool:
    """Whether a text has anything that can be seen; of what has not, no link could be."""
    return any(unicodedata.category(char)[0] in "LNPS" for char in text)
