"""Dates that are only a part of what a text says there."""

import pytest

from app.model.dates import DateError, parse_edtf
from app.model.wording.dates.cuts import cuts_date
from app.model.wording.locales import ENGLISH, locale_of

PUBLISHED = parse_edtf("2025-07-17/..")
SPANISH = locale_of("es-SV")


@pytest.mark.parametrize(
    ("before", "text", "after", "cut"),
    [
        ("before ", "July 17, 2025", "", True),
        ("no later than ", "July 17, 2025", "", True),
        ("between July 1 and ", "July 17, 2025", "", True),
        ("in the first half of ", "2023", "", True),
        ("in Q2 ", "2022", "", True),
        ("the 3rd of ", "May 2025", "", True),
        ("on 30 ", "April 2024", "", True),
        ("on ", "July 17", ", 2024 they", True),
        ("on ", "July 3", " or 4, 2007", True),
        ("", "2012", "-2013", True),
        ("", "2013", " BTC", True),
        ("It held ", "2013", ",5 BTC", True),
        ("late ", "June 2025", "", True),
        ("around ", "2021", "", True),
        ("in spring ", "2021", "", True),
        ("in fiscal ", "2021", "", True),
        ("On ", "July 17, 2025", ", Pakistani", False),
        ("tender ", "in 2021", ", the", False),
        ("", "January 1, 2025", ": 6,000 BTC", False),
        ("program ", "through 2027", " but", False),
        ("It began ", "since 2021", " and", False),
    ],
)
def test_parts_of_a_date(before: str, text: str, after: str, cut: bool) -> None:
    assert cuts_date(before, text, after, PUBLISHED, ENGLISH) is cut


@pytest.mark.parametrize(
    ("before", "text", "after", "cut"),
    [
        ("antes del ", "17 de julio de 2025", "", True),
        ("alrededor de ", "2021", "", True),
        ("en el ejercicio fiscal ", "2021", "", True),
        ("primer trimestre de ", "2021", "", True),
        ("el ", "17 de julio de 2025", ", el", False),
    ],
)
def test_parts_of_a_date_in_spanish(before: str, text: str, after: str, cut: bool) -> None:
    assert cuts_date(before, text, after, PUBLISHED, SPANISH) is cut


def test_what_is_no_date_is_refused() -> None:
    with pytest.raises(DateError):
        cuts_date("", "soon", "", PUBLISHED, ENGLISH)
