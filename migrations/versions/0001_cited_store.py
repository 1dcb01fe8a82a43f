"""The cited store: records, the chain of evidence, conflicts and checks."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "actors",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("short_name", sa.String(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("role", sa.String(), nullable=True),
        sa.Column("leads", sa.String(), nullable=True),
        sa.Column("handle", sa.String(), nullable=True),
        sa.Column("backing", sa.String(), nullable=True),
        sa.Column("mandate", sa.String(), nullable=True),
        sa.Column("activity", sa.String(), nullable=True),
        sa.Column("aims", sa.String(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('state', 'person', 'organisation', 'authority', 'product', 'account')", name="ck_actors_kind"
        ),
        sa.ForeignKeyConstraint(
            ["country"],
            ["actors.id"],
        ),
        sa.ForeignKeyConstraint(
            ["leads"],
            ["actors.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "checks",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("record_type", sa.String(), nullable=False),
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("statement", sa.String(), nullable=False),
        sa.Column("accepted_because", sa.String(), nullable=True),
        sa.CheckConstraint("(outcome = 'accepted') = (accepted_because IS NOT NULL)", name="ck_checks_accepted"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "conflicts",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("record_type", sa.String(), nullable=False),
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("found_by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table("dataset", sa.Column("digest", sa.String(), nullable=False), sa.PrimaryKeyConstraint("digest"))
    op.create_table(
        "events",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=True),
        sa.Column("date_start", sa.String(), nullable=True),
        sa.Column("date_end", sa.String(), nullable=True),
        sa.Column("date_precision", sa.String(), nullable=True),
        sa.Column("date_text", sa.String(), nullable=True),
        sa.Column("location", sa.String(), nullable=True),
        sa.Column("parties", sa.String(), nullable=True),
        sa.Column("participants", sa.String(), nullable=True),
        sa.Column("instrument", sa.String(), nullable=True),
        sa.Column("purpose", sa.String(), nullable=True),
        sa.Column("sequence", sa.String(), nullable=True),
        sa.Column("described_as", sa.String(), nullable=True),
        sa.Column("amount", sa.String(), nullable=True),
        sa.Column("amount_low", sa.String(), nullable=True),
        sa.Column("amount_high", sa.String(), nullable=True),
        sa.Column("amount_qualifier", sa.String(), nullable=True),
        sa.Column("unit", sa.String(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('signing', 'meeting', 'diplomatic-relations', 'announcement', 'establishment', 'adoption', 'purchase')",
            name="ck_events_kind",
        ),
        sa.CheckConstraint(
            "sequence IN ('agreement-after-meeting', 'agreement-at-meeting')", name="ck_events_sequence"
        ),
        sa.CheckConstraint("status IN ('intended', 'done')", name="ck_events_status"),
        sa.CheckConstraint(
            "(amount_low IS NULL AND amount_high IS NULL) = (amount_qualifier IS NULL)", name="ck_events_amount"
        ),
        sa.CheckConstraint(
            "(date_start IS NULL AND date_end IS NULL) = (date_precision IS NULL)", name="ck_events_date"
        ),
        sa.CheckConstraint("date_start <= date_end", name="ck_events_date_order"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "sources",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("publisher", sa.String(), nullable=True),
        sa.Column("published_start", sa.String(), nullable=True),
        sa.Column("published_end", sa.String(), nullable=True),
        sa.Column("published_precision", sa.String(), nullable=True),
        sa.Column("published_text", sa.String(), nullable=True),
        sa.Column("rank", sa.String(), nullable=True),
        sa.Column("publisher_description", sa.String(), nullable=True),
        sa.Column("missing_content", sa.String(), nullable=True),
        sa.Column("embeds", sa.String(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("characters", sa.Integer(), nullable=False),
        sa.CheckConstraint("rank IN ('primary', 'official', 'secondary', 'aggregator')", name="ck_sources_rank"),
        sa.CheckConstraint(
            "(published_start IS NULL AND published_end IS NULL) = (published_precision IS NULL)",
            name="ck_sources_published",
        ),
        sa.CheckConstraint("published_start <= published_end", name="ck_sources_published_order"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "citations",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("byte_start", sa.Integer(), nullable=False),
        sa.Column("byte_end", sa.Integer(), nullable=False),
        sa.Column("exact", sa.String(), nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("suffix", sa.String(), nullable=False),
        sa.CheckConstraint("0 <= byte_start AND byte_start < byte_end", name="ck_citations_byte_span"),
        sa.CheckConstraint('0 <= start AND start < "end"', name="ck_citations_span"),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["sources.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("citations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_citations_source_id"), ["source_id"], unique=False)

    op.create_table(
        "claims",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("record_type", sa.String(), nullable=False),
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=True),
        sa.Column("low", sa.String(), nullable=True),
        sa.Column("high", sa.String(), nullable=True),
        sa.Column("qualifier", sa.String(), nullable=True),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("precision", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.CheckConstraint("(basis = 'interpreted') = (reason IS NOT NULL)", name="ck_claims_reason"),
        sa.CheckConstraint(
            "basis IN ('verbatim', 'normalised', 'inferred', 'interpreted', 'computed')", name="ck_claims_basis"
        ),
        sa.CheckConstraint("value IS NOT NULL OR low IS NOT NULL OR high IS NOT NULL", name="ck_claims_value"),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["sources.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("claims", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claims_record_type"), ["record_type"], unique=False)

    op.create_table(
        "coverage",
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("sentences", sa.Integer(), nullable=False),
        sa.Column("cited", sa.Integer(), nullable=False),
        sa.Column("set_aside", sa.Integer(), nullable=False),
        sa.Column("silent", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["sources.id"],
        ),
        sa.PrimaryKeyConstraint("source_id"),
    )
    op.create_table(
        "documents",
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["sources.id"],
        ),
        sa.PrimaryKeyConstraint("source_id"),
        sa.UniqueConstraint("sha256"),
    )
    op.create_table(
        "evidence",
        sa.Column("record_type", sa.String(), nullable=False),
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("agreement", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("conflict_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conflict_id"],
            ["conflicts.id"],
        ),
        sa.PrimaryKeyConstraint("record_type", "record_id", "field"),
    )
    op.create_table(
        "indicators",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("asset", sa.String(), nullable=True),
        sa.Column("measure", sa.String(), nullable=True),
        sa.Column("value", sa.String(), nullable=True),
        sa.Column("value_low", sa.String(), nullable=True),
        sa.Column("value_high", sa.String(), nullable=True),
        sa.Column("value_qualifier", sa.String(), nullable=True),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("value_status", sa.String(), nullable=True),
        sa.Column("date_start", sa.String(), nullable=True),
        sa.Column("date_end", sa.String(), nullable=True),
        sa.Column("date_precision", sa.String(), nullable=True),
        sa.Column("date_text", sa.String(), nullable=True),
        sa.Column("trend", sa.String(), nullable=True),
        sa.Column("drivers", sa.String(), nullable=True),
        sa.CheckConstraint(
            "measure IN ('digital-asset-users', 'bitcoin-users', 'crypto-market-size', 'bitcoin-holdings', 'price-decline-year-to-date')",
            name="ck_indicators_measure",
        ),
        sa.CheckConstraint("trend IN ('rising', 'falling')", name="ck_indicators_trend"),
        sa.CheckConstraint("value_status IN ('estimated', 'no-single-figure')", name="ck_indicators_value_status"),
        sa.CheckConstraint(
            "(date_start IS NULL AND date_end IS NULL) = (date_precision IS NULL)", name="ck_indicators_date"
        ),
        sa.CheckConstraint(
            "(value_low IS NULL AND value_high IS NULL) = (value_qualifier IS NULL)", name="ck_indicators_value"
        ),
        sa.CheckConstraint("date_start <= date_end", name="ck_indicators_date_order"),
        sa.ForeignKeyConstraint(
            ["subject"],
            ["actors.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "policies",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("actor", sa.String(), nullable=True),
        sa.Column("parties", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=True),
        sa.Column("date_start", sa.String(), nullable=True),
        sa.Column("date_end", sa.String(), nullable=True),
        sa.Column("date_precision", sa.String(), nullable=True),
        sa.Column("date_text", sa.String(), nullable=True),
        sa.Column("ends_start", sa.String(), nullable=True),
        sa.Column("ends_end", sa.String(), nullable=True),
        sa.Column("ends_precision", sa.String(), nullable=True),
        sa.Column("ends_text", sa.String(), nullable=True),
        sa.Column("instrument", sa.String(), nullable=True),
        sa.Column("called", sa.String(), nullable=True),
        sa.Column("amount_usd", sa.String(), nullable=True),
        sa.Column("amount_usd_low", sa.String(), nullable=True),
        sa.Column("amount_usd_high", sa.String(), nullable=True),
        sa.Column("amount_usd_qualifier", sa.String(), nullable=True),
        sa.Column("capacity", sa.String(), nullable=True),
        sa.Column("capacity_low", sa.String(), nullable=True),
        sa.Column("capacity_high", sa.String(), nullable=True),
        sa.Column("capacity_qualifier", sa.String(), nullable=True),
        sa.Column("capacity_unit", sa.String(), nullable=True),
        sa.Column("resource", sa.String(), nullable=True),
        sa.Column("purpose", sa.String(), nullable=True),
        sa.Column("part_of", sa.String(), nullable=True),
        sa.Column("depends_on", sa.String(), nullable=True),
        sa.Column("cause", sa.String(), nullable=True),
        sa.Column("disposal", sa.String(), nullable=True),
        sa.Column("design", sa.String(), nullable=True),
        sa.Column("methods", sa.String(), nullable=True),
        sa.Column("scope", sa.String(), nullable=True),
        sa.Column("means", sa.String(), nullable=True),
        sa.Column("aims", sa.String(), nullable=True),
        sa.Column("risks", sa.String(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('plan', 'programme', 'restriction', 'agreement', 'course-of-action', 'law')",
            name="ck_policies_kind",
        ),
        sa.CheckConstraint(
            "status IN ('planned', 'allocated', 'conditional', 'adopted', 'in-force', 'ongoing', 'paused', 'formed', 'uncertain', 'taking-shape')",
            name="ck_policies_status",
        ),
        sa.CheckConstraint(
            "(amount_usd_low IS NULL AND amount_usd_high IS NULL) = (amount_usd_qualifier IS NULL)",
            name="ck_policies_amount_usd",
        ),
        sa.CheckConstraint(
            "(capacity_low IS NULL AND capacity_high IS NULL) = (capacity_qualifier IS NULL)",
            name="ck_policies_capacity",
        ),
        sa.CheckConstraint(
            "(date_start IS NULL AND date_end IS NULL) = (date_precision IS NULL)", name="ck_policies_date"
        ),
        sa.CheckConstraint(
            "(ends_start IS NULL AND ends_end IS NULL) = (ends_precision IS NULL)", name="ck_policies_ends"
        ),
        sa.CheckConstraint("date_start <= date_end", name="ck_policies_date_order"),
        sa.CheckConstraint("ends_start <= ends_end", name="ck_policies_ends_order"),
        sa.ForeignKeyConstraint(
            ["actor"],
            ["actors.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "reserve_snapshots",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("asset", sa.String(), nullable=False),
        sa.Column("date_start", sa.String(), nullable=True),
        sa.Column("date_end", sa.String(), nullable=True),
        sa.Column("date_precision", sa.String(), nullable=True),
        sa.Column("date_text", sa.String(), nullable=True),
        sa.Column("amount", sa.String(), nullable=True),
        sa.Column("amount_low", sa.String(), nullable=True),
        sa.Column("amount_high", sa.String(), nullable=True),
        sa.Column("amount_qualifier", sa.String(), nullable=True),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("value_usd", sa.String(), nullable=True),
        sa.Column("value_usd_low", sa.String(), nullable=True),
        sa.Column("value_usd_high", sa.String(), nullable=True),
        sa.Column("value_usd_qualifier", sa.String(), nullable=True),
        sa.Column("price_usd", sa.String(), nullable=True),
        sa.Column("price_usd_low", sa.String(), nullable=True),
        sa.Column("price_usd_high", sa.String(), nullable=True),
        sa.Column("price_usd_qualifier", sa.String(), nullable=True),
        sa.Column("valuation_basis", sa.String(), nullable=True),
        sa.CheckConstraint("valuation_basis IN ('current-price')", name="ck_reserve_snapshots_valuation_basis"),
        sa.CheckConstraint(
            "(amount_low IS NULL AND amount_high IS NULL) = (amount_qualifier IS NULL)",
            name="ck_reserve_snapshots_amount",
        ),
        sa.CheckConstraint(
            "(date_start IS NULL AND date_end IS NULL) = (date_precision IS NULL)", name="ck_reserve_snapshots_date"
        ),
        sa.CheckConstraint(
            "(price_usd_low IS NULL AND price_usd_high IS NULL) = (price_usd_qualifier IS NULL)",
            name="ck_reserve_snapshots_price_usd",
        ),
        sa.CheckConstraint(
            "(value_usd_low IS NULL AND value_usd_high IS NULL) = (value_usd_qualifier IS NULL)",
            name="ck_reserve_snapshots_value_usd",
        ),
        sa.CheckConstraint("date_start <= date_end", name="ck_reserve_snapshots_date_order"),
        sa.ForeignKeyConstraint(
            ["holder"],
            ["actors.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "set_aside",
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["sources.id"],
        ),
        sa.PrimaryKeyConstraint("source_id", "start", "end"),
    )
    op.create_table(
        "check_claims",
        sa.Column("check_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["check_id"],
            ["checks.id"],
        ),
        sa.ForeignKeyConstraint(
            ["claim_id"],
            ["claims.id"],
        ),
        sa.PrimaryKeyConstraint("check_id", "position"),
    )
    op.create_table(
        "claim_citations",
        sa.Column("claim_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("citation_id", sa.String(), nullable=False),
        sa.Column("support", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["citation_id"],
            ["citations.id"],
        ),
        sa.ForeignKeyConstraint(
            ["claim_id"],
            ["claims.id"],
        ),
        sa.PrimaryKeyConstraint("claim_id", "position"),
    )
    with op.batch_alter_table("claim_citations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_citations_citation_id"), ["citation_id"], unique=False)

    op.create_table(
        "conflict_claims",
        sa.Column("conflict_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["claim_id"],
            ["claims.id"],
        ),
        sa.ForeignKeyConstraint(
            ["conflict_id"],
            ["conflicts.id"],
        ),
        sa.PrimaryKeyConstraint("conflict_id", "position"),
    )
    with op.batch_alter_table("conflict_claims", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conflict_claims_claim_id"), ["claim_id"], unique=False)

    op.create_table(
        "conflict_pairs",
        sa.Column("conflict_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("claim_a", sa.String(), nullable=False),
        sa.Column("claim_b", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["claim_a"],
            ["claims.id"],
        ),
        sa.ForeignKeyConstraint(
            ["claim_b"],
            ["claims.id"],
        ),
        sa.ForeignKeyConstraint(
            ["conflict_id"],
            ["conflicts.id"],
        ),
        sa.PrimaryKeyConstraint("conflict_id", "position"),
    )
    op.create_table(
        "evidence_claims",
        sa.Column("record_type", sa.String(), nullable=False),
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["claim_id"],
            ["claims.id"],
        ),
        sa.ForeignKeyConstraint(
            ["record_type", "record_id", "field"],
            ["evidence.record_type", "evidence.record_id", "evidence.field"],
            name="fk_evidence_claims_evidence",
        ),
        sa.PrimaryKeyConstraint("record_type", "record_id", "field", "position"),
    )
    with op.batch_alter_table("evidence_claims", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_claims_claim_id"), ["claim_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("evidence_claims", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_claims_claim_id"))

    op.drop_table("evidence_claims")
    op.drop_table("conflict_pairs")
    with op.batch_alter_table("conflict_claims", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conflict_claims_claim_id"))

    op.drop_table("conflict_claims")
    with op.batch_alter_table("claim_citations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_claim_citations_citation_id"))

    op.drop_table("claim_citations")
    op.drop_table("check_claims")
    op.drop_table("set_aside")
    op.drop_table("reserve_snapshots")
    op.drop_table("policies")
    op.drop_table("indicators")
    op.drop_table("evidence")
    op.drop_table("documents")
    op.drop_table("coverage")
    with op.batch_alter_table("claims", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_claims_record_type"))

    op.drop_table("claims")
    with op.batch_alter_table("citations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_citations_source_id"))

    op.drop_table("citations")
    op.drop_table("sources")
    op.drop_table("events")
    op.drop_table("dataset")
    op.drop_table("conflicts")
    op.drop_table("checks")
    op.drop_table("actors")
