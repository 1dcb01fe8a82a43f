"""Isolation: a text that somebody else wrote never decides in which direction the words around it run.

`bdi` isolates its content from what surrounds it (HTML, 4.5.24), but by an unseen character at its end, and that closes
whatever the text opened and left open last. So what a text leaves open is closed behind it (Unicode Annex 9).
"""

from markupsafe import Markup, escape

_ISOLATES = dict.fromkeys("\u2066\u2067\u2068", "\u2069")
_EMBEDDINGS = dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c")
_CLOSERS = _ISOLATES | _EMBEDDINGS
_PARAGRAPH = "\n\r\x1c\x1d\x1e\x85\u2029"
"""Ends a paragraph, and with it all that is open (class B)."""


def left_open(text: str) -> str:
    """The characters that close what a text opens and does not close, the last opened first."""
    waiting: list[str] = []
    for char in text:
        if char in _CLOSERS:
            waiting.append(_CLOSERS[char])
        elif char in _PARAGRAPH:
            waiting.clear()
        elif char == "\u2069" and char in waiting:
            while waiting.pop() != char:
                pass
        elif char == "\u202c" and waiting[-1:] == [char]:
            waiting.pop()
    return "".join(reversed(waiting))


def isolated(text: object, class_: str = "") -> Markup:
    """A text in a `bdi` of its own."""
    named = Markup(' class="{}"').format(class_) if class_ else Markup()
    closers = left_open(str(text))
    inside = Markup("<span>{}</span>{}").format(text, closers) if closers else escape(text)
    return Markup("<bdi{}>{}</bdi>").format(named, inside)
