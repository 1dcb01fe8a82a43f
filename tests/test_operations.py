"""The operator's book: what it names exists, what there is to watch stands in it, and its figures are the program's."""

import re

import pytest

from app.api.lending import STREAMS, WAIT, WAITING
from app.api.parameters import MAX_URL
from app.server.limits import FIELDS, HEAD, LIMITS
from app.settings import ROOT, variables
from app.store.database import PATIENCE
from app.store.editions import LENT
from tests.client import Client

BOOK = (ROOT / "docs" / "operations.md").read_text()
NGINX = (ROOT / "docs" / "nginx.conf").read_text()
OF_COMPOSE = {"CHANCERY_OWNER_PASSWORD", "CHANCERY_READER_PASSWORD", "CHANCERY_SUBNET"}


def test_settings_exist() -> None:
    assert set(re.findall(r"CHANCERY_\w+|DATABASE_URL", BOOK)) <= variables() | OF_COMPOSE


def test_it_names_every_metric_and_no_other(client: Client) -> None:
    client.get("/v1/actors")
    told = set(re.findall(r"^(chancery_\w+)", client.get("/metrics").text, re.MULTILINE))
    told = {re.sub(r"_(bucket|count|sum|created)$", "", name) for name in told}
    (table,) = re.findall(r"\| metric \| labels \| what \|\n(.*?)\n\n", BOOK, re.DOTALL)
    assert set(re.findall(r"`(chancery_\w+)`", table)) == told
    named = {re.sub(r"_bucket$", "", name) for name in re.findall(r"\b(chancery_[a-z_]+)\b", BOOK)}
    assert named <= told | {"chancery_owner", "chancery_reader"}


@pytest.mark.parametrize(
    ("row", "limits"),
    [
        ("path and query", [f"{MAX_URL:,} characters"]),
        ("address and header fields together", [f"{HEAD // 1024} KiB", f"{FIELDS} fields"]),
        ("time for the head of a request", [f"{LIMITS.head:.0f} seconds"]),
        ("a connection that is idle", [f"{LIMITS.idle:.0f} seconds"]),
        ("a client that takes nothing of its answer", [f"{LIMITS.stall:.0f} seconds"]),
        ("one look into the store", [f"{PATIENCE} seconds"]),
        ("requests that wait for a reader", [f"{WAITING}, ", f"{WAIT:.0f} seconds"]),
        ("answers that are made while they are sent", [f"{STREAMS} at a time"]),
    ],
)
def test_limits_are_those_of_the_program(row: str, limits: list[str]) -> None:
    (stated,) = re.findall(rf"^\| {row} \| (.*?) \|", BOOK, re.MULTILINE)
    for limit in limits:
        assert limit in stated


@pytest.mark.parametrize(
    ("directive", "stated"),
    [
        (r"large_client_header_buffers 4 (\d+)k", "nginx: {} KiB each"),
        (r"client_header_timeout (\d+)s", "| {} seconds | 408, nginx closes |"),
        (r"^    keepalive_timeout (\d+)s", "nginx: {} | closed |"),
        (r"send_timeout (\d+)s;\n    keepalive", "nginx: {} | cut |"),
        (r"limit_conn addresses (\d+)", "nginx: {} | 429 |"),
        (r"client_max_body_size (\d+)k", "nginx: {} KiB | 413 |"),
        (r"max_size=(\d+)g", "{} GiB on disk (`max_size`)"),
        (r"keys_zone=answers:(\d+)m", "in {} MiB of memory (`keys_zone`)"),
    ],
)
def test_limits_are_those_of_nginx(directive: str, stated: str) -> None:
    (value,) = re.findall(directive, NGINX, re.MULTILINE)
    assert stated.format(value) in BOOK


def test_connections_to_the_database() -> None:
    most = 2 * LENT + 1
    assert f"has {LENT + 1} connections, and for a moment {most}" in BOOK
    assert f"larger than {most} times" in BOOK


def test_files_exist() -> None:
    for path in re.findall(r"\bdocs/[\w.-]+|\bseeds\b/", BOOK):
        assert (ROOT / path).exists(), path
