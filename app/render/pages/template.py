"""Templates: HTML that escapes whatever it is given, one style sheet, and what a browser may do with a page."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from app.model.claims import BASES
from app.render.charts.palette import DARK, LIGHT, chart_style, properties
from app.render.pages.isolation import isolated
from app.render.words import AGREEMENTS, counted

_HERE = Path(__file__).parent
ASSETS = _HERE / "assets"
_CHART = chart_style({name: f"var(--{name})" for name in LIGHT})
_COLOURS = (
    f":root{{color-scheme:light dark;{properties(LIGHT)}}}"
    f"@media (prefers-color-scheme:dark){{:root{{{properties(DARK)}}}}}"
    f'[data-theme="light"]{{color-scheme:light;{properties(LIGHT)}}}'
    f'[data-theme="dark"]{{color-scheme:dark;{properties(DARK)}}}'
    f"@media print{{:root{{color-scheme:light;{properties(LIGHT)}}}}}"
)
STYLE = _COLOURS + _CHART + (_HERE / "templates" / "page.css").read_text(encoding="utf-8")
"""The style sheet that all pages have, in the page itself: one request less, and allowed by its hash."""

_environment = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters.update(isolated=isolated, counted=counted)
_environment.globals.update(style=Markup(STYLE), agreements=AGREEMENTS, bases=BASES)  # noqa: S704  (our own file, not a document's text)


def page(name: str, **shown: object) -> bytes:
    """A page from its template. What is not `Markup` is escaped, whoever wrote it."""
    return _environment.get_template(name).render(shown).encode()
