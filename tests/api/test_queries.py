"""Queries: what each filter keeps and each order puts first, held against the same question asked in Python."""

import itertools
import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl, quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.api.parameters import COMPARISONS
from app.api.queries import _pairs, canonical
from app.model.claims import AGREEMENTS
from app.model.collections import BY_PATH, COLLECTIONS, Collection
from app.model.fields import Column, RecordType
from app.model.queries import OPERATORS, days
from app.model.records import BY_NAME
from app.store.filters import sortable
from tests.client import Client

EACH = pytest.mark.parametrize("collection", COLLECTIONS, ids=[each.path for each in COLLECTIONS])
Row = dict[str, Any]


def rows_of(client: Client, collection: Collection) -> list[Row]:
    found: list[Row] = client.json(f"/v1/{collection.path}.json")
    return found


def ids(rows: list[Row]) -> list[str]:
    return [row["id"] for row in rows]


def _dates(value: str, operator: str, wanted: list[str]) -> bool:
    """A prefix means all of its days."""
    spans = [span for span in map(days, wanted) if span]
    first, last = spans[0]
    cases: dict[str, bool] = {
        "eq": first <= value <= last,
        "in": any(start <= value <= end for start, end in spans),
        "ne": not first <= value <= last,
        "gte": value >= first,
        "gt": value > last,
        "lte": value <= last,
        "lt": value < first,
    }
    return cases[operator]


SCALAR: dict[str, Callable[[Any, list[Any]], bool]] = {
    "eq": lambda value, wanted: value == wanted[0],
    "ne": lambda value, wanted: value != wanted[0],
    "in": lambda value, wanted: value in wanted,
    "gte": lambda value, wanted: value >= wanted[0],
    "lte": lambda value, wanted: value <= wanted[0],
    "gt": lambda value, wanted: value > wanted[0],
    "lt": lambda value, wanted: value < wanted[0],
}


def keeps(column: Column, operator: str, text: str, value: Any) -> bool:
    """What the operator says, in Python."""
    empty = value is None or value == []
    if operator == "isnull":
        return empty is (text == "true")
    if empty:
        return False
    wanted = text.split(",") if operator == "in" else [text]
    match column.type:
        case "list":
            found = any(each in value for each in wanted)
            return not found if operator == "ne" else found
        case "date":
            return _dates(value, operator, wanted)
        case "number":
            return SCALAR[operator](value, [float(each) for each in wanted])
        case "text":
            return SCALAR[operator](str(value), wanted)


def values_of(column: Column, rows: list[Row]) -> Iterator[str]:
    """Some values that a column holds, and of dates and numbers some that it does not."""
    stated = [row[column.name] for row in rows if row[column.name] not in (None, [])]
    flat = [each for value in stated for each in (value if isinstance(value, list) else [value])]
    known = sorted({str(each) for each in flat if 0 < len(str(each)) <= 250 and str(each).isprintable()})
    yield from [each for each in known if "," not in each][:3]
    match column.type:
        case "date":
            yield from ("2025", "2025-07", "1999-12-31")
        case "number":
            yield from ("0", "-1.5", "6240.5", "1e3")
        case "text" | "list" if not (column.codes or column.refers):
            yield "no such thing"


@EACH
def test_every_filter_keeps_what_it_says(client: Client, collection: Collection) -> None:
    rows = rows_of(client, collection)
    asked = kept = 0
    for name, (column, operator) in COMPARISONS[collection.path].items():
        values = list(values_of(column, rows))
        texts = ["true", "false"] if operator == "isnull" else values
        texts = [*texts, ",".join(values)] if operator == "in" and values else texts
        for text in texts:
            answer = client.json(f"/v1/{collection.path}?limit=500&view=plain&{name}={quote(text)}")
            meant = [row["id"] for row in rows if keeps(column, operator, text, row[column.name])]
            assert ids(answer["data"]) == meant, (name, text)
            assert answer["page"]["count"] == len(meant)
            asked, kept = asked + 1, kept + len(meant)
    assert asked > 40
    assert kept > 0


def test_filters_go_for_flat_tables_and_all_must_hold(client: Client) -> None:
    query = "holder=el-salvador&amount__gte=6200&date_start__gte=2025-07&amount_qualifier=exact"
    for suffix in ("", ".json", ".ndjson", ".csv"):
        text = client.get(f"/v1/reserve-snapshots{suffix}?{query}").text
        assert "el-salvador-btc-2025-07-17" in text
        assert "el-salvador-btc-2025-01-01" not in text


def sorted_by(rows: list[Row], keys: list[tuple[Column, bool]]) -> list[str]:
    """The id decides between equals, in the direction of the last column; null stands before every value."""
    ordered = sorted(rows, key=lambda row: row["id"], reverse=keys[-1][1])
    for column, descending in reversed(keys):
        empty = (False, 0 if column.type == "number" else "")
        ordered.sort(
            key=lambda row: empty if (v := row[column.name]) is None else (True, v),
            reverse=descending,
        )
        # Python keeps equals in their order when it reverses.
    return ids(ordered)


@EACH
def test_every_order(client: Client, collection: Collection) -> None:
    rows = rows_of(client, collection)
    for column, descending in itertools.product(sortable(collection), (False, True)):
        name = f"{'-' if descending else ''}{column.name}"
        path = f"/v1/{collection.path}?view=plain&sort={name}"
        if column.name in ("value", "low", "high") and collection.path == "claims":
            continue  # texts and numbers in one column: in the order of their texts
        meant = sorted_by(rows, [(column, descending)])
        assert ids(client.json(f"{path}&limit=500")["data"]) == meant[:500], name
        assert ids(client.json(f"/v1/{collection.path}.json?sort={name}")) == meant, name
        if len(rows) < 50:
            assert ids(client.pages(f"{path}&limit=2")) == meant, name


@pytest.mark.parametrize(
    "sort", ["-kind,actor", "kind,-actor,id", "actor,-date_start,-amount_usd", "-amount_usd,kind,-id", "capacity,-kind"]
)
def test_several_columns_page_by_page(client: Client, sort: str) -> None:
    rows = rows_of(client, BY_NAME["policy"])
    columns = {column.name: column for column in BY_NAME["policy"].columns}
    keys = [(columns[key.removeprefix("-")], key.startswith("-")) for key in sort.split(",")]
    assert ids(client.pages(f"/v1/policies?view=plain&limit=1&sort={sort}")) == sorted_by(rows, keys)
    assert ids(client.pages(f"/v1/policies?view=plain&limit=5&sort={sort}")) == sorted_by(rows, keys)


def dated(record_type: RecordType, row: Row, since: str, until: str) -> bool:
    """Whether the interval of dates may touch the time between the two ends."""
    name = record_type.dated.name if record_type.dated else ""
    if row[f"{name}_precision"] is None:
        return False
    return (row[f"{name}_end"] or "9999-12-31") >= since and (row[f"{name}_start"] or "0000") <= until


@pytest.mark.parametrize("kind", ["event", "reserve_snapshot", "policy", "indicator", "source"])
@pytest.mark.parametrize("since", [None, "2025", "2025-04-15", "2025-07", "2026", "9999"])
@pytest.mark.parametrize("until", [None, "2024", "2025-04-15", "2025-07", "2025-07-17"])
def test_date_intervals(client: Client, kind: str, since: str | None, until: str | None) -> None:
    record_type = BY_NAME[kind]
    query = "&".join(f"{name}={day}" for name, day in (("from", since), ("to", until)) if day)
    first = (days(since or "0001") or ("", ""))[0]
    last = (days(until or "9999") or ("", ""))[1]
    meant = [row["id"] for row in rows_of(client, record_type) if not query or dated(record_type, row, first, last)]
    if first > last:
        assert client.get(f"/v1/{record_type.path}.json?{query}").json()["parameter"] == "from"
    else:
        assert ids(client.json(f"/v1/{record_type.path}.json?{query}")) == meant


def test_the_dates_of_a_timeline(client: Client) -> None:
    path = "/v1/reserve-timelines/el-salvador-btc"
    assert [row["date_start"] for row in client.json(f"{path}.json?from=2025-07&to=2025-07-05")] == ["2025-07-01"]
    assert [row["id"] for row in client.json(f"{path}?from=2025-07-11&view=plain")["data"]["points"]] == [
        "el-salvador-btc-2025-07-17"
    ]
    assert client.get(f"{path}.csv?to=1999").text.count("\r\n") == 1
    assert client.json(f"{path}?to=1999")["data"]["points"] == []


@EACH
def test_agreement_and_source(client: Client, collection: Collection) -> None:
    if isinstance(collection, RecordType):
        rows = rows_of(client, collection)
        for agreement in AGREEMENTS:
            found = ids(client.json(f"/v1/{collection.path}.json?agreement={agreement}"))
            assert found == [row["id"] for row in rows if row["agreement"] == agreement]
    for source in ids(client.json("/v1/sources.json")):
        found = ids(client.json(f"/v1/{collection.path}?limit=500&source={source}")["data"])
        assert found == _said_by(client, collection, source)[:500]


def _said_by(client: Client, collection: Collection, source: str) -> list[str]:
    """What a source says something of, by way of the claims."""
    claims = {claim["id"]: claim for claim in client.json("/v1/claims.json")}
    if isinstance(collection, RecordType):
        said = [c for c in claims.values() if c["source"] == source and c["record_type"] == collection.name]
        return sorted({claim["record"] for claim in said})
    rows = rows_of(client, collection)
    if "source" in rows[0]:
        return [row["id"] for row in rows if row["source"] == source]
    return [row["id"] for row in rows if any(claims[claim]["source"] == source for claim in row["claims"])]


def test_words(client: Client) -> None:
    assert ids(client.json("/v1/policies?q=surplus+POWER")["data"]) == ids(
        client.json("/v1/policies?q=power%20surplus")["data"]
    )
    found = client.json("/v1/policies.json?q=2000")
    assert found
    assert all("2000" in json.dumps(row) for row in found)
    assert ids(client.json("/v1/actors?q=Búkele")["data"]) == ["nayib-bukele"]
    assert client.json("/v1/actors?q=nosuchword")["page"]["count"] == 0


@pytest.mark.parametrize("record_type", BY_NAME.values(), ids=BY_NAME)
def test_sparse_records(client: Client, record_type: RecordType) -> None:
    """Any members are those of the whole record; their evidence is theirs, and nothing else is pooled."""
    whole = client.json(f"/v1/{record_type.path}?limit=500")["data"]
    for field in record_type.fields:
        names = [column.name for column in field.columns]
        answer = client.json(f"/v1/{record_type.path}?limit=500&fields={','.join(names)}")
        for few, every in zip(answer["data"], whole, strict=True):
            assert few == {
                **{name: every[name] for name in every if name in ("id", *names)},
                "evidence": {field.name: every["evidence"][field.name]},
            }
        used = {c for each in answer["data"] for c in _passages(each["evidence"][field.name])}
        assert set(answer["citations"]) == used
        one = client.json(f"/v1/{record_type.path}/{whole[0]['id']}?fields={','.join(names)}")
        assert one["data"] == answer["data"][0]


def _passages(proof: Row) -> Iterator[str]:
    yield from proof["citations"]
    for each in [*proof.get("alternatives", []), *proof.get("items", [])]:
        yield from each["citations"]


@EACH
def test_the_plain_view(client: Client, collection: Collection) -> None:
    cited = client.json(f"/v1/{collection.path}?limit=3")
    answer = client.get(f"/v1/{collection.path}?limit=3&view=plain")
    assert answer.headers["content-type"] == "application/vnd.chancery.plain+json"
    plain = answer.json()
    assert list(plain) == ["data", "meta", "page"]
    bare = [{name: value for name, value in each.items() if name != "evidence"} for each in cited["data"]]
    assert plain["data"] == bare
    assert client.json(f"/v1/{collection.path}?limit=3&view=cited")["data"] == cited["data"]


@EACH
def test_columns_of_flat_tables(client: Client, collection: Collection) -> None:
    rows = rows_of(client, collection)
    names = [name for name in rows[0] if name != "id"][1::3]
    answer = client.get(f"/v1/{collection.path}.json?fields={','.join(reversed(names))}")
    assert answer.headers["content-type"] == "application/vnd.chancery.sparse+json"
    few = answer.json()
    assert few == [{name: row[name] for name in row if name in ("id", *names)} for row in rows]
    lines = client.get(f"/v1/{collection.path}.csv?fields={names[0]}").text
    assert lines.splitlines()[0] in (f"id,{names[0]}", f"{names[0]},id")
    assert len(client.get(f"/v1/{collection.path}.ndjson?fields={names[0]}").text.splitlines()) == len(rows)


def test_members_of_evidence(client: Client) -> None:
    conflict = client.json("/v1/conflicts?limit=1&fields=kind,pairs")
    assert set(conflict["data"][0]) == {"id", "kind", "pairs"}
    citation = client.json("/v1/citations.json")[0]["id"]
    proved = client.json(f"/v1/citations/{citation}?fields=verified&view=plain")
    assert proved["data"] == {"id": citation, "verified": True}
    assert "citations" not in proved


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("amout__gte=1", "did you mean «amount__gte»?"),
        ("amount__gt3=1", "did you mean «amount__gt»?"),
        ("amount__like=1", "no parameter"),
        ("holder__gte=a", "did you mean «holder__ne»?"),
        ("holder=el-salvdor", "did you mean «el-salvador»?"),
        ("holder__in=el-salvador,pakstan", "did you mean «pakistan»?"),
        ("source=crypto-aliance", "did you mean «crypto-alliance»?"),
        ("agreement=disputd", "did you mean «disputed»?"),
        ("amount_qualifier=exakt", "did you mean «exact»?"),
        ("amount=many", "must be a number"),
        ("amount=nan", "must be a number"),
        ("amount=1e999", "must be a number"),
        ("amount=٣", "must be a number"),
        ("amount__in=1,,2", "empty value"),
        ("amount__isnull=yes", "must be one of true, false"),
        ("date_start=2025-13", "must be a date"),
        ("from=2025-08&to=2025-07", "«from» is after «to»"),
        ("date=2025", "did you mean «date_start»?"),
        ("date__gte=2025", "did you mean «date_start__gte»?"),
        ("fields=date", "did you mean «date_start»?"),
        ("sort=-date", "did you mean «date_start»?"),
        ("date_start=2025-02-30", "must be a date"),
        ("from=yesterday", "must be a date"),
        ("to=20250717", "must be a date"),
        ("from=٢٠٢٥", "must be a date"),
        ("sort=amout", "did you mean «amount»?"),
        ("sort=amount,amount", "twice"),
        ("sort=amount,-amount", "twice"),
        ("sort=a,b,c,d", "at most 3"),
        ("sort=", "is empty"),
        ("fields=amout", "did you mean «amount»?"),
        ("view=plane", "did you mean «plain»?"),
        ("limit=501", "1 to 500"),
        ("limit=%D9%A3", "1 to 500"),
        ("q=" + "a+" * 9, "at most 8"),
        ("q=" + "a" * 41, "more than 40"),
        ("q=%2A%22", "no word"),
        ("label=" + "x" * 1001, "at most 1000"),
        ("label=a%00b", "control characters"),
        ("label=%ff%fe", "not UTF-8"),
        ("holder=" + ",".join(["a"] * 60), "actors"),
        ("holder__in=" + ",".join(["a"] * 60), "at most 50"),
        ("excel=1", "no parameter"),
    ],
)
def test_refused_queries(client: Client, query: str, says: str) -> None:
    """A typo never returns the whole table; it is named, and what was meant is suggested."""
    answer = client.get(f"/v1/reserve-snapshots?{query}")
    assert answer.status_code == 400, answer.text[:200]
    assert says in answer.json()["detail"]
    assert answer.json()["parameter"]


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/v1/actors.json?excel=1", "for .csv only"),
        ("/v1/actors.csv?view=plain", "no parameter"),
        ("/v1/actors.csv?limit=5", "it is for cited documents"),
        ("/v1/claims?field=amout", "did you mean «amount»?"),
        ("/v1/claims?record=pk-mining-powr", "did you mean «pk-mining-power»?"),
        ("/v1/conflicts?claims=clm_xx", "must be the id of one of the claims"),
        ("/v1/reserve-timelines/el-salvador-btc?sort=amount", "no parameter"),
        ("/v1/reserve-timelines?from=2025", "no parameter"),
        ("/v1/actors?from=2025", "no parameter"),
        ("/v1/claims?agreement=disputed", "no parameter"),
        ("/v1/conflicts?shown=x", "no parameter"),
        ("/v1/search", "is missing"),
        ("/v1/search?q=%20", "no word"),
        ("/v1/dataset?view=plain", "no parameter"),
    ],
)
def test_what_a_resource_does_not_take(client: Client, path: str, says: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 400
    assert says in answer.json()["detail"]


def test_cursors_are_good_for_their_list_only(client: Client) -> None:
    following = client.json("/v1/claims?limit=5&source=crypto-alliance&sort=-record")["page"]["next"]
    assert client.get(following).status_code == 200
    assert client.get(following.replace("limit=5", "limit=7") + "&view=plain").status_code == 200
    for other in (
        following.replace("crypto-alliance", "forging-bitcoin-diplomacy"),
        following.replace("-record", "record"),
        following.replace("&source=crypto-alliance", ""),
        following.replace("/v1/claims", "/v1/citations").replace("sort=-record", "sort=-start"),
    ):
        answer = client.get(other)
        assert answer.status_code == 400
        assert "page.next" in answer.json()["detail"]


def test_a_page_goes_on_after_a_record_that_is_gone(client: Client) -> None:
    """By id it does; in another order nobody knows where that would be."""
    from app.api.cursors import cursor_of  # noqa: PLC0415

    by_id = cursor_of("/v1/actors", {}, "chivo")
    assert ids(client.json(f"/v1/actors?limit=1&cursor={by_id}")["data"]) == ["chivo-wallet"]
    by_name = cursor_of("/v1/actors", {"sort": "name"}, "chivo")
    assert client.get(f"/v1/actors?sort=name&cursor={by_name}").status_code == 400


def test_operators_and_types() -> None:
    """Every operator is somewhere, and none where it means nothing."""
    used = {operator for compared in COMPARISONS.values() for _, operator in compared.values()}
    assert used == set(OPERATORS)
    assert "holder__gte" not in COMPARISONS["reserve-snapshots"]
    assert set(COMPARISONS) == set(BY_PATH)


def test_pages_say_where_they_are(client: Client) -> None:
    answer = client.get("/v1/claims?sort=-id&limit=2")
    page = answer.json()["page"]
    assert page["count"] == len(client.json("/v1/claims.json?fields=id"))
    links = answer.headers["link"]
    assert f'<{page["next"]}>; rel="next"' in links
    assert '</v1/claims?limit=2&sort=-id>; rel="canonical"' in links
    assert 'rel="describedby"' in links
    assert answer.json()["meta"]["self"] == "/v1/claims?limit=2&sort=-id"
    last = client.get("/v1/actors?limit=500")
    assert 'rel="next"' not in last.headers["link"]


@given(st.text("ab=&;.é~:,", max_size=12))
def test_plain_queries_are_read_as_encoded_ones_are(query: str) -> None:
    """The short way and the library's come to the same, and so does what is written back."""
    assert list(_pairs(query)) == parse_qsl(query, keep_blank_values=True)


@given(st.text(max_size=12))
def test_values_are_written_as_the_library_would(value: str) -> None:
    assert canonical({"q": value}) == f"q={quote(value, safe=',:')}"
