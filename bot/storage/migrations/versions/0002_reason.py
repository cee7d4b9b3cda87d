"""Why a question was declined is kept too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the column; rows from before have none."""
    op.add_column("asked", sa.Column("reason", sa.String(24), nullable=True))
