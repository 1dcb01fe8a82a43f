"""A check for schemathesis: a request that the OpenAPI document allows is refused only for what no schema can say."""

import re
from typing import Any

import schemathesis
from schemathesis import Case, CheckContext, Response

LONGEST = 2048
"""How many characters of path and query are read."""
REFUSALS = re.compile(
    r"is not one that this list, with these filters and this order, gave out"
    r"|must be the id of one of the (actors|sources|records|claims|citations)"
    r"|«from» is after «to»"
    r"|«q» has (no word to look for|a word of more than 40 characters|\d+ words; at most 8 are looked for)"
    r"|names a column twice"
    r"|is for \.csv only"
    r"|which no source states of"
    r"|says how wide the picture is already"
    r"|«url» is no address"
)
"""What depends on the store, on an earlier answer, on another part of the same request, or on what a word is."""


@schemathesis.check
def refused_for_what_no_schema_says(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """A 400 says one of these; a 404 is for an id; a 414 is for too long an address; no 5xx but oEmbed's 501."""
    if response.status_code >= 500:
        assert response.json()["type"] == "urn:chancery:problem:format-not-implemented", response.json()
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    match response.status_code:
        case 400:
            assert REFUSALS.search(response.json()["detail"]), response.json()
        case 404:
            assert response.json()["type"] == "urn:chancery:problem:unknown-record", response.json()
        case 414:
            assert len(response.request.path_url) > LONGEST, response.request.path_url
        case _:
            pass
