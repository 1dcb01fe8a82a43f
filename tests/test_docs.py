"""The documentation: a field, format, parameter, problem, setting, rule or refusal that it does not name fails here."""

import inspect
import re

import pytest

from app import errors
from app.api.negotiation import OFFERS
from app.api.problems import PROBLEMS
from app.api.timelines import CHARTS
from app.cli.commands import COMMANDS
from app.errors import CurationError
from app.ingest import capture, entries, job, resolve
from app.ingest.mentions import COIN_RULE
from app.model.claims import AGREEMENTS, CHECKS
from app.model.collections import COLLECTIONS
from app.model.queries import OPERATORS
from app.model.records import BY_NAME, SOURCE
from app.model.wording.dates.context import RELATIVE_RULE
from app.model.wording.tables.cells import UNIT_RULE
from app.render.citing import FORMATS
from app.render.dictionary import data_dictionary
from app.render.flat import LAYOUTS
from app.server.refusals import HeadTooLarge, NotHttp, TooManyConnections, TooSlow
from app.settings import ROOT, variables
from tests.client import Client
from tests.html import parse

HTTP = (ROOT / "docs/http.md").read_text()
CURATION = (ROOT / "docs/curation.md").read_text()
INGESTION = (job, capture)
"""Imported so that every module of the ingestion is loaded, and with it every refusal known."""
SETTINGS = (ROOT / "docs/settings.md").read_text()


def test_the_data_dictionary_is_the_registry_s() -> None:
    """Mend with `python3 run.py dictionary > docs/data-dictionary.md`."""
    assert (ROOT / "docs/data-dictionary.md").read_text() == data_dictionary()


def test_every_path_is_documented(client: Client) -> None:
    for path in client.json("/openapi.json")["paths"]:
        collection = re.sub(r"(/\{id\}/cite\.\{format\}|/\{id\}|\.\{format\})$", "", path)
        assert f"`{path}`" in HTTP or f"`{collection}`" in HTTP, path


def test_every_parameter_is_documented(client: Client) -> None:
    """By its name, or as a column of the data dictionary with an operator."""
    columns = {column.name for collection in COLLECTIONS for column in collection.columns}
    for parameter in client.json("/openapi.json")["components"]["parameters"].values():
        column, _, operator = parameter["name"].partition("__")
        if f"| `{parameter['name']}` |" not in HTTP:
            assert column in columns, column
            assert f"| `{operator or 'eq'}` |" in HTTP, operator


def test_every_operator_says_what_it_does() -> None:
    for name, operator in OPERATORS.items():
        assert f"| `{name}` | {operator.doc} | {operator.of_list} |" in HTTP


def test_every_media_type_is_documented() -> None:
    for media_type in {each for offered in OFFERS for each in offered}:
        assert f"`{media_type}`" in HTTP


def test_every_media_type_that_a_path_answers_with_is_documented(client: Client) -> None:
    known = {"application/problem+json", "text/javascript", "text/xml", "application/zip", "application/vnd.sqlite3"}
    for operations in client.json("/openapi.json")["paths"].values():
        for media_type in set(operations["get"]["responses"]["200"]["content"]) - known:
            assert f"`{media_type}`" in HTTP, media_type


@pytest.mark.parametrize("name", [*LAYOUTS, *CHARTS, *FORMATS])
def test_every_format_is_documented(name: str) -> None:
    assert f"`.{name}`" in HTTP


def test_the_frame_to_be_copied_is_the_one_that_the_page_offers(client: Client) -> None:
    frame = re.findall(r"```html\n(<iframe.*?)\n```", (ROOT / "docs/embedding.md").read_text(), re.DOTALL)[0]
    assert frame in [
        each.text for each in parse(client.get("/embed/reserve-timelines/el-salvador-btc").text).all("pre")
    ]


def test_every_address_of_the_guide_to_embedding_answers(client: Client) -> None:
    guide = (ROOT / "docs/embedding.md").read_text()
    found = re.findall(r"http://127\.0\.0\.1:8000(/[^\s'\"]+)[\s'\"]", guide)
    assert len(found) >= 5
    for address in found:
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("problem", [*PROBLEMS, NotHttp, TooSlow, HeadTooLarge, TooManyConnections])
def test_every_problem_is_documented(problem: type) -> None:
    slug, status = vars(problem).get("slug", "internal-error"), vars(problem).get("status", 500)
    assert f"| `urn:chancery:problem:{slug}` | {status} |" in HTTP


def test_no_problem_is_forgotten() -> None:
    classes = [each for _, each in inspect.getmembers(errors, inspect.isclass) if issubclass(each, errors.ApiProblem)]
    assert set(classes) - {errors.ApiProblem} == set(PROBLEMS)


@pytest.mark.parametrize("agreement", AGREEMENTS)
def test_every_agreement_is_documented(agreement: str) -> None:
    assert f"`{agreement}`" in HTTP


def test_every_setting_is_documented() -> None:
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", SETTINGS, re.MULTILINE)) == set(variables())


def test_every_metric_is_documented(client: Client) -> None:
    named = set(re.findall(r"^# TYPE (\w+)", client.get("/metrics").text, re.MULTILINE))
    metrics = (ROOT / "docs/operations.md").read_text().partition("## Metrics")[2].partition("Alerts")[0]
    assert set(re.findall(r"`(chancery_\w+)`", metrics)) == named


def _codes(error: type[CurationError]) -> set[str]:
    return {error.code} | {code for each in error.__subclasses__() for code in _codes(each)}


def test_every_refusal_is_documented() -> None:
    codes = _codes(CurationError) - {CurationError.code} | {"not-proved"}
    table = re.findall(r"^\| (`.*?`) \|", CURATION.partition("## What it refuses")[2], re.MULTILINE)
    assert set(re.findall(r"`([\w-]+)`", " ".join(table))) == codes


OPERATORS_OF = {"start", "serve", "ingest", "dictionary"}
"""Commands of the operator and of developers; all others are the curator's."""


@pytest.mark.parametrize("command", sorted({*COMMANDS} - OPERATORS_OF))
def test_every_command_of_a_curator_is_documented(command: str) -> None:
    assert re.search(rf"^\| `{command}\b", CURATION, re.MULTILINE)


def test_every_refusal_says_how_to_mend_it() -> None:
    def walk(error: type[CurationError]) -> None:
        assert error.remedy or error.__subclasses__(), error
        for each in error.__subclasses__():
            walk(each)

    for each in CurationError.__subclasses__():
        walk(each)


def test_every_rule_check_and_key_is_documented() -> None:
    words = [*(rule.name for rule in resolve.RULES), resolve.UNDECIDED, *CHECKS]
    words += ["year-from-document-date", "undated-takes-document-date", "named-before-the-quote", "time-in-post-id"]
    words += ["unit-of-the-amount", RELATIVE_RULE, UNIT_RULE, COIN_RULE, *(field.name for field in SOURCE.fields)]
    for word in words:
        assert f"`{word}`" in CURATION, word
    for key in entries.CONTROL:
        assert f"| `{key}` |" in CURATION, key
    for name in BY_NAME:
        assert f"`[[{name}]]`" in CURATION or name == "source"
