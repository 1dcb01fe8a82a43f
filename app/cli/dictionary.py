"""`dictionary`: what every field means."""

from app.cli.terminal import say
from app.render.dictionary import data_dictionary


def dictionary() -> int:
    """Print what every field means: docs/data-dictionary.md."""
    say(data_dictionary().removesuffix("\n"))
    return 0
