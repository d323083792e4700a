"""Digests: who wants their own, and what lets a day and a week be summed up without reading everything."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "digest_reader",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "person", name=op.f("pk_digest_reader")),
    )
    op.create_index("ix_escalation_team_arrived", "escalation", ["workspace", "team", "arrived"], unique=False)
    op.create_index("ix_history_workspace_at", "history", ["workspace", "at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_history_workspace_at", "history")
    op.drop_index("ix_escalation_team_arrived", "escalation")
    op.drop_table("digest_reader")
