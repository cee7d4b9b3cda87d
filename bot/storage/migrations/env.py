"""Alembic runs this file: it takes the connection that the program has open."""

from __future__ import annotations

from alembic import context

from bot.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata,
    render_as_batch=True,
)  # fmt: skip
with context.begin_transaction():
    context.run_migrations()
