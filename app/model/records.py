"""The six record types. A new field is one line here and one migration."""

from app.model.fields import Column, Field, Kind, RecordType

ACTOR = RecordType(
    "actor",
    "actors",
    "A state, person, organisation, authority or product that takes part in what the sources report.",
    (
        Field(
            "kind",
            Kind.CODE,
            "What it is.",
            codes=("state", "person", "organisation", "authority", "product", "account"),
        ),
        Field("name", Kind.TEXT, "Its name, as the source spells it."),
        Field("short_name", Kind.TEXT, "Its abbreviation."),
        Field("country", Kind.ACTOR, "The state that it belongs to."),
        Field("role", Kind.TEXT, "The title or office of a person."),
        Field("leads", Kind.ACTOR, "The organisation that a person leads."),
        Field("handle", Kind.TEXT, "Its name on a social network."),
        Field("backing", Kind.TEXT, "Who or what stands behind it, in the source's words."),
        Field("mandate", Kind.TEXTS, "What it is to do."),
        Field("activity", Kind.TEXTS, "What it is said to do or to have done."),
        Field("aims", Kind.TEXTS, "What it is said to seek."),
    ),
)

EVENT = RecordType(
    "event",
    "events",
    "Something that happened, or is reported to have happened, at one time.",
    (
        Field(
            "kind",
            Kind.CODE,
            "What sort of event.",
            codes=(
                "signing",
                "meeting",
                "diplomatic-relations",
                "announcement",
                "establishment",
                "adoption",
                "purchase",
            ),
        ),
        Field("status", Kind.CODE, "How far it has come.", codes=("intended", "done")),
        Field("date", Kind.DATE, "When it happened."),
        Field("location", Kind.TEXT, "Where it happened."),
        Field("parties", Kind.ACTORS, "The actors that it binds or concerns."),
        Field("participants", Kind.ACTORS, "The persons who took part."),
        Field("instrument", Kind.TEXT, "The document that was signed."),
        Field("purpose", Kind.TEXTS, "What it is for."),
        Field(
            "sequence",
            Kind.CODE,
            "How a meeting and an agreement follow each other.",
            codes=("agreement-after-meeting", "agreement-at-meeting"),
        ),
        Field("described_as", Kind.TEXTS, "The sources' own words for what happened."),
        Field("amount", Kind.QUANTITY, "How much changed hands: a flow, never a stock.", unit_column="unit"),
    ),
)

RESERVE_SNAPSHOT = RecordType(
    "reserve_snapshot",
    "reserve-snapshots",
    "What one holder is said to hold of one asset at one date: a stock, never a flow.",
    (
        Field("holder", Kind.ACTOR, "The actor that holds the reserve.", required=True),
        Field("asset", Kind.TEXT, "What is held, by its ticker.", required=True),
        Field("date", Kind.DATE, "The date that the holding is stated for."),
        Field("amount", Kind.QUANTITY, "How much is held.", unit_column="unit", units=("BTC",)),
        Field("value_usd", Kind.QUANTITY, "What it is said to be worth, in US dollars.", units=("USD",)),
        Field(
            "price_usd",
            Kind.QUANTITY,
            "The price per unit that the source states, in US dollars.",
            units=("USD/BTC",),
        ),
        Field("valuation_basis", Kind.CODE, "Which price the stated value uses.", codes=("current-price",)),
    ),
)

POLICY = RecordType(
    "policy",
    "policies",
    "A plan, programme, restriction, agreement or course of action of an actor.",
    (
        Field(
            "kind",
            Kind.CODE,
            "What sort of policy.",
            codes=("plan", "programme", "restriction", "agreement", "course-of-action", "law"),
        ),
        Field("name", Kind.TEXT, "The name that the source gives it."),
        Field("actor", Kind.ACTOR, "Whose policy it is."),
        Field("parties", Kind.ACTORS, "The actors that it binds or concerns."),
        Field(
            "status",
            Kind.CODE,
            "Where it stands.",
            codes=(
                "planned",
                "allocated",
                "conditional",
                "adopted",
                "in-force",
                "ongoing",
                "paused",
                "formed",
                "uncertain",
                "taking-shape",
            ),
        ),
        Field("date", Kind.DATE, "When it was announced or adopted."),
        Field("ends", Kind.DATE, "The period in which it ends, or to the end of which it runs."),
        Field("instrument", Kind.TEXT, "The document or device that carries it."),
        Field("called", Kind.TEXTS, "Other words that the sources use for it."),
        Field("amount_usd", Kind.QUANTITY, "Its size in US dollars.", units=("USD",)),
        Field(
            "capacity", Kind.QUANTITY, "The power that it concerns.", unit_column="capacity_unit", units=("MW", "GW")
        ),
        Field("resource", Kind.TEXT, "What it draws on or withholds."),
        Field("purpose", Kind.TEXT, "What it is for; of a restriction, what it restricts."),
        Field("part_of", Kind.TEXT, "The larger undertaking that it belongs to."),
        Field("depends_on", Kind.TEXT, "What it waits for."),
        Field("cause", Kind.TEXT, "Why it is so."),
        Field("disposal", Kind.TEXT, "What is said about selling."),
        Field("design", Kind.TEXTS, "How it is to be done."),
        Field("methods", Kind.TEXTS, "How it is done."),
        Field("scope", Kind.TEXTS, "What it covers."),
        Field("means", Kind.TEXTS, "What is said to be put into it."),
        Field("aims", Kind.TEXTS, "What it is said to be for, in the long run."),
        Field("risks", Kind.TEXTS, "What is said to speak against it or to endanger it."),
    ),
)

INDICATOR = RecordType(
    "indicator",
    "indicators",
    "One quantity that is measured, estimated or described. Stocks of a reserve are snapshots; how it goes is here.",
    (
        Field("subject", Kind.ACTOR, "The actor that it describes."),
        Field("asset", Kind.TEXT, "The asset that it describes, by its ticker."),
        Field(
            "measure",
            Kind.CODE,
            "What is measured.",
            codes=(
                "digital-asset-users",
                "bitcoin-users",
                "crypto-market-size",
                "bitcoin-holdings",
                "price-decline-year-to-date",
            ),
        ),
        Field("value", Kind.QUANTITY, "The figure.", unit_column="unit"),
        Field(
            "value_status",
            Kind.CODE,
            "How the source knows the figure; `no-single-figure` where it says that figures differ and names none.",
            codes=("estimated", "no-single-figure"),
        ),
        Field("date", Kind.DATE, "The date or period that it holds for."),
        Field("trend", Kind.CODE, "Where it is said to be going.", codes=("rising", "falling")),
        Field("drivers", Kind.TEXTS, "What is said to move it."),
    ),
)

SOURCE = RecordType(
    "source",
    "sources",
    "A document, kept byte for byte, that facts are quoted from.",
    (
        Field("title", Kind.TEXT, "Its title, in the document's words."),
        Field("publisher", Kind.TEXT, "Who published it."),
        Field("published", Kind.DATE, "When it was published."),
        Field(
            "rank",
            Kind.CODE,
            "How near to the events it stands.",
            codes=("primary", "official", "secondary", "aggregator"),
        ),
        Field("publisher_description", Kind.TEXT, "What the publisher says of itself."),
        Field("missing_content", Kind.TEXT, "What the original held and the captured text does not."),
        Field("embeds", Kind.TEXTS, "Addresses of posts that it embeds."),
        Field(
            "language",
            Kind.TEXT,
            "The language that it is written in, as a BCP 47 tag; its region says whose currency signs and order of "
            "dates it uses.",
        ),
    ),
    measured=(
        Column(
            "sha256",
            "text",
            "Measured: SHA-256 of the document's bytes; `/v1/sources/{id}/text` has them.",
            certain=True,
        ),
        Column("bytes", "number", "Measured: length of the document in bytes.", certain=True),
        Column("characters", "number", "Measured: length of the document in Unicode code points.", certain=True),
        Column("address", "text", "Recorded at capture: where it was taken from."),
        Column("retrieved", "text", "Recorded at capture: when, UTC."),
        Column("extractor", "text", "Recorded at capture: what made the text out of the page, with its version."),
    ),
)

OF_THE_WHOLE = frozenset({("source", "language"), ("source", "rank")})
"""Fields, with their record types, that are read of a whole document: no passage of it is used up by them."""

RECORD_TYPES: tuple[RecordType, ...] = (ACTOR, EVENT, RESERVE_SNAPSHOT, POLICY, INDICATOR, SOURCE)
BY_NAME: dict[str, RecordType] = {record_type.name: record_type for record_type in RECORD_TYPES}
RANKS = ("primary", "official", "secondary", "aggregator")
"""Ranks of sources, the nearest to the events first."""
