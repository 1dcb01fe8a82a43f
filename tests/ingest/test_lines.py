"""Lines: where tables and keys of a TOML file stand."""

from app.ingest.lines import Lines

TEXT = '''# comment
[document]
title = "x = y"

[[event]]
id = "one"
quote = """
[[event]]
id = "not here"
"""
date = "today"

[[event]]
id = "two"

[policy.status]
planned = ["a"]
'''


def test_tables_and_keys() -> None:
    lines = Lines(TEXT)
    assert lines.table("document") == 2
    assert [lines.table("event", 0), lines.table("event", 1)] == [5, 13]
    assert lines.table("policy.status") == 16
    assert [lines.key("event", 0, "date"), lines.key("event", 1, "id")] == [11, 14]


def test_a_key_inside_another_value_stands_on_its_table() -> None:
    assert Lines(TEXT).key("event", 0, "why") == 5
    assert Lines(TEXT).key("nothing", 0, "why") == 1
