"""The language of a source, how it was captured, and the dictionary that its claims were read by."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

COLUMNS = ("language", "address", "retrieved", "extractor")


def upgrade() -> None:
    # Not in batch mode: a table that is made anew loses its indexes over expressions.
    for name in COLUMNS:
        op.add_column("sources", sa.Column(name, sa.String(), nullable=True))
    op.create_table(
        "words",
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("meaning", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "word", "meaning"),
    )


def downgrade() -> None:
    op.drop_table("words")
    for name in reversed(COLUMNS):
        op.drop_column("sources", name)
