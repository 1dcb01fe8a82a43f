"""Change notes: changes as lines for people, record by record, as a pull request shows them."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from app.ingest.changes import HAPPENED, Change, Changes, Happened, RecordChange, counted
from app.ingest.states import Aside, Disagreement, Quoted, Said, Shown
from app.model.claims import Check
from app.model.fields import Value
from app.model.holdings import Word
from app.render.citing import line

T = TypeVar("T")
SIGNS: dict[Happened, str] = {"added": "+", "changed": "~", "removed": "-"}
_LONGEST = 160
"""Characters of a passage that are shown; of a longer one the middle is left out."""
_NAMES = {"set_aside": "passages set aside", "words": "dictionary"}


def notes(found: Changes) -> Iterator[str]:
    """The lines: what there is in all, then each record with its fields, claims, disagreements and checks."""
    against = f"the data set {found.dataset[:12]} that is served" if found.dataset else "nothing: there is no store yet"
    yield f"compared with {against}"
    yield from _counts(found) if found else ("nothing changes",)
    for record in found.records:
        yield ""
        yield f"{SIGNS[record.change]} {record.record_type}/{record.record} «{line(record.label)}»"
        yield from (f"    {each}" for each in _of_record(record))
    for title, told in (("set aside", map(_aside, found.set_aside)), ("dictionary", map(_word, found.words))):
        lines = [f"    {each}" for each in told]
        yield from ["", title, *lines] if lines else []


def _counts(found: Changes) -> Iterator[str]:
    for name, counts in counted(found).items():
        told = ", ".join(f"{counts[each]} {each}" for each in HAPPENED if counts[each])
        if told:
            yield f"{_NAMES.get(name, name)}: {told}"


def _of_record(record: RecordChange) -> Iterator[str]:
    # The label of a record that comes or goes stands in its headline.
    yield from (_field(each) for each in record.fields if each.of != "label" or record.change == "changed")
    shown = {each.of: each for each in record.fields}
    yield from (_claim(each) for each in record.claims if not _is_told(each, shown.get(each.of)))
    yield from (_disagreement(each) for each in record.disagreements)
    yield from (_check(each) for each in record.checks)


def _is_told(claim: Change[Said], field: Change[Shown] | None) -> bool:
    """Whether the line of its field has said of a claim all that happens to it."""
    if field is None:
        return False
    sides = ((claim.before, field.before), (claim.after, field.after))
    shown = all(said is None or (there is not None and said.quoted in there.said) for said, there in sides)
    return shown and (claim.before is None or claim.after is None or _because(claim.before) == _because(claim.after))


def _because(said: Said) -> tuple[str | None, ...]:
    return said.basis, said.rule, said.reason


def _line(change: Change[T], what: str, one: Callable[[T], str], both: Callable[[T, T], str]) -> str:
    """A line on one thing: how it is, or was, or what becomes of it."""
    before, after = change.before, change.after
    if before is not None and after is not None:
        return f"~ {what}: {both(before, after)}"
    there = "".join(one(each) for each in (before, after) if each is not None)
    return f"{SIGNS[change.change]} {what}: {there}"


def _field(change: Change[Shown]) -> str:
    return _line(change, change.of, _shown, _shown_otherwise)


def _shown_otherwise(before: Shown, after: Shown) -> str:
    """What a field showed and is to show; then how its sources stand and what decides between them, if that changes."""
    if max(len(before.said), len(after.said)) > 1:
        told = _members(before, after)
    else:
        was, becomes = _shown(before), _shown(after)
        told = f"{was} → {becomes}" if was != becomes else becomes
    if before.agreement != after.agreement:
        told += f"; {before.agreement} → {after.agreement}"
    if (before.rule, before.reason) != (after.rule, after.reason):
        told += f"; by {after.rule}: {_short(after.reason or '')}" if after.rule else "; nothing is left to decide"
    return told


def _members(before: Shown, after: Shown) -> str:
    """What becomes of a list."""
    gone = [f"without {_quoted(each)}" for each in before.said if each not in after.said]
    new = [f"with {_quoted(each)}" for each in after.said if each not in before.said]
    return ", ".join([*gone, *new]) or "in another order"


def _shown(shown: Shown) -> str:
    if not shown.said:
        return " ".join(str(cell) for cell in shown.cells.values() if cell is not None)
    return ", ".join(_quoted(each) for each in shown.said)


def _quoted(quoted: Quoted) -> str:
    """`«over 6,240 BTC» = 6240 BTC more-than (source)`; the value alone where there are no words, or the same."""
    value = _value(quoted.value)
    if quoted.words is None:
        how = f"inferred by {quoted.rule}" if quoted.rule else "as the curator reads it"
        return f"{_short(value)} ({quoted.source}, {how})"
    equals = "" if value == quoted.words else f" = {_short(value)}"
    return f"«{_short(quoted.words)}»{equals} ({quoted.source})"


def _value(value: Value) -> str:
    """What a claim states, in one line."""
    if value.qualifier is None:
        return str(value.value)
    figure = value.value if value.value is not None else f"{value.low or '…'} to {value.high or '…'}"
    return f"{figure} {value.unit} {value.qualifier}"


def _claim(change: Change[Said]) -> str:
    return _line(change, f"claim on {change.of}", lambda said: _quoted(said.quoted), _said_otherwise)


def _said_otherwise(before: Said, after: Said) -> str:
    """What is different in a claim, by name."""
    pairs = {
        "words": (before.quoted.words, after.quoted.words),
        "value": (_value(before.quoted.value), _value(after.quoted.value)),
        "passage": (before.passage, after.passage),
        "basis": (before.basis, after.basis),
        "rule": (before.rule, after.rule),
        "reason": (before.reason, after.reason),
    }
    told = [f"{name} {_named(was)} → {_named(becomes)}" for name, (was, becomes) in pairs.items() if was != becomes]
    otherwise = "it stands elsewhere in the document" if before.start != after.start else "its context is another one"
    return f"{'; '.join(told) or otherwise} ({after.quoted.source})"


def _disagreement(change: Change[Disagreement]) -> str:
    return _line(change, f"disagreement over {change.of}", _sides, _disagreeing_otherwise)


def _sides(disagreement: Disagreement) -> str:
    return f"{disagreement.kind}: {' against '.join(map(_quoted, disagreement.members))}"


def _disagreeing_otherwise(before: Disagreement, after: Disagreement) -> str:
    told = [_arrow(_sides(before), _sides(after))]
    if before.reason != after.reason and after.found_by == "curator":
        told.append(f"reason {_named(before.reason)} → {_named(after.reason)}")
    return "; ".join(told)


def _check(change: Change[Check]) -> str:
    return _line(change, f"check {change.of}", _outcome, lambda one, other: _arrow(_outcome(one), _outcome(other)))


def _outcome(check: Check) -> str:
    accepted = f" ({_short(check.accepted_because)})" if check.accepted_because else ""
    return f"{check.outcome}{accepted}: {_short(check.statement)}"


def _aside(change: Change[Aside]) -> str:
    return _line(change, change.of, _passage, lambda one, other: f"{_passage(one)} → {_short(other.why)}")


def _passage(aside: Aside) -> str:
    return f"«{_short(aside.passage)}»: {_short(aside.why)}"


def _word(change: Change[Word]) -> str:
    return _line(change, change.of, _meaning, lambda one, other: f"{_meaning(one)} → «{line(other.meaning)}»")


def _meaning(word: Word) -> str:
    return f"«{line(word.word)}» means «{line(word.meaning)}»"


def _arrow(before: str, after: str) -> str:
    """Both, or what stays the same in words, though it is about other claims."""
    return f"{before} → {after}" if before != after else f"{after}, by other claims"


def _named(text: str | None) -> str:
    return "none" if text is None else f"«{_short(text)}»"


def _short(text: str) -> str:
    """One line, and of a long one its two ends."""
    plain = line(text)
    return plain if len(plain) <= _LONGEST else f"{plain[: _LONGEST // 2]}…{plain[-_LONGEST // 2 :]}"
