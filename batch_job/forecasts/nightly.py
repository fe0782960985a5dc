"""What the nightly run calls once its days are published: what came is scored, and the coming day foretold."""

from __future__ import annotations

import structlog
from sqlalchemy import Engine

from batch_job.forecasts.make import make
from batch_job.forecasts.scope import Made
from batch_job.nightly.steps import step
from batch_job.store import Store, StoreAwayError
from contract.windows import Clock

log = structlog.get_logger()


def foretell(database: Engine, store: Store, now: Clock) -> list[Made]:
    """Forecasts of the runs that have none; while S3 is away none, and the next night makes them."""
    try:
        with step("forecast"):
            return make(database, store, now)
    except StoreAwayError as error:
        log.warning("S3 away; `python -m batch_job forecast` makes forecasts later", reason=str(error))
        return []
