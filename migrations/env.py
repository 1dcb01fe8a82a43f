"""Runs the migrations on the connection that `app.store.schema.migrate` hands over."""

from alembic import context
from sqlmodel import SQLModel

import app.store.tables  # noqa: F401  (declares the tables)

connection = context.config.attributes["connection"]
# SQLite cannot ALTER a constraint, so later migrations copy tables; alembic's batch mode does that.
context.configure(connection=connection, target_metadata=SQLModel.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
