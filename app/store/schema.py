"""The schema: every store is made by the alembic migrations, from nothing to the newest."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from app.settings import ROOT

MIGRATIONS = ROOT / "migrations"


def migrate(connection: Connection, scripts: Path = MIGRATIONS) -> None:
    """Bring the database behind this connection to the newest schema."""
    config = Config()
    config.set_main_option("script_location", str(scripts))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
