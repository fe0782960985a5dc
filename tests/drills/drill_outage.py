"""The stream stops two hours before the first midnight: what it missed is explained, and gone once it has caught up."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import create_engine, func, select

from batch_job.nightly.night import Asked
from batch_job.reconciliation.again import compare_published
from batch_job.reconciliation.speed_seen import surely_seen
from contract.reconciliation import CAUSES, Cause
from contract.settings import Settings
from contract.tables.batch_view import reconciled_causes, reconciliations
from contract.windows import HOUR_MS
from stream_job.progress import Progress
from tests.agreement.commands import archive_to_end
from tests.agreement.faulty_country import DAY, ORIGIN, FaultyCountry
from tests.agreement.stream_run import run_to_end
from tests.batch_job.nightly.nightlife import settled

USERS = 60
STOPPED = ORIGIN + 15 * HOUR_MS  # two hours before midnight in New York, seven before Honolulu's


def test_what_the_stream_had_not_seen_is_its_outage(namespace: Settings, tmp_path: Path) -> None:
    country = FaultyCountry(namespace, USERS)
    country.enrol(tmp_path)
    country.send(lambda batch: batch.stamp <= STOPPED)
    run_to_end(namespace)
    progress = Progress.of(namespace)
    assert progress.move(progress.look(), "as its keeper would say")
    country.send(lambda batch: batch.stamp > STOPPED)
    archive_to_end(namespace)
    settled(namespace, Asked(DAY))
    assert any(surely_seen(namespace).values()), "without a mark or a checkpoint everything would be explained"
    compared, matched, causes = _recorded(namespace)
    assert causes == {Cause.SPEED_OUTAGE: compared - matched}
    assert matched > USERS * 50
    assert compared - matched > USERS * 10

    run_to_end(namespace)
    found = [each for _, own in compare_published(namespace, None) for each in own]
    left = {
        (CAUSES[cause], user)
        for each in found
        for user, cause in zip(each.difference.user.tolist(), each.cause.tolist(), strict=True)
    }
    assert left == {(Cause.LATE, country.late), (Cause.LATE, country.clock_behind)}


def _recorded(settings: Settings) -> tuple[int, int, dict[str, int]]:
    engine = create_engine(settings.mysql_url)
    with engine.connect() as connection:
        sums = select(func.sum(reconciliations.c.compared), func.sum(reconciliations.c.matched))
        compared, matched = connection.execute(sums).one()
        by_cause = select(reconciled_causes.c.cause, func.sum(reconciled_causes.c.differences))
        rows = connection.execute(by_cause.group_by(reconciled_causes.c.cause)).all()
    engine.dispose()
    return int(compared), int(matched), {cause: int(count) for cause, count in rows}
