"""Resolution: which claim a field shows, by which rule, and how the others stand beside it.

A resolution is a pointer: it deletes nothing. The rules are tried in order, and the first that leaves
statements of one value only has decided.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import combinations, groupby

from app.errors import CurationError
from app.ingest.entries import Statement
from app.ingest.findings import Findings
from app.model.claims import Agreement, Basis, Conflict, Decider, Evidence, EvidenceClaim, Place, content_id
from app.model.dates import When, days
from app.model.fields import Kind
from app.model.folding import fold
from app.model.quantities import Quantity
from app.model.records import BY_NAME, RANKS, RESERVE_SNAPSHOT
from app.model.verdicts import DISAGREEING, VERDICTS, Verdict, compare_dates, compare_quantities


class TwoDecisions(CurationError):
    code = "two-decisions"
    remedy = "a curator may prefer one statement of a field; keep one `prefer`"


Pair = tuple[str, str, Verdict]
"""Two claims and how they stand to each other."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of resolution: how it ranks a statement (higher wins), and what it says when it decides."""

    name: str
    rank: Callable[[Statement, Sequence[Statement]], Decimal | int]
    reason: str


def _precision(statement: Statement, others: Sequence[Statement]) -> Decimal | int:
    """The narrower interval is more precise; a wording is less precise than one that holds it whole."""
    match statement.parsed:
        case Quantity() as quantity:
            low, high = quantity.interval()
            return low - high
        case When() as when:
            return -days(when)
        case None:
            longer = [other for other in others if len(_words(other)) > len(_words(statement))]
            return -any(_compare_words(statement, other) == "refines" for other in longer)


def _published(statement: Statement, _: Sequence[Statement]) -> int:
    """The day by which the source was certainly published; open intervals settle nothing."""
    published = statement.published
    return published.end.toordinal() if published is not None and published.end is not None else 0


RULES: tuple[Rule, ...] = (
    Rule("curator-decision", lambda s, _: s.preferred is not None, "The curator chose this statement."),
    Rule("rank-of-source", lambda s, _: -RANKS.index(s.rank), "Its source stands nearer to the events."),
    Rule("dated-beats-undated", lambda s, _: s.dated, "It is stated for a date; the others are not."),
    Rule("more-precise", _precision, "It is the most precise statement."),
    Rule("newer", _published, "Its source is the newest."),
)
_NEGATIONS = frozenset({"no", "not", "never", "without", "cannot"})
STRENGTH: tuple[Basis, ...] = ("verbatim", "normalised", "inferred", "interpreted", "computed")
"""Of statements that agree, the one that needs the least beside its own passage is shown."""
UNDECIDED = "undecided"
_UNDECIDED_REASON = (
    "Rank, date, precision and age of the sources do not decide. Shown is the statement that comes first "
    "in the order of sources and passages, which makes it no better than the others."
)


@dataclass(frozen=True, slots=True)
class Resolved:
    """One field of one record: its evidence, the statements that it shows, and the conflict if there is one."""

    evidence: Evidence
    shown: tuple[Statement, ...]
    conflict: Conflict | None


def resolve(statements: Iterable[Statement], findings: Findings) -> list[Resolved]:
    """Resolve every field of every record; the order of the input does not matter."""
    # The same entry written twice is one claim; the copy that the curator prefers counts.
    once = {s.claim.id: s for s in sorted(statements, key=lambda s: s.preferred is not None)}
    ordered = sorted(once.values(), key=reading_order)
    resolved: list[Resolved] = []
    for _, members in groupby(ordered, key=_cell):
        group = list(members)
        with findings.at(group[0].file, group[0].line):
            resolved.append(_resolve_list(group) if group[0].field.kind.many else _resolve_value(group))
    return resolved


def _cell(statement: Statement) -> tuple[int, str, int, str]:
    claim = statement.claim
    record_type = BY_NAME[claim.record_type]
    names = list(BY_NAME)
    return (names.index(claim.record_type), claim.record, record_type.fields.index(statement.field), claim.field)


def reading_order(statement: Statement) -> tuple[object, ...]:
    return (*_cell(statement), statement.claim.source, statement.position, statement.claim.id)


def compare(a: Statement, b: Statement) -> Verdict:
    """How two statements of one field stand to each other."""
    match a.parsed, b.parsed:
        case Quantity() as first, Quantity() as second:
            return compare_quantities(first, second)
        case When() as first_date, When() as second_date:
            return compare_dates(first_date, second_date)
        case _:
            return _compare_words(a, b)


def _compare_words(a: Statement, b: Statement) -> Verdict:
    """Codes and ids agree or conflict; wordings agree but for case, and one may hold the other whole."""
    one, two = _words(a), _words(b)
    if one == two:
        return "agree"
    if a.field.kind is not Kind.TEXT:
        return "conflict"
    short, long = sorted((one, two), key=len)
    if _NEGATIONS & (set(long) - set(short)):
        return "differs-in-words"
    inside = any(long[at : at + len(short)] == short for at in range(len(long) - len(short) + 1))
    return "refines" if inside else "differs-in-words"


def _words(statement: Statement) -> tuple[str, ...]:
    return tuple(_caseless(statement.claim.value.value or "").split())


@lru_cache(maxsize=4096)  # each wording is compared with every other one of its field
def _caseless(text: str) -> str:
    return fold(text).casefold()


def _resolve_value(statements: Sequence[Statement]) -> Resolved:
    rule, by, reason, winner = _decide(statements)
    verdicts = {s.claim.id: compare(winner, s) for s in statements}
    pairs = [(a.claim.id, b.claim.id, compare(a, b)) for a, b in combinations(statements, 2)]
    agreement = _agreement(statements, verdicts, {verdict for _, _, verdict in pairs})
    conflict = _conflict(statements, pairs)
    places: list[EvidenceClaim] = [(winner.claim.id, "shown", None), *_others(statements, winner, verdicts)]
    if agreement in ("single-source", "agreed"):
        evidence = Evidence(*path_of(winner), agreement, None, None, None, None, tuple(places))
    else:
        evidence = Evidence(
            *path_of(winner), agreement, rule, by, reason, conflict.id if conflict else None, tuple(places)
        )
    return Resolved(evidence, (winner,), conflict)


def _others(statements: Sequence[Statement], winner: Statement, verdicts: dict[str, Verdict]) -> list[EvidenceClaim]:
    """The statements beside the shown one: those that agree support it, the others are alternatives."""
    rest = [s.claim.id for s in statements if s is not winner]
    ranked = sorted(rest, key=lambda claim: verdicts[claim] != "agree")
    return [(c, "corroborating" if verdicts[c] == "agree" else "alternative", verdicts[c]) for c in ranked]


def _decide(statements: Sequence[Statement]) -> tuple[str, Decider, str, Statement]:
    """The rule that decides, who decides by it, why, and the statement that it leaves first.

    Where all statements agree nothing is decided; then the first three mean nothing and are not kept.
    """
    chosen = [s for s in statements if s.preferred is not None]
    if len(chosen) > 1:
        raise TwoDecisions(f"{'.'.join(path_of(chosen[0]))} is decided twice")
    if all(compare(statements[0], s) == "agree" for s in statements) and not chosen:
        return UNDECIDED, "rule", "", min(statements, key=lambda s: STRENGTH.index(s.claim.basis))
    left = list(statements)
    for rule in RULES:
        ranks = [rule.rank(s, left) for s in left]
        left = [s for s, rank in zip(left, ranks, strict=True) if rank == max(ranks)]
        if all(compare(left[0], s) == "agree" for s in left):
            by: Decider = "curator" if left[0].preferred is not None else "rule"
            return rule.name, by, left[0].preferred or rule.reason, left[0]
    return UNDECIDED, "rule", _UNDECIDED_REASON, left[0]


def _agreement(statements: Sequence[Statement], verdicts: dict[str, Verdict], between: set[Verdict]) -> Agreement:
    if between & DISAGREEING:
        return "disputed"
    if set(verdicts.values()) != {"agree"}:
        return "refined"
    return "agreed" if len({s.claim.source for s in statements}) > 1 else "single-source"


def _conflict(statements: Sequence[Statement], pairs: Sequence[Pair]) -> Conflict | None:
    """The disagreement over one field: every claim that some other one contradicts, pair by pair."""
    against = {claim for a, b, verdict in pairs if verdict in DISAGREEING for claim in (a, b)}
    if not against:
        return None
    found = {verdict for _, _, verdict in pairs if verdict in DISAGREEING}
    kind = next(verdict for verdict in ("conflict", "implausible-jump", "differs-in-words") if verdict in found)
    claims = tuple(s.claim.id for s in statements if s.claim.id in against)
    within = tuple(pair for pair in pairs if pair[0] in against and pair[1] in against)
    identifier = content_id("cnf", kind, sorted(claims))
    return Conflict(
        identifier, kind, *path_of(statements[0]), "rule", _reason(kind, statements, against), claims, within
    )


def _reason(kind: Verdict, statements: Sequence[Statement], against: set[str]) -> str:
    """Why these statements do not go together, with who says what and whether for a date."""
    said: dict[str, None] = {}
    for statement in statements:
        claim = statement.claim
        if claim.id in against:
            says = "is read as" if claim.text is None else "says"
            words = claim.text or claim.value.value
            undated = "" if statement.dated or claim.record_type != RESERVE_SNAPSHOT.name else ", undated"
            said[f"{claim.source} {says} «{words}»{undated}"] = None
    return f"{'; '.join(said)}. {VERDICTS[kind]}"


def _resolve_list(statements: Sequence[Statement]) -> Resolved:
    """A list shows each member once, in reading order; who says the same supports it."""
    shown: dict[str, Statement] = {}
    places: list[EvidenceClaim] = []
    for statement in statements:
        member = _caseless(statement.claim.value.value or "")
        place: Place = "corroborating" if member in shown else "shown"
        shown.setdefault(member, statement)
        places.append((statement.claim.id, place, "agree" if place == "corroborating" else None))
    evidence = Evidence(*path_of(statements[0]), _list_agreement(statements), None, None, None, None, tuple(places))
    return Resolved(evidence, tuple(shown.values()), None)


def _list_agreement(statements: Sequence[Statement]) -> Agreement:
    """Agreed if every source gives the same members, complementary if they add to each other."""
    members: dict[str, set[str]] = {}
    for statement in statements:
        members.setdefault(statement.claim.source, set()).add(_caseless(statement.claim.value.value or ""))
    if len(members) == 1:
        return "single-source"
    return "agreed" if len({frozenset(each) for each in members.values()}) == 1 else "complementary"


def path_of(statement: Statement) -> tuple[str, str, str]:
    """The field that a statement is about: record type, record, field."""
    claim = statement.claim
    return claim.record_type, claim.record, claim.field
