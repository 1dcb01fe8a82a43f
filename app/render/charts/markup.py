"""Markup: SVG elements as text, with everything that comes from a document or a curator made harmless."""

from xml.sax.saxutils import escape, quoteattr

_UNPRINTABLE = dict.fromkeys(
    (
        *range(0x20),
        *range(0x7F, 0xA0),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
        *range(0xD800, 0xE000),
        0xFFFE,
        0xFFFF,
    )
)
"""Controls, which XML does not have, and overrides of the direction of writing, which would turn a picture round."""


def clean(text: str) -> str:
    """A text as a picture can show it: line breaks are spaces, and nothing controls what stands around it."""
    return " ".join(text.split()).translate(_UNPRINTABLE)


def number(value: float) -> str:
    """A length in pixels, to a tenth."""
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")


def element(name: str, *children: str, **attributes: str | float) -> str:
    """One element. An underscore in an attribute's name is a hyphen; one behind it tells it from a keyword."""
    given = "".join(
        f" {key.removesuffix('_').replace('_', '-')}={quoteattr(value if isinstance(value, str) else number(value))}"
        for key, value in attributes.items()
    )
    return f"<{name}{given}>{''.join(children)}</{name}>" if children else f"<{name}{given}/>"


def text(content: str, x: float, y: float, **attributes: str | float) -> str:
    """A line of text by its base line."""
    return element("text", escape(clean(content)), x=x, y=y, **attributes)


def title(content: str) -> str:
    """What an element is called: a tooltip, and what a screen reader says."""
    return element("title", escape(clean(content)))
