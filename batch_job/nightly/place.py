"""Where a settlement works."""

from __future__ import annotations

from dataclasses import dataclass

from rich.progress import Progress
from sqlalchemy import Engine

from batch_job.store import Store
from contract.settings import Settings


@dataclass(frozen=True)
class Night:
    """A namespace's database and store, and whom to tell of progress."""

    settings: Settings
    database: Engine
    store: Store
    progress: Progress
    accept_holes: bool = False  # of the archive; see lost.py
