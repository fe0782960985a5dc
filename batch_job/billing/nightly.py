"""What the nightly run calls once its days are published: bills follow, and a price that is missing stops no night."""

from __future__ import annotations

import structlog
from sqlalchemy import Engine

from batch_job.billing.run import price_due
from batch_job.nightly.plan import wall_clock
from batch_job.nightly.steps import step
from batch_job.problem import Problem
from contract.settings import Settings

log = structlog.get_logger()


def price_published(settings: Settings, database: Engine) -> None:
    """Prices every ended period whose usage or prices are new; what cannot be priced is said in the log."""
    try:
        with step("price"):
            found = price_due(database, settings, wall_clock)
    except Problem as problem:
        log.error("nothing is priced", reason=str(problem))
        return
    log.info("priced", first=found.first, again=found.again, kept=found.kept)
