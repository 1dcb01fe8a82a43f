"""Isolation: whatever a text opens is closed behind it, and nothing more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.render.pages.isolation import isolated, left_open

TEXTS = st.text(st.sampled_from("a\u05d0\n\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"), max_size=20)


@given(TEXTS)
def test_nothing_is_left_open(text: str) -> None:
    assert left_open(text + left_open(text)) == ""


@given(TEXTS)
def test_the_text_itself_is_as_it_is(text: str) -> None:
    assert str(isolated(text)).removeprefix("<bdi>").removeprefix("<span>").startswith(text)


@pytest.mark.parametrize(
    ("text", "closers"),
    [
        ("plain", ""),
        ("\u202eoverride", "\u202c"),
        ("\u202eoverride \u2066isolate", "\u2069\u202c"),
        ("\u2066one\u2069", ""),
        ("\u2066\u202eone\u2069", ""),
        ("\u202e\u2066one\u202c", "\u2069\u202c"),
        ("\u202eone\ntwo", ""),
        ("one\u2029\u202dtwo", "\u202c"),
        ("\u2069\u202c", ""),
    ],
)
def test_what_is_left_open(text: str, closers: str) -> None:
    assert left_open(text) == closers


def test_it_is_escaped() -> None:
    assert isolated("<b>", "exact") == '<bdi class="exact">&lt;b&gt;</bdi>'
    assert isolated("<b>\u202e") == "<bdi><span>&lt;b&gt;\u202e</span>\u202c</bdi>"
