"""The tables of version 0.1."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates what is not there: versions before the first step had these tables already."""
    there = set(sa.inspect(op.get_bind()).get_table_names())

    def create(name: str, *columns: sa.Column[Any], **indexes: list[str]) -> None:
        if name not in there:
            op.create_table(name, *columns)
            for index, indexed in indexes.items():
                op.create_index(index, name, indexed)

    create(
        "inbox",
        sa.Column("update_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("chat_id", sa.BigInteger, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("received_at", sa.Float, nullable=False),
        sa.Column("owner", sa.String(36), nullable=False),
        sa.Column("lease", sa.Float, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
        sa.Column("done_at", sa.Float, nullable=True),
        inbox_open=["done_at", "chat_id", "update_id"],
    )
    create(
        "chats",
        sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("changed_at", sa.Float, nullable=False),
    )
    create(
        "switches",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("off_at", sa.Float, nullable=False),
    )
    create(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("admin", sa.BigInteger, nullable=False),
        sa.Column("action", sa.String(16), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
    )
    create(
        "asked",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("user_key", sa.String(64), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("entry", sa.String(64), nullable=True),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("ms", sa.Float, nullable=False),
        sa.Column("question", sa.Text, nullable=True),
        asked_at=["at"],
        asked_user=["user_key"],
    )
    create(
        "marks",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("user_key", sa.String(64), nullable=False),
        sa.Column("entry", sa.String(64), nullable=False),
        sa.Column("mark", sa.String(16), nullable=False),
        sa.Column("question", sa.Text, nullable=True),
        marks_user=["user_key"],
    )
    create(
        "secrets",
        sa.Column("name", sa.String(16), primary_key=True),
        sa.Column("value", sa.String(64), nullable=False),
    )
