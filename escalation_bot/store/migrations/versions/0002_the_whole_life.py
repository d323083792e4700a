"""The whole life: levels, incidents, appeals, what comes back; and how often people are mentioned."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in _columns():
        op.add_column("escalation", column)
    op.add_column("outbox", sa.Column("mentions", sa.JSON(), nullable=True))
    op.add_column("reply", sa.Column("told", sa.String(), nullable=True))
    op.execute("UPDATE escalation SET first_in_line = (state = 'requested' AND not_yets > 0)")
    op.execute("UPDATE escalation SET declined_by = by_whom WHERE state = 'declined'")
    op.create_index("ix_escalation_ticket", "escalation", ["workspace", "ticket"])
    op.create_table(
        "mention",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "person", "day", name=op.f("pk_mention")),
    )


def downgrade() -> None:
    op.drop_table("mention")
    op.drop_column("reply", "told")
    op.drop_index("ix_escalation_ticket", table_name="escalation")
    op.drop_column("outbox", "mentions")
    for column in reversed(_columns()):
        op.drop_column("escalation", column.name)


def _columns() -> list[sa.Column[object]]:
    return [
        sa.Column("appeals", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("level", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("level_waits", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("incident", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("first_in_line", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("last_owner", sa.String(), nullable=True),
        sa.Column("declined_by", sa.String(), nullable=True),
        sa.Column("requester_gone", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("passed_on_by", sa.String(), nullable=True),
        sa.Column("planned", sa.Date(), nullable=True),
        sa.Column("previous", sa.Integer(), nullable=True),
    ]
