"""How soon one update follows another, where that was agreed for one escalation."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("escalation", sa.Column("cadence", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("escalation", "cadence")
