"""The settings: what the environment may say, and what it may not."""

from pathlib import Path

import pytest

from app.settings import BadSetting, Settings, from_environment


@pytest.mark.parametrize("mebibytes", ["-1", "65537", "many", "1.5", "٣"])
def test_a_cache_of_no_size(mebibytes: str) -> None:
    with pytest.raises(BadSetting, match="CHANCERY_CACHE_MIB must be a number from 0 to 65536"):
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
