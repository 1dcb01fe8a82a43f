"""The settings: what the environment may say, and what it may not."""

import re
from pathlib import Path

import pytest

from app.settings import OF_THE_REPLICAS, ROOT, BadSetting, Settings, from_environment, variables


@pytest.mark.parametrize("mebibytes", ["-1", "65537", "many", "1.5", "٣"])
def test_a_cache_of_no_size(mebibytes: str) -> None:
    with pytest.raises(BadSetting, match="CHANCERY_CACHE_MIB must be a whole number from 0 to 65536"):
        from_environment({"CHANCERY_CACHE_MIB": mebibytes})


@pytest.mark.parametrize("port", ["", "0", "65536", "-1", "٣", "8000 ", "1e3"])
def test_ports_that_are_none(port: str) -> None:
    with pytest.raises(BadSetting, match="CHANCERY_PORT"):
        from_environment({"CHANCERY_PORT": port})


def test_an_empty_setting_is_named() -> None:
    with pytest.raises(BadSetting, match="CHANCERY_STORE is empty"):
        from_environment({"CHANCERY_STORE": ""})


def test_a_misspelt_setting_is_named() -> None:
    with pytest.raises(BadSetting, match="CHANCERY_SOTRE"):
        from_environment({"CHANCERY_SOTRE": "x"})


def test_settings_from_the_environment(tmp_path: Path) -> None:
    assert from_environment({}) == Settings()
    found = from_environment({"CHANCERY_STORE": "a/b.db", "CHANCERY_HOST": "::1", "CHANCERY_PORT": "81"})
    assert (found.store, found.host, found.port) == (Path.cwd() / "a/b.db", "::1", 81)


def test_whole_addresses_begin_with_what_is_set_or_where_it_listens() -> None:
    assert from_environment({}).origin == "http://127.0.0.1:8000"
    assert from_environment({"CHANCERY_HOST": "0.0.0.0", "CHANCERY_PORT": "9"}).origin == "http://127.0.0.1:9"
    assert from_environment({"CHANCERY_HOST": "fd00::1"}).origin == "http://[fd00::1]:8000"
    assert from_environment({"CHANCERY_URL": "https://Facts.example.org/"}).origin == "https://facts.example.org"


@pytest.mark.parametrize(
    "url",
    [
        "facts.example.org",
        "https://x.org/path",
        "ftp://x.org",
        "https://x.org\n",
        "https://x:99999",
        "http://..",
        'https://"',
    ],
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(BadSetting, match="CHANCERY_URL must be like"):
        from_environment({"CHANCERY_URL": url})


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("CHANCERY_WORKERS", ("0", "65", "two")),
        ("CHANCERY_CONNECTIONS", ("9", "100001", "1e3")),
        ("CHANCERY_GRACE", ("0", "601", "-1")),
        ("CHANCERY_ACCESS_LOG", ("2", "yes", "true")),
    ],
)
def test_numbers_out_of_their_bounds(name: str, values: tuple[str, ...]) -> None:
    for value in values:
        with pytest.raises(BadSetting, match=f"{name} must be a whole number from"):
            from_environment({name: value})


def test_settings_of_an_operator(tmp_path: Path) -> None:
    found = from_environment(
        {
            "CHANCERY_WORKERS": "4",
            "CHANCERY_CONNECTIONS": "50",
            "CHANCERY_GRACE": "3",
            "CHANCERY_ACCESS_LOG": "1",
            "CHANCERY_METRICS": str(tmp_path),
            "DATABASE_URL": "postgresql://reader:secret@db.example.org:5433/chancery?sslmode=require",
        }
    )
    assert (found.workers, found.connections, found.grace, found.access_log) == (4, 50, 3, True)
    assert found.metrics == tmp_path
    assert found.database == "postgresql://reader:secret@db.example.org:5433/chancery?sslmode=require"
    assert "secret" not in repr(found)


def test_what_others_read_of_the_same_environment_is_left_to_them() -> None:
    compose = (ROOT / "docker-compose.yml").read_text() + (ROOT / "docs/roles.sql").read_text()
    others = dict.fromkeys(OF_THE_REPLICAS, "x")
    assert from_environment(others) == Settings()
    assert set(re.findall(r"CHANCERY_\w+", compose)) <= OF_THE_REPLICAS | variables()


def test_the_nearest_setting_is_named() -> None:
    with pytest.raises(BadSetting, match="CHANCERY_WORKRES is no setting of Chancery; did you mean CHANCERY_WORKERS"):
        from_environment({"CHANCERY_WORKRES": "2"})


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="CHANCERY_METRICS must be a folder"):
        from_environment({"CHANCERY_METRICS": str(tmp_path / "none")})


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///data/current.db",
        "mysql://x/y",
        "host=db",
        "secret",
        "postgresql://x:secret@[::1/y",
        "postgresql://u:sec/ret@h/y",
    ],
)
def test_a_database_that_is_none(url: str) -> None:
    with pytest.raises(BadSetting, match="postgresql://user:password@host:5432/chancery") as refused:
        from_environment({"DATABASE_URL": url})
    assert "sec" not in str(refused.value)


def test_a_variable_is_a_setting_or_it_is_not() -> None:
    with pytest.raises(BadSetting, match="CHANCERY_DATABASE is no setting"):
        from_environment({"CHANCERY_DATABASE": "postgresql://x/y"})
    assert "DATABASE_URL" in variables()
