"""Colours: one table for light and for dark; every text on its ground has a contrast of 4.5 to 1 or more."""

from collections.abc import Mapping
from typing import Literal

Theme = Literal["auto", "light", "dark"]
THEMES: tuple[Theme, ...] = ("auto", "light", "dark")

LIGHT: Mapping[str, str] = {
    "ground": "#ffffff",
    "raised": "#f6f7f9",
    "ink": "#1b1f24",
    "muted": "#57606a",
    "grid": "#dfe3e8",
    "accent": "#0b5cad",
    "dispute": "#a33c00",
    "cited": "#e6f0fb",
    "found": "#ffe08a",
}
DARK: Mapping[str, str] = {
    "ground": "#14181d",
    "raised": "#1c2229",
    "ink": "#e8e6e3",
    "muted": "#a4adb8",
    "grid": "#343c46",
    "accent": "#86bbf5",
    "dispute": "#ffa366",
    "cited": "#1d3247",
    "found": "#6b4e00",
}

_CHART = (
    ".c-ground{{fill:{ground}}}"
    ".chart text{{fill:{ink}}}.chart .c-muted{{fill:{muted}}}.chart .c-alarm{{fill:{dispute}}}"
    ".c-grid{{stroke:{grid}}}.c-axis{{stroke:{muted}}}"
    ".c-line{{stroke:{accent};fill:none}}.c-span{{fill:{accent};fill-opacity:.25;stroke:{accent}}}"
    ".c-mark{{fill:{accent};stroke:{accent}}}.c-open{{fill:{ground};stroke:{accent}}}"
    ".c-other{{fill:{ground};stroke:{dispute}}}.c-bracket{{stroke:{dispute};fill:none}}"
    ".c-hit{{fill:none;pointer-events:all}}"
    ".chart a:hover .c-hit,.chart a:focus-visible .c-hit{{stroke:{ink};stroke-width:2}}.chart a:focus{{outline:none}}"
)
"""What each class of a chart looks like. Inside a page the colours are the page's own properties."""


def chart_style(colours: Mapping[str, str]) -> str:
    """The rules of a chart in these colours."""
    return _CHART.format(**colours)


def standalone_style(theme: Theme) -> str:
    """The style sheet of a chart that stands by itself."""
    match theme:
        case "light":
            return chart_style(LIGHT)
        case "dark":
            return chart_style(DARK)
        case "auto":
            return f"{chart_style(LIGHT)}@media (prefers-color-scheme:dark){{{chart_style(DARK)}}}"


def properties(colours: Mapping[str, str]) -> str:
    """Colours as custom properties of a page."""
    return "".join(f"--{name}:{value};" for name, value in colours.items())
