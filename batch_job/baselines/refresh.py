"""Baselines up to date: made for what is published, and in Redis even if Redis lost them."""

from __future__ import annotations

import structlog
from redis import RedisError
from sqlalchemy import Engine

from batch_job.baselines.make import make
from batch_job.baselines.publish import publish
from batch_job.nightly.database import engine, only_one
from batch_job.nightly.steps import step
from batch_job.store import Store, open_store
from contract.baseline_view import Version
from contract.settings import Settings

log = structlog.get_logger()


def refresh(settings: Settings, database: Engine, store: Store) -> list[Version]:
    """Gives the versions that Redis got; while Redis is away none, and the next run brings them."""
    with step("baselines"):
        make(database, store, settings)
        try:
            return publish(database, settings)
        except RedisError as error:
            log.warning("Redis away; `python -m batch_job baselines` publishes them later", reason=str(error))
            return []


def refresh_alone(settings: Settings) -> list[Version]:
    """The same as a command. Raises RedisError, or Problem if a settlement is running: that one ends with it."""
    database = engine(settings)
    with only_one(database, settings):
        make(database, open_store(settings), settings)
        return publish(database, settings)
