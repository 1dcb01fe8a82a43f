"""Entities and vocabularies: the only names that link, and the only phrases that become codes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.errors import CurationError, nearest
from app.ingest.findings import Findings
from app.ingest.tables import SeedFile, Table
from app.model.folding import fold
from app.model.records import ACTOR, BY_NAME
from app.model.wording.quantities.vocabulary import reserved


class UnknownEntity(CurationError):
    code = "unknown-entity"
    remedy = "use an id of seeds/entities.toml, or add the entity there"


class UnknownName(CurationError):
    code = "unknown-name"
    remedy = "a name links only if seeds/entities.toml lists it, letter by letter; add it there if it is the same actor"


class AliasCollision(CurationError):
    code = "alias-collision"
    remedy = "a name may stand for one entity of a kind only; make the names distinct"


class UnknownPhrase(CurationError):
    code = "unknown-phrase"
    remedy = "add the phrase to seeds/vocabularies.toml under its code, or give {value, why}"


class BadDictionary(CurationError):
    code = "bad-dictionary"
    remedy = "see the comments at the top of the file for its form"


@dataclass(frozen=True, slots=True)
class Entity:
    """An actor that documents may name. Only `names` link; `not_names` look alike and must never."""

    id: str
    kind: str
    label: str
    names: tuple[str, ...]
    not_names: tuple[str, ...]


@dataclass(frozen=True)
class Dictionary:
    """All entities and phrases of the store."""

    entities: Mapping[str, Entity] = field(default_factory=dict)
    phrases: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)
    """For each (record type, field): folded lower-case phrase → code."""
    units: Mapping[str, str] = field(default_factory=dict)
    """Count nouns beyond the grammar's own units: word → unit."""

    def entity(self, identifier: str) -> Entity:
        """The entity of this id; the nearest id is a hint in the refusal, never a link."""
        if identifier not in self.entities:
            raise UnknownEntity(f"«{identifier}» is no entity", nearest=nearest(identifier, self.entities))
        return self.entities[identifier]

    def longer_names(self, entity: Entity) -> list[str]:
        """Names that hold a name of this one and are not it: `Pakistan Crypto Council` does not name Pakistan."""
        others = (name for other in self.entities.values() if other.id != entity.id for name in other.names)
        own = [fold(name) for name in entity.names]
        longer = [name for name in others if fold(name) not in own and any(each in fold(name) for each in own)]
        return [*longer, *entity.not_names]

    def check_name(self, identifier: str, name: str) -> None:
        """Refuse a name that the entity does not list."""
        entity = self.entity(identifier)
        if fold(name) in map(fold, entity.not_names):
            raise UnknownName(f"«{name}» is listed as a name that is not {identifier}")
        if fold(name) not in map(fold, entity.names):
            known = nearest(name, entity.names)
            raise UnknownName(f"«{name}» is not among the names of {identifier}", nearest=known)

    def code(self, record_type: str, field_name: str, phrase: str) -> str:
        """The code that a phrase stands for in this field."""
        known = self.phrases.get((record_type, field_name), {})
        if (code := known.get(fold(phrase).lower())) is None:
            where = f"[{record_type}.{field_name}]"
            raise UnknownPhrase(f"«{phrase}» has no code in {where}", nearest=nearest(phrase, known))
        return code


def read_dictionary(entities: SeedFile, vocabularies: SeedFile, findings: Findings) -> Dictionary:
    """Read both files; every fault is noted with its line."""
    found: dict[str, Entity] = {}
    owners: dict[tuple[str, str], str] = {}
    with findings.at(entities.name, 1):
        entities.allow("entity")
    for table in entities.tables("entity"):
        with findings.at(entities.name, table.line):
            entity = _entity(table)
            _claim_names(entity, owners)
            if entity.id in found:
                raise AliasCollision(f"entity {entity.id} is given twice")
            found[entity.id] = entity
    units: dict[str, str] = {}
    with findings.at(vocabularies.name, vocabularies.lines.table("units")):
        units = _units(vocabularies)
    return Dictionary(found, _phrases(vocabularies, findings), units)


def _entity(table: Table) -> Entity:
    table.allow("id", "kind", "label", "names", "not")
    names = table.strings("names")
    if not names:
        raise BadDictionary(f"entity {table.text('id')} has no names")
    kind = table.text("kind")
    kinds = ACTOR.fields[0].codes
    if kind not in kinds:
        raise BadDictionary(f"«{kind}» is no kind of actor", nearest=", ".join(kinds))
    return Entity(table.slug("id"), kind, table.title("label"), names, table.strings("not"))


def _claim_names(entity: Entity, owners: dict[tuple[str, str], str]) -> None:
    """Each name belongs to one entity of its kind."""
    for name in entity.names:
        if fold(name) in map(fold, entity.not_names):
            raise AliasCollision(f"«{name}» is both a name of {entity.id} and excluded by its `not`")
        owner = owners.setdefault((entity.kind, fold(name)), entity.id)
        if owner != entity.id:
            raise AliasCollision(f"«{name}» names both {owner} and {entity.id}, both of kind {entity.kind}")


def _phrases(file: SeedFile, findings: Findings) -> dict[tuple[str, str], dict[str, str]]:
    phrases: dict[tuple[str, str], dict[str, str]] = {}
    for name, fields in file.data.items():
        if name == "units":
            continue
        if not isinstance(fields, dict):
            findings.add(file.name, 1, BadDictionary(f"{name} must be a table, [{name}.<field>]"))
            continue
        for field_name, codes in fields.items():
            with findings.at(file.name, file.lines.table(f"{name}.{field_name}")):
                phrases[name, field_name] = _codes(name, field_name, codes)
    return phrases


def _codes(record_type: str, field_name: str, codes: object) -> dict[str, str]:
    declared = BY_NAME[record_type].field(field_name) if record_type in BY_NAME else None
    if declared is None or not declared.codes or not isinstance(codes, dict):
        raise BadDictionary(f"[{record_type}.{field_name}] is no coded field")
    result: dict[str, str] = {}
    for code, words in codes.items():
        if code not in declared.codes:
            raise BadDictionary(f"«{code}» is no code of {record_type}.{field_name}", nearest=", ".join(declared.codes))
        for word in _words(code, words):
            if result.setdefault(fold(word).lower(), code) != code:
                raise AliasCollision(f"«{word}» stands for two codes of {record_type}.{field_name}")
    return result


def _words(code: str, words: object) -> list[str]:
    if not isinstance(words, list) or not all(isinstance(word, str) and word.strip() for word in words):
        raise BadDictionary(f'{code} needs a list of phrases, {code} = ["…"]')
    return words


def _units(file: SeedFile) -> dict[str, str]:
    """Count nouns by word; a word of the grammar's own cannot be given another meaning."""
    table = file.data.get("units", {})
    if not isinstance(table, dict):
        raise BadDictionary("[units] must be a table of unit = [words]")
    units: dict[str, str] = {}
    for unit, words in table.items():
        for word in _words(unit, words):
            if not word.isalpha() or not unit.isalpha() or reserved(word) or units.setdefault(word, unit) != unit:
                raise BadDictionary(f"«{word}» cannot stand for {unit}: it is no plain word, or means something else")
    return units
