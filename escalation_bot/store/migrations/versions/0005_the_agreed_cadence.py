"""How soon one update follows another, where that was agreed for one escalation; and indexes for what is asked each
second, so that it costs the same however much is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_escalation_wake_at", "escalation", ["wake_at"]),
    ("ix_outbox_status_lane", "outbox", ["status", "lane", "id"]),
)


def upgrade() -> None:
    op.add_column("escalation", sa.Column("cadence", sa.String(), nullable=True))
    for name, table, columns in INDEXES:
        op.drop_index(name, table)
        op.create_index(name, table, ["workspace", *columns], unique=False)
    op.create_index("ix_reminder_recipient", "reminder", ["person", "audience", "delivery"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_reminder_recipient", "reminder")
    for name, table, columns in INDEXES:
        op.drop_index(name, table)
        op.create_index(name, table, columns, unique=False)
    op.drop_column("escalation", "cadence")
