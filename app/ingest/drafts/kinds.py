"""Kinds of records: which one the words around a quantity or date speak of. A proposal, never more."""

import re

from app.ingest.drafts.words import any_of, words
from app.model.quantities import Quantity

CRYPTO = frozenset({"BTC", "ETH", "SOL", "XRP"})
_POWER = frozenset({"MW", "GW", "kW", "TW"})
_EVENTS = ("signing", "purchase", "meeting", "establishment", "adoption", "announcement")


def _of(name: str) -> re.Pattern[str]:
    return re.compile(any_of(words("kinds", name)), re.IGNORECASE)


_STOCK, _FLOW, _POLICY, _SIGNALS = (_of(name) for name in ("stock", "flow", "policy", "signals"))
_TOOK_PLACE, _CHANGE, _VALUE, _PRICE, _COST = (_of(name) for name in ("took_place", "change", "value", "price", "cost"))
_DEAL, _SAYS = _of("deal"), re.compile(rf"{any_of(words('kinds', 'says'))}\W*$", re.IGNORECASE)
_BOUNDED = ("at-most", "less-than")
_FUTURE = r"(?<!\w)\w{3,}rán?(?!\w)"
_INTENT = re.compile(rf"(?i:{any_of(words('kinds', 'intent'))}|{_FUTURE})|{any_of(words('kinds', 'exact'))}")
_SETTLED = re.compile(rf"^\W*{any_of(words('kinds', 'settled'))}[^:]{{0,40}}:", re.IGNORECASE)
_KIND_WORDS = tuple(
    (kind, re.compile(any_of(words("kinds", "events", kind)), re.IGNORECASE)) for kind in (*_EVENTS, "other")
)


def kind_of(quantity: Quantity, clause: str, at: int, sentence: str) -> str:
    """The record type that a quantity belongs to: by its unit, by the nearest words of its clause, by its sentence.

    `at` is where in its clause the quantity begins.
    """
    unit, before = quantity.unit or "", clause[:at]
    meant = _INTENT.search(before) is not None or _SETTLED.match(sentence) is not None
    if unit in CRYPTO:
        bounded = quantity.qualifier in _BOUNDED and _INTENT.search(clause) is not None
        return _of_coins(before, clause, sentence, meant=meant or bounded)
    if meant or ((_is_money(unit) or unit in _POWER) and _POLICY.search(clause) is not None):
        return "policy"
    if (_is_money(unit) and _FLOW.search(before)) or (unit.islower() and _DEAL.search(before)):
        return "event"
    return "policy" if _INTENT.search(clause) else "indicator"


def _of_coins(before: str, clause: str, sentence: str, *, meant: bool) -> str:
    """A stock, a flow, or what is meant to be one."""
    if meant:
        return "policy"
    for said in (before, clause, sentence):
        stock, flow = _last(_STOCK, said), _last(_FLOW, said)
        if max(stock, flow) >= 0:
            return "reserve_snapshot" if stock > flow else "event"
    return "indicator"


def kind_of_cell(quantity: Quantity, heads: str) -> str:
    """The record type of a cell of a table, by what stands over and beside it: a count of coins is a stock there."""
    if not _is_money((quantity.unit or "").partition("/")[0]) and _TOOK_PLACE.search(heads):
        return "event"
    if quantity.unit == "BTC" and not _CHANGE.search(heads):
        return "reserve_snapshot"
    return "indicator"


def stock_field(quantity: Quantity, heads: str) -> str | None:
    """The field of a reserve snapshot that a cell of its row fills; None if none does."""
    match quantity.unit:
        case "BTC":
            return None if _CHANGE.search(heads) or _TOOK_PLACE.search(heads) else "amount"
        case "USD":
            return "value_usd" if _VALUE.search(heads) and not _COST.search(heads) else None
        case "USD/BTC":
            return "price_usd" if _PRICE.search(heads) and not _COST.search(heads) else None
        case _:
            return None


def field_of(table: str, quantity: Quantity) -> str | None:
    """The field of a record type that a quantity of this unit belongs in; None if the type has none for it."""
    unit = quantity.unit or ""
    match table:
        case "reserve_snapshot":
            return {"BTC": "amount", "USD": "value_usd", "USD/BTC": "price_usd"}.get(unit)
        case "policy":
            return "capacity" if unit in ("MW", "GW") else "amount_usd" if unit == "USD" else "scope"
        case "event":
            return "amount"
        case _:
            return "value"


def event_of(clause: str, at: int, sentence: str) -> tuple[str, str] | None:
    """The kind of event that is told, and the word that says so: the nearest before this place of the clause, else the
    first behind it, else the first of the sentence."""
    before = [(found.start(), kind, found[0]) for kind, found in _told(clause[:at])]
    if before:
        return max(before)[1:]
    later = [(found.start(), kind, found[0]) for said in (clause, sentence) for kind, found in _told(said)][:1]
    return later[0][1:] if later else None


def _told(said: str) -> list[tuple[str, re.Match[str]]]:
    """The words of kinds of events, in order."""
    found = [(kind, each) for kind, pattern in _KIND_WORDS if kind in _EVENTS for each in pattern.finditer(said)]
    return sorted(found, key=lambda pair: pair[1].start())


def is_of_saying(before: str) -> bool:
    """Whether what follows these words says when somebody said it."""
    return _SAYS.search(before) is not None


def is_told(words: str) -> bool:
    """Whether words state more than a heading or a dateline does."""
    return re.search(r"(?<!\w)[^\W\d_]{3,}(?!\w)", words) is not None and any(
        word.islower() for word in re.findall(r"[^\W\d_]{3,}", words)
    )


def kind_of_date(clause: str) -> str:
    """The record type of a clause that has a date and no quantity."""
    return "policy" if not tells_event(clause) and (_INTENT.search(clause) or _POLICY.search(clause)) else "event"


def tells_event(words: str) -> bool:
    """Whether words speak of something that happened."""
    return any(pattern.search(words) for _, pattern in _KIND_WORDS)


def may_hold_fact(words: str) -> bool:
    """Whether a sentence without a quantity or date has a word that a fact may hang on."""
    return _SIGNALS.search(words) is not None


def _is_money(unit: str) -> bool:
    return len(unit) == 3 and unit.isupper() and unit not in CRYPTO


def _last(pattern: re.Pattern[str], text: str) -> int:
    """Where the last word of a kind stands, -1 if there is none."""
    return max((found.start() for found in pattern.finditer(text)), default=-1)
