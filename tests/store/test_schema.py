"""The schema: what the migrations make is what the models say."""

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine
from sqlmodel import SQLModel

from app.model.records import RECORD_TYPES
from app.store.database import SCHEMA_VERSION
from app.store.schema import MIGRATIONS, migrate

NAMES = "SELECT name, sql FROM sqlite_master WHERE sql NOT NULL ORDER BY name"


def _statements(path: Path) -> dict[str, str]:
    """Every table and index by name, its SQL with plain spaces and members sorted."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return {
        name: " ".join(sql.split())
        for name, sql in rows
        if name != "alembic_version" and not name.startswith("search_index")
    }


def _members(sql: str) -> set[str]:
    return {part.strip().replace(chr(34), "") for part in sql.partition("(")[2].removesuffix(")").split(", ")}


def test_migrations_make_the_declared_schema(tmp_path: Path) -> None:
    migrated, declared = tmp_path / "migrated.db", tmp_path / "declared.db"
    with create_engine(f"sqlite:///{migrated}").begin() as connection:
        migrate(connection)
    SQLModel.metadata.create_all(create_engine(f"sqlite:///{declared}"))
    made, meant = _statements(migrated), _statements(declared)
    assert sorted(made) == sorted(meant)
    for name in meant:
        assert _members(made[name]) == _members(meant[name]), name


def test_the_newest_migration_is_the_version_that_is_read(tmp_path: Path) -> None:
    path = tmp_path / "migrated.db"
    with create_engine(f"sqlite:///{path}").begin() as connection:
        migrate(connection)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == (SCHEMA_VERSION,)


def test_every_field_of_the_registry_is_a_column() -> None:
    for record_type in RECORD_TYPES:
        columns = [column.name for column in SQLModel.metadata.tables[record_type.table].columns]
        assert columns == [column.name for column in record_type.columns]


def test_every_migration_can_be_undone(tmp_path: Path) -> None:
    """Down by one and up again is the same schema, and down to nothing leaves nothing."""
    path = tmp_path / "migrated.db"
    with create_engine(f"sqlite:///{path}").begin() as connection:
        migrate(connection)
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        made = connection.exec_driver_sql(NAMES).fetchall()
        command.downgrade(config, "-1")
        assert connection.exec_driver_sql(NAMES).fetchall() != made
        migrate(connection)
        assert connection.exec_driver_sql(NAMES).fetchall() == made
        command.downgrade(config, "base")
        assert connection.exec_driver_sql(NAMES).fetchall()[0][0] == "alembic_version"
