"""Search: full text over records and over every sentence of the documents."""

import re

from app.api import schemas
from app.api.answers import cited, page_of
from app.api.cursors import place, stale
from app.api.parameters import CURSOR, LIMIT, WORDS, Parameter
from app.api.queries import limit, search_words
from app.api.resources import Answer, Asked, Described, Resource
from app.render.envelope import NOTHING, stored_list

Q = Parameter(
    "q", "The words to look for, all of them, in any order and form of case and accents.", WORDS, required=True
)
_PLACE = re.compile(r"([01])\.(\d{1,15})")


def _search(asked: Asked) -> Answer:
    wanted, words = limit(asked.given), search_words(asked.given)
    found = asked.reader.search(words, _after(asked), wanted + 1)
    last = "{}.{}".format(*found[wanted - 1][:2]) if len(found) > wanted else None
    page, linked = page_of(asked, last, wanted, None)
    data = stored_list([body for _, _, body in found[:wanted]])
    return cited(asked, asked.media_type, data, NOTHING, linked, page)


def _after(asked: Asked) -> tuple[int, int] | None:
    after = place(asked.path, asked.given)
    if after is None:
        return None
    found = _PLACE.fullmatch(after)
    if found is None:
        raise stale()
    return int(found[1]), int(found[2])


RESOURCES: tuple[Resource, ...] = (
    Resource(
        "/v1/search",
        _search,
        Described(
            "search",
            "Full text over records and the passages of the documents",
            "search",
            "Records whose label has all the words come first, then other records, then passages of documents, each "
            "with the facts that it is cited for. A passage's `start` and `end` count code points of its document.",
            schemas.search_page(),
        ),
        (Q, LIMIT, CURSOR),
    ),
)
