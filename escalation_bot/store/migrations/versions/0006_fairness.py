"""Fairness: what an escalation weighs, outages, and what is only counted."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

def upgrade() -> None:
    op.add_column("workspace", sa.Column("policy_asked", sa.DateTime(timezone=True), nullable=True))
    for column in _columns():
        op.add_column("escalation", column)
    op.execute("UPDATE escalation SET wanted_since = since WHERE wanted_by IS NOT NULL AND state IN ('requested', 'asked')")
    op.create_index(op.f("ix_escalation_outage"), "escalation", ["outage"])
    op.create_index("ix_escalation_customer", "escalation", ["workspace", "customer_key"])
    op.create_index(op.f("ix_escalation_cause"), "escalation", ["cause"])
    op.create_table(
        "outage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("pattern", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("news", sa.Text(), nullable=False),
        sa.Column("news_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("news_by", sa.String(), nullable=False),
        sa.Column("news_number", sa.Integer(), nullable=False),
        sa.Column("over", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outage")),
    )
    op.create_index(op.f("ix_outage_workspace"), "outage", ["workspace"])
    op.create_table(
        "outage_follower",
        sa.Column("outage", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("heard", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["outage"], ["outage.id"], name=op.f("fk_outage_follower_outage_outage")),
        sa.PrimaryKeyConstraint("outage", "person", name=op.f("pk_outage_follower")),
    )
    op.create_table(
        "tally",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "day", "kind", "team", name=op.f("pk_tally")),
    )


def downgrade() -> None:
    op.drop_table("tally")
    op.drop_table("outage_follower")
    op.drop_index(op.f("ix_outage_workspace"), "outage")
    op.drop_table("outage")
    op.drop_index(op.f("ix_escalation_cause"), "escalation")
    op.drop_index("ix_escalation_customer", "escalation")
    op.drop_index(op.f("ix_escalation_outage"), "escalation")
    for column in reversed(_columns()):
        op.drop_column("escalation", column.name)
    op.drop_column("workspace", "policy_asked")


def _columns() -> list[sa.Column[object]]:
    """What is there already has the value that means nothing; new rows bring their own."""
    return [
        sa.Column("affected", sa.Integer(), nullable=True),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("lift", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("stepped_down", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("wanted_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("offered", sa.Integer(), nullable=True),
        sa.Column("beyond", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("outage", sa.Integer(), nullable=True),
        sa.Column("cause", sa.String(), nullable=False, server_default=""),
        sa.Column("customer_key", sa.String(), nullable=False, server_default=""),
        sa.Column("owes_lesson", sa.Boolean(), nullable=False, server_default=sa.false()),
    ]
