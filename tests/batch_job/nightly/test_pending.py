"""What is still to be settled: no run has taken it for the day that it touches."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from batch_job.nightly.database import engine
from batch_job.nightly.inputs.touches import CORRECTED, Place, Touch
from batch_job.nightly.pending import pending
from contract.settings import Settings
from tests.batch_job.nightly import two_nights
from tests.batch_job.nightly.two_nights import ENROLLED, FIRST, OPENED, REPORTS, SECOND, STOPS, UTILITY, WHOLE, ZONE


@pytest.fixture
def database(namespace: Settings) -> Iterator[Engine]:
    found = engine(namespace)
    two_nights.put(found)
    yield found
    found.dispose()


def _touch(user: int, day: date, place: Place, offset: int) -> Touch:
    return Touch(UTILITY, user, ZONE, day, place, offset)


def _left(database: Engine, touches: list[Touch]) -> list[Touch]:
    with database.connect() as connection:
        return list(pending(connection, touches, STOPS[2][1]))


@pytest.mark.parametrize(("place", "offset"), [(CORRECTED, 0), (REPORTS, 900)])
@pytest.mark.parametrize("user", [WHOLE, OPENED])
def test_a_night_that_closes_an_evening_takes_nothing_else_for_it(
    database: Engine, user: int, place: Place, offset: int
) -> None:
    touched = _touch(user, FIRST, place, offset)
    assert _left(database, [touched, _touch(user, SECOND, place, offset)]) == [touched]


def test_what_the_last_night_does_not_reach_waits(database: Engine) -> None:
    later = [_touch(OPENED, FIRST, REPORTS, STOPS[2][0]), _touch(OPENED, FIRST, CORRECTED, STOPS[2][1])]
    assert _left(database, [*later, _touch(OPENED, FIRST, REPORTS, STOPS[1][0] - 1)]) == []


def test_what_is_settled_again_is_settled(database: Engine) -> None:
    two_nights.settle_again(database, OPENED)
    assert _left(database, [_touch(OPENED, FIRST, CORRECTED, 0), _touch(OPENED, FIRST, REPORTS, 900)]) == []


def test_a_home_that_enrols_later_has_its_days_since_supply_began(database: Engine) -> None:
    days = [FIRST - timedelta(days=1), FIRST, SECOND, SECOND + timedelta(days=1)]
    sent = [_touch(ENROLLED, day, REPORTS, 900) for day in days]
    assert _left(database, sent) == [sent[1]]  # the second was settled, the last is not due yet
    other = [Touch(utility, user, ZONE, FIRST, REPORTS, 900) for utility, user in (("gas", ENROLLED), (UTILITY, 9))]
    assert _left(database, other) == []  # no supply
