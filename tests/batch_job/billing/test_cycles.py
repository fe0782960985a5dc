"""Another billing day: it begins with a period, cuts the one that runs, and bills no day twice and none never."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select, update

from api.homes import Home
from api.price_reads import PriceReads
from batch_job.billing.nightly import price_all
from batch_job.billing.run import Outcome
from contract.billing_periods import EVER, ONE_DAY, Cycle, Period, cycles_of, period_at, period_of
from contract.settings import Settings
from contract.tables.bills import bills
from contract.tables.tariffs import billing_cycles
from tests.batch_job.billing.ledger import PLAIN, ZONE, publish, put_cycle, put_tariff, settle_homes

DAYS = st.dates(date(2025, 1, 1), date(2025, 12, 31))
CYCLES = st.builds(Cycle, DAYS, st.integers(1, 2), st.integers(1, 31))
CAPPED: dict[str, Any] = {**PLAIN, "rates": [{"name": "energy", "price": "1.00"}], "period_cap": "31.00"}


@pytest.mark.parametrize(
    ("since", "billing_day", "periods"),
    [
        (date(2025, 6, 10), 15, ["2025-06-01 2025-06-14", "2025-06-15 2025-07-14"]),
        (date(2025, 6, 15), 15, ["2025-06-01 2025-06-14", "2025-06-15 2025-07-14"]),
        (date(2025, 6, 16), 15, ["2025-06-01 2025-06-30", "2025-07-01 2025-07-14", "2025-07-15 2025-08-14"]),
        (date(2025, 6, 10), 1, ["2025-06-01 2025-06-30", "2025-07-01 2025-07-31"]),
    ],
)
def test_it_begins_with_the_first_such_day(since: date, billing_day: int, periods: list[str]) -> None:
    cycles, day = cycles_of([Cycle(since, 1, billing_day)]), date(2025, 6, 1)
    for words in periods:
        found = period_at(day, cycles)
        assert f"{found.first} {found.last}" == words
        assert found.whole == period_of(found.first, 1 if found.first.day == 1 else 15).length
        day = found.last + ONE_DAY


@given(st.lists(CYCLES, max_size=4), DAYS)
def test_every_day_is_in_one_period_of_a_month_at_most(listed: list[Cycle], day: date) -> None:
    cycles = cycles_of(listed)
    found = period_at(day, cycles)
    assert day in found
    assert found.length <= found.whole <= 31
    assert {period_at(each, cycles) for each in found.days} == {found}


def _priced(database: Engine, settings: Settings) -> tuple[Outcome, list[str]]:
    outcome = price_all(settings, database)
    with database.connect() as connection:
        rows = connection.execute(select(bills).order_by(bills.c.first_day, bills.c.version)).all()
    return outcome, [f"{row.first_day} {row.last_day} {row.version} {row.total:.2f}" for row in rows]


def _home(database: Engine, last: date) -> None:
    put_tariff(database, "capped", CAPPED)
    settle_homes(database, [64], "electricity", "capped")
    publish(database, "electricity", [64], Period(date(2025, 6, 1), last).days, lambda _day, _number: 125_000)


def test_the_running_period_is_cut_and_pays_its_share(ledger: Settings, database: Engine) -> None:
    _home(database, date(2025, 6, 30))
    # 0.50 a day, and no more than 31.00 for energy
    june = ["2025-06-01 2025-06-30 1 46.00"]
    assert _priced(database, ledger)[1] == june
    put_cycle(database, 64, "electricity", 15, "2025-07-10")
    later = Period(date(2025, 7, 1), date(2025, 8, 14)).days
    publish(database, "electricity", [64], later, lambda _day, _number: 125_000)
    outcome, found = _priced(database, ledger)
    # 14 of 31 days have 14.00 of the cap; the 31 days after them all of it
    assert found == [*june, "2025-07-01 2025-07-14 1 21.00", "2025-07-15 2025-08-14 1 46.50"]
    assert (outcome.first, outcome.again, outcome.problems) == (2, 0, {})
    assert _priced(database, ledger)[1] == found


def test_what_today_costs_is_by_the_period_of_today(database: Engine) -> None:
    _home(database, date(2025, 6, 30))
    put_cycle(database, 64, "electricity", 15, "2025-07-10")
    home = Home(64, "Home", "home", 1, "One", "NY", ZONE, 40.0, -74.0, None, ("electricity",))
    before, after = (PriceReads(database).prices(home, "electricity", date(2025, 7, day)) for day in (14, 15))
    assert before is not None
    assert (before.period.first, before.period.last) == (date(2025, 7, 1), date(2025, 7, 14))
    assert before.share == Decimal(14) / 31
    assert after is not None
    assert (after.period.first, after.share) == (date(2025, 7, 15), Decimal(1))


def test_a_day_moved_under_bills_bills_no_day_again(ledger: Settings, database: Engine) -> None:
    _home(database, date(2025, 8, 31))
    _, before = _priced(database, ledger)
    with database.begin() as connection:
        connection.execute(update(billing_cycles).values(billing_day=15, valid_from=EVER))
    outcome, after = _priced(database, ledger)
    assert (after, len(before)) == (before, 3)
    sentences = list(outcome.problems)
    assert sentences[0].startswith("The period from 2025-06-15 to 2025-07-14 has days that the bill from 2025-06-01 to")
    assert sum(outcome.problems.values()) == 2
