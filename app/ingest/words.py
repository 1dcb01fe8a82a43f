"""The dictionary as lines of a store, and out of them again, so that a store proves itself without the seeds."""

from collections.abc import Iterable, Iterator

from app.ingest.dictionary import Dictionary, Entity
from app.model.holdings import Word
from app.model.records import ACTOR, BY_NAME

KIND, LABEL, NAME, NOT_NAME, UNIT = "kind", "label", "name", "not-name", "unit"
"""The scopes of words that are no phrases; those of phrases are called `<record type>.<field>`."""


def words_of(dictionary: Dictionary) -> list[Word]:
    """Every line of the dictionary, sorted."""
    entities = (word for entity in dictionary.entities.values() for word in _of_entity(entity))
    units = (Word(UNIT, word, unit) for word, unit in dictionary.units.items())
    phrases = (
        Word(f"{record_type}.{field}", phrase, code)
        for (record_type, field), codes in dictionary.phrases.items()
        for phrase, code in codes.items()
    )
    return sorted({*entities, *units, *phrases})


def _of_entity(entity: Entity) -> Iterator[Word]:
    yield Word(KIND, entity.id, entity.kind)
    yield Word(LABEL, entity.id, entity.label)
    yield from (Word(NAME, name, entity.id) for name in entity.names)
    yield from (Word(NOT_NAME, name, entity.id) for name in entity.not_names)


def dictionary_of(words: Iterable[Word]) -> Dictionary:
    """The dictionary that these lines make up; an entity's names stand in the order of the lines."""
    scopes: dict[str, list[Word]] = {}
    for word in words:
        scopes.setdefault(word.scope, []).append(word)
    labels, units = ({each.word: each.meaning for each in scopes.pop(scope, ())} for scope in (LABEL, UNIT))
    names, not_names, kinds = (scopes.pop(scope, []) for scope in (NAME, NOT_NAME, KIND))
    entities = {
        each.word: Entity(
            each.word,
            each.meaning,
            labels.get(each.word, each.word),
            tuple(name.word for name in names if name.meaning == each.word),
            tuple(name.word for name in not_names if name.meaning == each.word),
        )
        for each in kinds
    }
    phrases = {
        (record_type, field): {each.word: each.meaning for each in lines}
        for scope, lines in scopes.items()
        for record_type, _, field in [scope.partition(".")]
    }
    return Dictionary(entities, phrases, units)


def strange(words: Iterable[Word]) -> Iterator[str]:
    """What no dictionary can hold, in words: a name without its entity, a scope or a code that does not exist."""
    lines = list(words)
    known = {each.word for each in lines if each.scope == KIND}
    for each in lines:
        if each.scope in (NAME, NOT_NAME, LABEL):
            identifier = each.word if each.scope == LABEL else each.meaning
            fits = identifier in known
        else:
            fits = each.scope == UNIT or each.meaning in _codes(each.scope)
        if not fits:
            yield f"words: «{each.word}» cannot mean «{each.meaning}» as {each.scope}"


def _codes(scope: str) -> tuple[str, ...]:
    """The codes that a word of this scope can mean."""
    record_type, _, name = (ACTOR.name, ".", "kind") if scope == KIND else scope.partition(".")
    field = BY_NAME[record_type].field(name) if record_type in BY_NAME else None
    return field.codes if field else ()
