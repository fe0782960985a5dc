"""A country with faults through simulator, stream, archive and settlement: each difference has its cause, and no other.

The stream stops two hours before the first midnight, so that the night finds an outage; then it catches up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, select

from batch_job.nightly.night import Asked
from batch_job.reconciliation.again import compare_published
from batch_job.reconciliation.compare import Compared
from batch_job.reconciliation.speed_seen import surely_seen
from contract.reconciliation import CAUSES, Cause
from contract.settings import Settings
from contract.tables.batch_view import reconciled_causes, reconciliations
from contract.utilities import BY_NAME
from contract.windows import HOUR_MS, MINUTE_MS
from simulator.demand.country import Country
from simulator.faults.kinds import Fault
from simulator.run.batches import Batch
from simulator.run.plan import plan
from simulator.run.simulation import simulate
from simulator.scenario import Scenario
from simulator.sending.producer import Sender
from stream_job.progress import Progress
from tests.agreement.commands import archive_to_end
from tests.agreement.stream_run import run_to_end
from tests.batch_job.nightlife import settled
from tests.simulator.starting import run

pytestmark = pytest.mark.timeout(900)
USERS, SEED = 60, 3
DAY = date(2026, 3, 3)
ORIGIN = round(datetime(2026, 3, 3, 12, tzinfo=UTC).timestamp() * 1000)
STOPPED = ORIGIN + 15 * HOUR_MS  # two hours before midnight in New York, seven before Honolulu's
LIVE_FROM = ORIGIN + 36 * HOUR_MS
HOMES = Country(USERS, SEED).fleets[0].user_id.tolist()
LATE, CLOCK_BEHIND = HOMES[3], HOMES[5]


def fault(kind: str, user: int, *, size: int = 0, sort: str = "") -> Fault:
    """Around every midnight of the country; what happens at an instant happens before the stream stops."""
    start = ORIGIN + (10 if kind in ("swap", "reset", "rollover") else 13) * HOUR_MS
    return Fault(kind, kind, start, ORIGIN + 23 * HOUR_MS, user_id=user, size=size, sort=sort)


FAULTS = (
    fault("late", LATE, size=4 * 3600),
    fault("wrong_clock", CLOCK_BEHIND, size=-90),
    fault("disorder", HOMES[7], size=500),
    fault("duplicate", HOMES[9], size=3),
    fault("gap", HOMES[11]),
    fault("poison", HOMES[13]),
    fault("swap", HOMES[15]),
    fault("reset", HOMES[17]),
    fault("rollover", HOMES[19]),
    fault("stuck", HOMES[21], sort="register"),
)


@pytest.fixture(scope="module")
def outage(module_namespace: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The night after the stream stopped, settled and compared."""
    settings = module_namespace
    enrol(settings, tmp_path_factory.mktemp("country"))
    batches = list(sent(settings))
    send(settings, (batch for batch in batches if batch.stamp <= STOPPED))
    run_to_end(settings)
    progress = Progress.of(settings)
    assert progress.move(progress.look(), "as its keeper would say")
    send(settings, (batch for batch in batches if batch.stamp > STOPPED))
    archive_to_end(settings)
    settled(settings, Asked(DAY))
    return settings


@pytest.fixture(scope="module")
def caught_up(outage: Settings) -> list[Compared]:
    """The same night compared again after the stream has read the rest."""
    run_to_end(outage)
    return [each for _, found in compare_published(outage, None) for each in found]


def enrol(settings: Settings, folder: Path) -> None:
    run(settings, folder, "enrol", "--users", str(USERS), "--seed", str(SEED))


def sent(settings: Settings) -> Iterator[Batch]:
    scenario = Scenario(USERS, SEED, ORIGIN, LIVE_FROM, faults=FAULTS)
    reporting = plan(settings, scenario.heartbeat_ms, settings.readings_per_report)
    batches = simulate(scenario, scenario.country(), reporting, 0, LIVE_FROM + MINUTE_MS)
    return (batch for batch in batches if batch.topic in BY_NAME)


def send(settings: Settings, batches: Iterable[Batch]) -> None:
    sender = Sender(settings)
    for batch in batches:
        sender.send(batch)
    sender.close()


def test_what_the_stream_had_not_seen_is_its_outage(outage: Settings) -> None:
    assert any(surely_seen(outage).values()), "without a mark or a checkpoint everything would be explained"
    engine = create_engine(outage.mysql_url)
    with engine.connect() as connection:
        compared, matched = connection.execute(
            select(func.sum(reconciliations.c.compared), func.sum(reconciliations.c.matched))
        ).one()
        by_cause = select(reconciled_causes.c.cause, func.sum(reconciled_causes.c.differences))
        causes = {row[0]: int(row[1]) for row in connection.execute(by_cause.group_by(reconciled_causes.c.cause))}
    engine.dispose()
    assert causes == {Cause.SPEED_OUTAGE: compared - matched}
    assert matched > USERS * 50
    assert compared - matched > USERS * 10


def test_each_difference_that_stays_is_of_what_came_late(caught_up: list[Compared]) -> None:
    found: Counter[tuple[str, int]] = Counter()
    for each in caught_up:
        for user, cause in zip(each.difference.user.tolist(), each.cause.tolist(), strict=True):
            found[CAUSES[cause], user] += 1
    assert set(found) == {(Cause.LATE, LATE), (Cause.LATE, CLOCK_BEHIND)}


def test_all_other_homes_match_to_the_last_reading(caught_up: list[Compared]) -> None:
    counted = {user for each in caught_up for user in each.users[each.compared > 0].tolist()}
    odd = {user for each in caught_up for user in each.users[each.compared > each.matched].tolist()}
    assert counted >= set(HOMES)
    assert odd == {LATE, CLOCK_BEHIND}
