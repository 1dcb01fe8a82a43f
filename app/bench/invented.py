"""Invented states and what their documents say: names, days, figures, sentences. No state in here exists.

Everything is worked out from the number of the series, counted from 1, and of the week, counted from 0.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

PER_SERIES = 500
FIRST_DAY = date(2016, 1, 1)
PUBLISHED = date(2026, 6, 30)
DISPUTED_EVERY = 50
"""One of so many snapshots has two figures."""

Span = tuple[int, int]


def series(snapshots: int) -> int:
    """How many series hold this many snapshots."""
    return -(-snapshots // PER_SERIES)


def holder_id(number: int) -> str:
    """The id of the holder of a series, counted from 1."""
    return f"state-{number:04}"


def source_id(number: int) -> str:
    """The id of the document behind a series."""
    return f"register-{number:04}"


def timeline_id(number: int) -> str:
    return f"{holder_id(number)}-btc"


def snapshot_id(number: int, week: int) -> str:
    """The id of one snapshot of a series, weeks counted from 0."""
    return f"{timeline_id(number)}-{day_of(number, week)}"


def day_of(number: int, week: int) -> date:
    """The day that a snapshot holds for: once a week, on a weekday of the series' own."""
    return FIRST_DAY + timedelta(days=7 * week + number % 7)


_ONSETS, _VOWELS = "bdfgklmnprst", "aeiou"


def name_of(number: int) -> str:
    """An invented name, another one for each series up to 216,000: `Badebi`."""
    syllables = [onset + vowel for onset in _ONSETS for vowel in _VOWELS]
    count = len(syllables)
    # 7 and 11 have no divisor in common with the number of syllables: neighbours look different, none is given twice.
    picked = (number * 7 % count, (number // count * 11 + number) % count, number // count**2 % count)
    return "".join(syllables[each] for each in picked).title()


Quoted = tuple[int, Span]
"""A figure and where it stands: whole bitcoins, or tenths of a million dollars."""


@dataclass(frozen=True, slots=True)
class Stated:
    """What a document states of one week, and where."""

    day: date
    day_at: Span
    amount: Quoted
    worth: Quoted | None
    other: Quoted | None
    """A second amount, which contradicts the first."""


@dataclass(slots=True)
class Writing:
    """A document being written; each piece is told where it stands. ASCII only, so characters are bytes."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0

    def say(self, text: str) -> Span:
        start = self.length
        self.pieces.append(text)
        self.length += len(text)
        return start, self.length

    def state(self, number: int, week: int, name: str) -> Stated:
        """The sentence about one week, and the one that contradicts it if there is one."""
        day, amount = day_of(number, week), 1000 + number % 97 * 40 + week * 7
        worth = other = None
        self.say("On ")
        day_at = self.say(words_of(day))
        self.say(f", the state of {name} held ")
        amount_at = self.say(f"{amount:,} BTC")
        if week % 2 == 0:
            tenths = amount * (400 + week * 3 + number % 11) // 1000
            self.say(", worth ")
            worth = (tenths, self.say(f"about ${tenths / 10:,.1f} million"))
        self.say(".")
        if (number + week) % DISPUTED_EVERY == 0:
            self.say(" Another register gives ")
            other = (amount + 62, self.say(f"{amount + 62:,} BTC"))
            self.say(" for that day.")
        self.say("\n")
        return Stated(day, day_at, (amount, amount_at), worth, other)


_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def words_of(day: date) -> str:
    """A day as the documents word it: `March 3, 2030`."""
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"
