"""Reminders: what was asked for, of whom, in which message."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("escalation", sa.Column("nudged", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("escalation", sa.Integer(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("started", sa.DateTime(timezone=True), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("soon", sa.Boolean(), nullable=False),
        sa.Column("again", sa.Boolean(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivery", sa.Integer(), nullable=True),
        sa.Column("answered", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["escalation"], ["escalation.id"], name=op.f("fk_reminder_escalation")),
        sa.ForeignKeyConstraint(["delivery"], ["outbox.id"], name=op.f("fk_reminder_delivery")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint(
            "escalation", "kind", "started", "due", "step", "again", "audience", "person",
            name=op.f("uq_reminder_escalation_kind_started_due_step_again_audience_person"),
        ),
    )  # fmt: skip
    op.create_index(op.f("ix_reminder_escalation"), "reminder", ["escalation"], unique=False)
    op.create_index(op.f("ix_reminder_delivery"), "reminder", ["delivery"], unique=False)
    op.create_index("ix_reminder_workspace_delivery", "reminder", ["workspace", "delivery"], unique=False)


def downgrade() -> None:
    op.drop_table("reminder")
    op.drop_column("escalation", "nudged")
