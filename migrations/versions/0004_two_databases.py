"""Expressions that SQLite and PostgreSQL read alike, what only PostgreSQL has to be told, and where disputes are."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = ("actors", "events", "reserve_snapshots", "policies", "indicators", "sources")
FIGURES = (
    ("events", "amount"),
    ("indicators", "value"),
    ("policies", "amount_usd"),
    ("policies", "capacity"),
    ("reserve_snapshots", "amount"),
    ("reserve_snapshots", "price_usd"),
    ("reserve_snapshots", "value_usd"),
)
SERIES = "ix_reserve_snapshots_series"


def _index_figures(double: str, lowest: str) -> None:
    for table, column in FIGURES:
        op.create_index(
            f"ix_{table}_{column}", table, [sa.text(f"coalesce(CAST({column} AS {double}), {lowest})"), sa.text("id")]
        )


def _index_series(first: str) -> None:
    columns = ["holder", "asset", f"{first}, coalesce(date_end, '9999'), id"]
    op.create_index(SERIES, "reserve_snapshots", [sa.text(column) for column in columns])


def _drop_indexes() -> None:
    for table, column in FIGURES:
        op.drop_index(f"ix_{table}_{column}", table)
    op.drop_index(SERIES, "reserve_snapshots")


def upgrade() -> None:
    is_postgres = op.get_bind().dialect.name == "postgresql"
    if not is_postgres:  # 0002 makes none there: it has another mind about REAL, and no number like -9e999
        _drop_indexes()
    _index_figures("DOUBLE PRECISION", "-1e308")
    _index_series("coalesce(date_start, date_end, '')")
    disputed = sa.text("conflict_id IS NOT NULL")
    op.create_index(
        "ix_evidence_conflict", "evidence", ["conflict_id"], sqlite_where=disputed, postgresql_where=disputed
    )
    if is_postgres:
        # SQLite numbers the rows of each table by itself.
        for table in TABLES:
            op.add_column(table, sa.Column("rowid", sa.Integer(), nullable=False))
            op.create_unique_constraint(f"uq_{table}_rowid", table, ["rowid"])
        # The SQLite store itself, in pieces: it is served as an export, byte for byte.
        op.create_table(
            "store_pieces",
            sa.Column("number", sa.Integer(), nullable=False),
            sa.Column("data", sa.LargeBinary(), nullable=False),
            sa.PrimaryKeyConstraint("number"),
        )
        op.execute("ALTER TABLE store_pieces ALTER COLUMN data SET STORAGE EXTERNAL")


def downgrade() -> None:
    is_postgres = op.get_bind().dialect.name == "postgresql"
    if is_postgres:
        op.drop_table("store_pieces")
        for table in TABLES:
            op.drop_column(table, "rowid")
    op.drop_index("ix_evidence_conflict", "evidence")
    _drop_indexes()
    if not is_postgres:
        _index_figures("REAL", "-9e999")
        _index_series("coalesce(date_start, date_end)")
