"""`fetch`: a page of a server on this machine as a document with a draft. All pages are invented."""

import hashlib
import http.server
import json
import threading
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cli import main
from tests.workshop import Workshop

MEMBERS = ["document", "draft", "address", "title", "publisher", "author", "published", "language", "retrieved",
           "extractor", "media_type", "sha256", "characters"]  # fmt: skip
PAGE = (
    '<html lang="en"><head><meta property="og:title" content="Ruritania counts coins">'
    '<meta property="og:site_name" content="Invented Wire"><meta name="author" content="Ana">'
    '<meta property="article:published_time" content="2031-03-14"></head><body><article>'
    "<p>Test data: on March 3, 2031 the invented state of Ruritania held over 1,250 BTC in its reserve.</p>"
    "<p>The invented minister of Ruritania added that it plans to mine with 40 to 60 megawatts of surplus power, "
    "which stands idle at night and in the invented winters of Ruritania.</p></article></body></html>"
)


class Site:
    """What one address serves."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.status, self.kind, self.body = 200, "text/html; charset=utf-8", PAGE


@pytest.fixture
def site() -> Iterator[Site]:
    class Serving(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(page.status)
            self.send_header("Content-Type", page.kind)
            self.end_headers()
            self.wfile.write(page.body.encode())

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Serving) as server:
        page = Site(f"http://127.0.0.1:{server.server_port}/coins")
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield page
        server.shutdown()
        thread.join()


def files(seeds: Workshop) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in seeds.seeds.rglob("*") if path.is_file()}


def fetched(seeds: Workshop) -> tuple[Path, Path]:
    """The document and the draft."""
    [document] = (seeds.seeds / "documents").glob("ruritania-counts-coins_*.txt")
    [draft] = (seeds.seeds / "drafts").glob("*.toml")
    return document, draft


def test_a_page_becomes_a_document_and_a_draft(seeds: Workshop, site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    before = files(seeds)
    assert main(["fetch", site.address]) == 0
    document, draft = fetched(seeds)
    text = document.read_text()
    head = (
        f"Title: Ruritania counts coins\nPublisher: Invented Wire\nPublished: 2031-03-14\nAddress: {site.address}\n\n"
    )
    assert text.startswith(head)
    found = tomllib.loads(draft.read_text())
    told = found["document"]
    assert (told["review"], told["file"]) == ("open", document.name)
    assert told["sha256"] == hashlib.sha256(document.read_bytes()).hexdigest()
    assert (told["title"], told["publisher"], told["published"]) == (
        "Ruritania counts coins", "Invented Wire", "2031-03-14",
    )  # fmt: skip
    assert told["capture"].keys() == {"address", "retrieved", "extractor"}
    assert told["capture"]["address"] == site.address
    assert told["capture"]["extractor"].startswith("trafilatura ")
    assert told["language"]["why"].startswith("the page declares it")
    assert [(each["holder"], each["amount"], each["date"]) for each in found["reserve_snapshot"]] == [
        ("ruritania", "over 1,250 BTC", "on March 3, 2031")
    ]
    assert files(seeds).keys() - before.keys() == {str(document), str(draft)}
    printed = capsys.readouterr()
    assert printed.err == ""
    assert printed.out.startswith(f"{document}: {len(text)} characters by trafilatura ")
    assert f"\n  publisher: Invented Wire\n  published: 2031-03-14\n  language: en\n{draft}: " in printed.out


def test_what_is_fetched_can_be_published_once_it_is_read(seeds: Workshop, site: Site) -> None:
    assert main(["fetch", site.address]) == 0
    _, draft = fetched(seeds)
    text = draft.read_text().replace('review    = "open"\n', "").replace('"?"', '"test"')
    (seeds.seeds / "claims" / "coins.toml").write_text(text)
    done = seeds.ingest()
    assert any(claim.value.value == "1250" or claim.value.low == "1250" for claim in done.holdings.claims)


def test_for_programs(seeds: Workshop, site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fetch", "--json", site.address]) == 0
    said = json.loads(capsys.readouterr().out)
    document, draft = fetched(seeds)
    assert list(said) == MEMBERS
    assert (said["document"], said["draft"]) == (str(document), str(draft))
    assert (said["author"], said["published"], said["media_type"]) == ("Ana", "2031-03-14", "text/html")
    assert said["characters"] == len(document.read_text())
    assert said["sha256"] == hashlib.sha256(document.read_bytes()).hexdigest()


def test_the_same_page_again_keeps_the_draft(seeds: Workshop, site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fetch", site.address]) == 0
    document, draft = fetched(seeds)
    draft.write_text("mended")
    assert main(["fetch", site.address]) == 1
    assert "is there already: --force writes over it" in capsys.readouterr().err
    assert draft.read_text() == "mended"
    assert main(["fetch", "--force", site.address]) == 0
    assert fetched(seeds) == (document, draft)
    assert tomllib.loads(draft.read_text())["document"]["file"] == document.name


def test_a_changed_page_is_another_document(seeds: Workshop, site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fetch", site.address]) == 0
    first, draft = fetched(seeds)
    kept, site.body = first.read_bytes(), PAGE.replace("1,250", "1,350")
    before = files(seeds)
    assert main(["fetch", site.address]) == 1  # the draft of the first one is not written over
    assert "--force" in capsys.readouterr().err
    assert files(seeds) == before  # and nothing is left of the second one
    assert main(["fetch", "--force", site.address]) == 0
    documents = sorted((seeds.seeds / "documents").glob("ruritania-counts-coins_*.txt"))
    assert len(documents) == 2
    assert first.read_bytes() == kept
    assert "1,350" in draft.read_text()


def test_a_file_of_that_name_with_something_else_is_left_alone(
    seeds: Workshop, site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["fetch", site.address]) == 0
    document, draft = fetched(seeds)
    document.write_text("something else")
    draft.unlink()
    assert main(["fetch", site.address]) == 1
    assert "holds something else: move it away first" in capsys.readouterr().err
    assert document.read_text() == "something else"
    assert list((seeds.seeds / "drafts").iterdir()) == []


@pytest.mark.parametrize(
    ("status", "kind", "body", "why"),
    [
        (404, "text/html", PAGE, "404 Not Found"),
        (200, "application/pdf", PAGE, "is application/pdf"),
        (200, "text/html", "<html><body><p>Please log in.</p></body></html>", "the article has 14 characters"),
        (200, "text/plain", "", "the text is empty"),
    ],
)
def test_a_refused_page_leaves_nothing_behind(
    seeds: Workshop,
    site: Site,
    capsys: pytest.CaptureFixture[str],
    status: int,
    kind: str,
    body: str,
    why: str,
) -> None:
    before = files(seeds)
    site.status, site.kind, site.body = status, kind, body
    for arguments in (["fetch", site.address], ["fetch", "--json", site.address]):
        assert main(arguments) == 1
        printed = capsys.readouterr()
        assert printed.out == ""
        assert why in printed.err
    assert files(seeds) == before
    assert not (seeds.seeds / "drafts").exists()


@pytest.mark.parametrize("address", ["ftp://127.0.0.1/x", "http://127.0.0.1:1/", "coins", ""])
def test_an_address_that_serves_nothing(seeds: Workshop, capsys: pytest.CaptureFixture[str], address: str) -> None:
    before = files(seeds)
    assert main(["fetch", address]) == 1
    assert f"«{address}»" in capsys.readouterr().err
    assert files(seeds) == before


def test_faulty_entities_leave_nothing_behind(seeds: Workshop, site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    seeds.write("entities.toml", "[[entity]\n")
    before = files(seeds)
    assert main(["fetch", site.address]) == 1
    assert "entities.toml:1: bad-toml" in capsys.readouterr().err
    assert files(seeds) == before


def test_every_member_is_in_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    main(["fetch", "--help"])
    said = " ".join(capsys.readouterr().out.split())
    assert all(f"`{member}`" in said for member in MEMBERS)
