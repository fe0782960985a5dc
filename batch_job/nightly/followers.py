"""What follows from published days, after a settlement and after a rebuild alike."""

from __future__ import annotations

from sqlalchemy import Engine

from batch_job.baselines.refresh import refresh
from batch_job.billing.nightly import price_published
from batch_job.forecasts.nightly import foretell
from batch_job.grid.nightly import look_at_grid
from batch_job.nightly.plan import wall_clock
from batch_job.store import Store
from contract.settings import Settings


def follow(settings: Settings, database: Engine, store: Store) -> None:
    """Brings whatever is derived from published days up to date with them; doing it again changes nothing."""
    refresh(settings, database, store)
    price_published(settings, database)
    look_at_grid(database, wall_clock)
    foretell(database, store, wall_clock)
