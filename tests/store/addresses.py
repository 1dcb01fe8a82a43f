"""Addresses: everything that can be asked of a store, made from what it holds."""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from app.api.parameters import COMPARISONS
from app.model.claims import AGREEMENTS
from app.model.collections import COLLECTIONS, Collection
from app.model.fields import Column, RecordType
from app.model.records import RECORD_TYPES
from app.store.filters import sortable
from tests.client import Client

Row = Mapping[str, Any]
TABLES = ("csv", "json", "ndjson")
REFERENCES = ("md", "txt", "bib", "csl.json")
CHARTS = ("svg", "vl.json", "png?width=480", "svg?from=2025-03&to=2025-07&theme=dark", "svg?size=card")
_ODD = {
    "number": ("0", "-1", "1e-320", "1e-400", "1e308", "-1e308", "9e307", "6240.000000000000001", "0.1", "1e400", "x"),
    "date": ("2025", "2025-07", "0001", "9999-12-31", "2025-02-30", "x"),
    "text": ("ä", "Z", "\U0001f600", "%", "_", "'", '"', "\\", "?", "$1", "%s", "NULL", "\u0130"),
    "list": ("nobody", '"', "[]"),
}
_WORDS = (
    ("6,239", "6240", "bitcoin", "BITCOIN", "el salvador", "El-Salvador", "nayib bukele", "surplus electricity", "the"),
    ("btc", "$", "½", "a", "2025", "us$", "e", "«»", "price's", "co-operation", '"', "NEAR(a b)", "label:bitcoin", "*"),
    (
        "bitcoin -reserve",
        "bitcoin OR gold",
        "énergie",
        "ENERGY",
        "energy.",
        "6,239.0",
        "6 239",
        "nothingthere",
        "\u0345",
    ),
)
WORDS = tuple(itertools.chain(*_WORDS))


def get(path: str, **given: object) -> str:
    return f"{path}?{urlencode(given, quote_via=quote)}" if given else path


def rows(client: Client, collection: Collection) -> list[Row]:
    found: list[Row] = client.json(f"/v1/{collection.path}.json")
    return found


def filters(collection: Collection, held: Sequence[Row]) -> Iterator[str]:
    """Every column with every operator: with values that there are, and with some of the odd ones."""
    for place, (name, (column, operator)) in enumerate(COMPARISONS[collection.path].items()):
        known = ("true", "false") if operator == "isnull" else _values(column, held, several=operator == "in")
        for value in (*known, *(_ODD[column.type][place % 4 :: 4] if operator not in ("isnull", "in") else ())):
            yield get(f"/v1/{collection.path}", **{name: value, "view": "plain", "limit": 2})


def _values(column: Column, held: Sequence[Row], *, several: bool) -> Iterable[str]:
    stated = [each for row in held for each in _members(row.get(column.name))]
    known = sorted(set(stated))
    picked = {known[0], known[len(known) // 2], known[-1]} if known else set()
    found = sorted(each for each in picked if len(each) < 900)
    return [",".join([*found, "x"]), ",".join(known[:5])] if several else found


def _members(value: Any) -> list[str]:
    if value is None:
        return []
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]


def whole(collection: Collection, held: Sequence[Row]) -> Iterator[str]:
    """What is asked of whole records, alone and together."""
    base = f"/v1/{collection.path}"
    for source in ("crypto-alliance", "forging-bitcoin-diplomacy", "nobody"):
        yield get(base, source=source, limit=3)
    if not isinstance(collection, RecordType):
        return
    for agreement in AGREEMENTS:
        yield get(base, agreement=agreement, view="plain")
    for words in WORDS:
        yield get(base, q=words, view="plain", limit=5)
    for since, until in (("2025", ""), ("", "2025-03"), ("2025-01-01", "2025-06-30"), ("1999", "1999")):
        given = {name: value for name, value in (("from", since), ("to", until)) if value}
        yield get(base, **given, view="plain")
    yield get(base, q="bitcoin", agreement="disputed", source="crypto-alliance", sort="-id", limit=1)


def orders(collection: Collection, held: Sequence[Row]) -> Iterator[str]:
    """The first of some pages in the order of every column, up and down, and of some together."""
    names, pages = [column.name for column in sortable(collection)], {"limit": 1 + len(held) // 3, "view": "plain"}
    for name in names:
        yield from (get(f"/v1/{collection.path}", sort=f"{sign}{name}", **pages) for sign in ("", "-"))
    for one, other in itertools.pairwise(names):
        yield get(f"/v1/{collection.path}", sort=f"-{one},{other}", **pages)
    yield get(f"/v1/{collection.path}", sort=",".join(f"-{name}" for name in names[-3:]), limit=1 + len(held) // 2)


def each(collection: Collection, held: Sequence[Row]) -> Iterator[str]:
    """Everything that there is of one member, of a hundred of them at most, and of one that there is not."""
    for row in (*held[:: 1 + len(held) // 100], {"id": "no-such-id"}, {"id": "é"}, {"id": "zzz"}, {"id": "%"}):
        base = f"/v1/{collection.path}/{quote(row['id'])}"
        yield base
        if isinstance(collection, RecordType):
            yield get(base, view="plain")
            yield from (f"{base}/cite.{suffix}" for suffix in REFERENCES)


def tables(collection: Collection) -> Iterator[str]:
    yield from (f"/v1/{collection.path}.{suffix}" for suffix in TABLES)
    yield get(f"/v1/{collection.path}.csv", sort="-id", excel=1)
    yield f"/v1/{collection.path}.xlsx"
    yield get(f"/v1/{collection.path}", limit=500)


def collection_of(client: Client, collection: Collection) -> list[str]:
    """All addresses of one collection, but for its pages."""
    held = rows(client, collection)
    parts = (filters(collection, held), whole(collection, held), each(collection, held), tables(collection))
    return list(itertools.chain(*parts))


def rest(client: Client) -> list[str]:
    """Timelines, documents, searches, pages for people, exports, and what is refused."""
    found = [
        "/",
        "/v1/dataset",
        "/v1/export.zip",
        "/v1/export.sqlite",
        "/v1/reserve-timelines",
        "/v1/nothing",
        "/v1/search",
    ]
    for timeline in (*(row["id"] for row in client.json("/v1/reserve-timelines")["data"]), "no-such"):
        base = f"/v1/reserve-timelines/{timeline}"
        found += [
            base,
            f"{base}?view=plain&from=2025",
            f"{base}?agreement=disputed",
            f"/embed/reserve-timelines/{timeline}",
        ]
        found += [f"{base}.{suffix}" for suffix in (*TABLES, *CHARTS)] + [f"{base}/cite.{each}" for each in REFERENCES]
        found += [f"/oembed?url=http%3A%2F%2F127.0.0.1%3A8000%2Fembed%2Freserve-timelines%2F{timeline}"]
    for row in client.json("/v1/sources.json"):
        found += [f"/sources/{row['id']}", f"/v1/sources/{row['id']}/text", f"/v1/sources/{row['id']}/coverage"]
        found += [f"/v1/sources/{row['id']}/coverage.{suffix}" for suffix in TABLES]
    found += [get("/v1/search", q=words, limit=limit) for words in WORDS for limit in (1, 50)]
    return found


def searches(client: Client) -> list[str]:
    """A search for each word of the documents and of the labels."""
    texts = [client.get(f"/v1/sources/{row['id']}/text").text for row in client.json("/v1/sources.json")]
    labels = [row["label"] for kind in RECORD_TYPES for row in rows(client, kind)]
    words = sorted({word for text in (*texts, *labels) for word in text.split() if len(word) <= 40})
    return [get("/v1/search", q=word, limit=20) for word in words if any(char.isalnum() for char in word)]


COLLECTION_PATHS = tuple(collection.path for collection in COLLECTIONS)
