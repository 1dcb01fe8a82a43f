"""Representations stored beside the data, series, full text, and the indexes that pages are read from."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = ("actors", "events", "reserve_snapshots", "policies", "indicators", "sources")
FORMS = {
    **{f"{table}_rendered": (table, ("plain", "flat", "csv")) for table in TABLES},
    **{f"{table}_cited": (table, ("evidence", "passages", "sources")) for table in TABLES},
    "reserve_snapshots_points": ("reserve_snapshots", ("point", "point_csv")),
}
INDEXES = [
    ("ix_actors_country", "actors", ["coalesce(country, '')", "id"]),
    ("ix_actors_leads", "actors", ["coalesce(leads, '')", "id"]),
    ("ix_claims_said", "claims", ["source_id", "record_type", "record_id"]),
    ("ix_events_amount", "events", ["coalesce(CAST(amount AS REAL), -9e999)", "id"]),
    ("ix_events_date_start", "events", ["coalesce(date_start, '')", "id"]),
    ("ix_indicators_date_start", "indicators", ["coalesce(date_start, '')", "id"]),
    ("ix_indicators_subject", "indicators", ["coalesce(subject, '')", "id"]),
    ("ix_indicators_value", "indicators", ["coalesce(CAST(value AS REAL), -9e999)", "id"]),
    ("ix_policies_actor", "policies", ["coalesce(actor, '')", "id"]),
    ("ix_policies_amount_usd", "policies", ["coalesce(CAST(amount_usd AS REAL), -9e999)", "id"]),
    ("ix_policies_capacity", "policies", ["coalesce(CAST(capacity AS REAL), -9e999)", "id"]),
    ("ix_policies_date_start", "policies", ["coalesce(date_start, '')", "id"]),
    ("ix_policies_ends_start", "policies", ["coalesce(ends_start, '')", "id"]),
    ("ix_reserve_snapshots_amount", "reserve_snapshots", ["coalesce(CAST(amount AS REAL), -9e999)", "id"]),
    ("ix_reserve_snapshots_date_start", "reserve_snapshots", ["coalesce(date_start, '')", "id"]),
    ("ix_reserve_snapshots_holder", "reserve_snapshots", ["holder", "id"]),
    ("ix_reserve_snapshots_price_usd", "reserve_snapshots", ["coalesce(CAST(price_usd AS REAL), -9e999)", "id"]),
    (
        "ix_reserve_snapshots_series",
        "reserve_snapshots",
        ["holder", "asset", "coalesce(date_start, date_end), coalesce(date_end, '9999'), id"],
    ),
    ("ix_reserve_snapshots_since", "reserve_snapshots", ["holder", "coalesce(date_start, '')", "id"]),
    ("ix_reserve_snapshots_value_usd", "reserve_snapshots", ["coalesce(CAST(value_usd AS REAL), -9e999)", "id"]),
    ("ix_sources_published_start", "sources", ["coalesce(published_start, '')", "id"]),
]


def upgrade() -> None:
    for name, (table, forms) in FORMS.items():
        op.create_table(
            name,
            sa.Column("number", sa.Integer(), nullable=False),
            sa.Column("id", sa.String(), nullable=False),
            *([sa.Column("agreement", sa.String(), nullable=False)] if name.endswith("_rendered") else []),
            *(sa.Column(form, sa.LargeBinary(), nullable=False) for form in forms),
            sa.ForeignKeyConstraint(["id"], [f"{table}.id"]),
            sa.PrimaryKeyConstraint("number"),
        )
    op.create_table(
        "timelines",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("asset", sa.String(), nullable=False),
        sa.Column("snapshots", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["holder"], ["actors.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "search_items",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("record_type", sa.String(), nullable=True),
        sa.Column("record_number", sa.Integer(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("(record_type IS NULL) = (record_number IS NULL)", name="ck_search_items"),
        sa.PrimaryKeyConstraint("number"),
    )
    # No text is kept here: what was found is shown from search_items.
    if op.get_bind().dialect.name == "postgresql":
        _full_text_of_postgres()
    else:
        op.execute(
            "CREATE VIRTUAL TABLE search_index USING "
            "fts5(label, text, content='', columnsize=0, tokenize='unicode61 remove_diacritics 2')"
        )
    with op.batch_alter_table("dataset") as dataset:
        dataset.add_column(sa.Column("rendering", sa.Integer(), nullable=False))
    for name, table, columns in _indexes():
        op.create_index(name, table, [sa.text(column) for column in columns])
    for table in TABLES:
        op.create_index(f"ix_{table}_rendered_agreement", f"{table}_rendered", ["agreement", "number"])


def _full_text_of_postgres() -> None:
    """What items have which term, as SQLite's tokenizer reads them, in the order of their numbers; and all the terms of
    an item in their order."""
    op.create_table(
        "search_index",
        sa.Column("term", sa.String(), nullable=False),
        sa.Column("rowid", sa.Integer(), nullable=False),
    )
    op.create_index("ix_search_index_term", "search_index", ["term", "rowid"], unique=True)
    op.create_table(
        "search_texts",
        sa.Column("rowid", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("terms", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("rowid"),
    )


def _indexes() -> list[tuple[str, str, list[str]]]:
    """PostgreSQL has those over figures, and of series, from 0004 on: REAL is half as long there."""
    if op.get_bind().dialect.name != "postgresql":
        return INDEXES
    return [each for each in INDEXES if "REAL" not in each[2][0] and each[0] != "ix_reserve_snapshots_series"]


def downgrade() -> None:
    for name, table, _ in _indexes():
        op.drop_index(name, table)
    with op.batch_alter_table("dataset") as dataset:
        dataset.drop_column("rendering")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_table("search_texts")
    for table in ("search_index", "search_items", "timelines", *FORMS):
        op.drop_table(table)
