"""The tables, the same on SQLite and PostgreSQL. Times are seconds since 1970, UTC."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, Index, Integer, MetaData, String, Table, Text

metadata = MetaData()

inbox = Table(
    "inbox",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger, nullable=False),
    Column(
        "body",
        Text,
        nullable=False,
        comment="the update as the Bot API sent it; emptied once answered",
    ),
    Column("received_at", Float, nullable=False),
    Column("owner", String(36), nullable=False, comment="the process that answers it"),
    Column("lease", Float, nullable=False, comment="until when the owner is taken to be alive"),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("done_at", Float, nullable=True),
)
Index("inbox_open", inbox.c.done_at, inbox.c.chat_id, inbox.c.update_id)

chats = Table(
    "chats",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("state", Text, nullable=False, comment="JSON"),
    Column("changed_at", Float, nullable=False),
)

switches = Table(
    "switches",
    metadata,
    Column("name", String(64), primary_key=True, comment="an entry's id, or * for the whole bot"),
    Column("off_at", Float, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Float, nullable=False),
    Column("admin", BigInteger, nullable=False),
    Column("action", String(16), nullable=False),
    Column("name", String(64), nullable=False),
)

asked = Table(
    "asked",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Float, nullable=False),
    Column("user_key", String(64), nullable=False, comment="salted hash"),
    Column("status", String(16), nullable=False),
    Column("entry", String(64), nullable=True),
    Column("score", Float, nullable=False),
    Column("ms", Float, nullable=False, comment="time inside the engine"),
    Column("question", Text, nullable=True, comment="masked; only where it was not answered"),
    Column("reason", String(24), nullable=True, comment="why it was declined"),
)
Index("asked_at", asked.c.at)
Index("asked_user", asked.c.user_key)

marks = Table(
    "marks",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Float, nullable=False),
    Column("user_key", String(64), nullable=False),
    Column("entry", String(64), nullable=False),
    Column("mark", String(16), nullable=False, comment="useful, useless or outdated"),
    Column("question", Text, nullable=True, comment="masked; only where it did not help"),
)
Index("marks_user", marks.c.user_key)

secrets = Table(
    "secrets",
    metadata,
    Column("name", String(16), primary_key=True),
    Column("value", String(64), nullable=False),
)
