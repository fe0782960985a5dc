"""What the nightly run calls once its days are published: bills follow, and a price that is missing stops no night."""

from __future__ import annotations

import structlog
from sqlalchemy import Engine

from batch_job.billing.ahead import look_ahead, remember_actuals
from batch_job.billing.compare import compare_tariffs
from batch_job.billing.outdated import outdated
from batch_job.billing.run import Outcome, price_due
from batch_job.nightly.plan import wall_clock
from batch_job.nightly.steps import step
from batch_job.problem import Problem
from contract.settings import Settings

log = structlog.get_logger()


def price_published(settings: Settings, database: Engine) -> None:
    """Prices every ended period whose usage or prices are new; what cannot be priced is said in the log."""
    try:
        with step("price"):
            found = price_all(settings, database)
    except Problem as problem:
        log.error("nothing is priced", reason=str(problem))
        return
    log.info("priced", first=found.first, again=found.again, kept=found.kept)


def price_all(settings: Settings, database: Engine, month: int | None = None) -> Outcome:
    """Bills, what they came to beside what was foretold, what open ones will come to, and costs by tariff."""
    begun = wall_clock()
    found = price_due(database, settings, wall_clock, month)
    if found.priced:
        remember_actuals(database, begun)
    with database.connect() as connection:
        points = found.priced | outdated(connection)
    compare_tariffs(database, points)
    look_ahead(database)
    return found
