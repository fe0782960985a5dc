"""Brings a namespace's MySQL schema to the latest revision."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, make_url, text

from contract.settings import Settings
from infra.place import Place


def upgrade(settings: Settings, place: Place) -> None:
    """Create the schema if need be, then run what revisions it lacks."""
    address = make_url(settings.mysql_url)
    server = create_engine(address.set(database=""))
    with server.begin() as connection:
        connection.execute(text(f"CREATE DATABASE IF NOT EXISTS `{address.database}` CHARACTER SET utf8mb4"))
    server.dispose()
    command.upgrade(config(settings, place), "head")


def config(settings: Settings, place: Place) -> Config:
    """Alembic's configuration without a file: the address comes from the settings."""
    made = Config()
    made.set_main_option("script_location", str(place.root / "infra" / "migrations"))
    made.attributes["url"] = settings.mysql_url
    return made
