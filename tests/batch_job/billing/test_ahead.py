"""Outlooks and costs by tariff on a real database: made for open periods, scored when they end."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
from sqlalchemy import Engine, insert, select

from batch_job.billing.ahead import back_test, score
from batch_job.billing.nightly import price_all
from contract.billing_periods import Period
from contract.days import midnight
from contract.settings import Settings
from contract.tables.access import accounts, occupancies
from contract.tables.bills import bill_outlooks, bills, tariff_costs
from contract.windows import HOUR_MS
from tests.batch_job.billing.ledger import (
    GAS,
    PLAIN,
    ZONE,
    publish,
    put_calorific_value,
    put_tariff,
    settle_homes,
    supply,
)

DEAR = {**PLAIN, "name": "Dear", "rates": [{"name": "energy", "price": "0.40"}]}


def _usage(day: date, number: int) -> int:
    return int(np.random.default_rng([day.toordinal(), number]).integers(100_000, 150_000))


def _days(first: str, last: str) -> list[date]:
    return Period(date.fromisoformat(first), date.fromisoformat(last)).days


def test_an_open_period_is_foretold_and_scored_at_its_end(ledger: Settings, database: Engine) -> None:
    put_tariff(database, "plain", PLAIN)
    settle_homes(database, [64, 65], "electricity", "plain")
    publish(database, "electricity", [64, 65], _days("2025-04-20", "2025-06-12"), _usage)
    price_all(ledger, database)
    with database.connect() as connection:
        foretold = connection.execute(select(bill_outlooks).order_by(bill_outlooks.c.user_id)).all()
    assert [(row.user_id, row.first_day, row.known_to, row.actual) for row in foretold] == [
        (user, date(2025, 6, 1), date(2025, 6, 12), None) for user in (64, 65)
    ]
    assert all(row.so_far < row.p10 < row.p50 < row.p90 for row in foretold)

    publish(database, "electricity", [64, 65], _days("2025-06-13", "2025-06-30"), _usage)
    price_all(ledger, database)
    with database.connect() as connection:
        ended = connection.execute(select(bill_outlooks).where(bill_outlooks.c.known_to == date(2025, 6, 12))).all()
        june = connection.execute(select(bills.c.total).where(bills.c.first_day == date(2025, 6, 1))).scalars().all()
        found = score(connection)
    assert sorted(row.actual for row in ended) == sorted(june)
    assert all(abs(row.p50 - row.actual) < 1 for row in ended)
    assert found is not None
    assert found[0] == 2


def test_a_home_that_somebody_sees_is_told_what_it_costs_so_far(ledger: Settings, database: Engine) -> None:
    put_tariff(database, "plain", PLAIN)
    settle_homes(database, [64, 65], "electricity", "plain")
    stay = {"account": "alice", "user_id": 64, "occupied_from": 0, "occupied_to": None}
    with database.begin() as connection:
        connection.execute(insert(accounts), [{"name": "alice", "password_hash": "", "role": "homeowner"}])
        connection.execute(insert(occupancies), [stay])
    publish(database, "electricity", [64, 65], _days("2025-06-01", "2025-06-03"), lambda _day, _number: 125_000)
    price_all(ledger, database)
    with database.connect() as connection:
        [row] = connection.execute(select(bill_outlooks)).all()
    # 3 days of 0.50 and of 12 kWh
    assert (row.user_id, row.known_to, row.so_far, row.p50) == (64, date(2025, 6, 3), Decimal("8.70"), None)


def test_a_home_without_a_calorific_value_keeps_nobody_from_an_outlook(ledger: Settings, database: Engine) -> None:
    put_tariff(database, "gas", GAS)
    put_tariff(database, "m3", {**GAS, "per": "m3", "correction": None})
    settle_homes(database, [64], "gas", "gas")
    settle_homes(database, [65], "gas", "m3")
    publish(database, "gas", [64, 65], _days("2025-04-20", "2025-06-12"), _usage)
    found = price_all(ledger, database)
    assert [sentence[:18] for sentence in found.problems] == ["No calorific value"]
    with database.connect() as connection:
        assert connection.execute(select(bill_outlooks.c.user_id)).scalars().all() == [65]


def test_past_periods_are_foretold_from_what_was_known_then(ledger: Settings, database: Engine) -> None:
    put_tariff(database, "plain", PLAIN)
    settle_homes(database, [64], "electricity", "plain")
    publish(database, "electricity", [64], _days("2025-03-01", "2025-06-30"), _usage)
    price_all(ledger, database)
    assert back_test(database) > 0
    with database.connect() as connection:
        rows = connection.execute(select(bill_outlooks).where(bill_outlooks.c.back_test)).all()
    assert {(row.first_day.month, row.known_to.day) for row in rows} == {
        (4, 10),
        (4, 20),
        (5, 10),
        (5, 20),
        (6, 10),
        (6, 20),
    }
    assert all(row.actual is not None and row.p10 <= row.p50 <= row.p90 for row in rows)


def test_the_cost_under_every_tariff_on_file(ledger: Settings, database: Engine) -> None:
    put_tariff(database, "plain", PLAIN)
    put_tariff(database, "dear", DEAR)
    settle_homes(database, [64], "electricity", "plain")
    publish(database, "electricity", [64], _days("2025-05-01", "2025-06-30"), lambda _day, _number: 125_000)
    price_all(ledger, database)
    with database.connect() as connection:
        rows = connection.execute(select(tariff_costs).order_by(tariff_costs.c.cost)).all()
    # 61 days of 0.50 and of 12 kWh
    assert [(row.tariff_id, row.cost, row.assigned) for row in rows] == [
        ("plain", Decimal("176.90"), True),
        ("dear", Decimal("323.30"), False),
    ]
    assert {(row.first_day, row.last_day) for row in rows} == {(date(2025, 5, 1), date(2025, 6, 30))}
    with database.connect() as connection:
        billed = sum(connection.execute(select(bills.c.total)).scalars())
    assert billed == rows[0].cost


def _costs(database: Engine) -> dict[tuple[int, str], tuple[int, Decimal]]:
    with database.connect() as connection:
        rows = connection.execute(select(tariff_costs)).all()
    return {(row.user_id, row.tariff_id): (row.tariff_version, row.cost) for row in rows}


def test_a_tariff_put_on_file_today_is_compared_tonight(ledger: Settings, database: Engine) -> None:
    put_tariff(database, "plain", PLAIN)
    settle_homes(database, [64], "electricity", "plain")
    publish(database, "electricity", [64], _days("2025-05-01", "2025-06-30"), lambda _day, _number: 125_000)
    price_all(ledger, database)
    put_tariff(database, "dear", DEAR)
    put_tariff(database, "plain", {**PLAIN, "standing_per_day": "1.50"}, "2025-07-01")
    price_all(ledger, database)
    # 61 days dearer by 1.00; what is in force today counts, though both periods ended before
    found = _costs(database)
    assert found == {(64, "plain"): (2, Decimal("237.90")), (64, "dear"): (1, Decimal("323.30"))}
    put_tariff(database, "plain", PLAIN, "2025-07-02")
    price_all(ledger, database)
    assert _costs(database) == found


def test_periods_before_the_first_calorific_value_count_under_no_tariff(ledger: Settings, database: Engine) -> None:
    put_tariff(database, "gas", GAS)
    put_tariff(database, "m3", {**GAS, "per": "m3", "correction": None})
    put_calorific_value(database, "2025-05-20", "39.5")
    settle_homes(database, [64, 65], "gas", "gas")
    publish(database, "gas", [64], _days("2025-06-01", "2025-06-30"), lambda _day, _number: 10_000)
    publish(database, "gas", [65], _days("2025-05-01", "2025-06-30"), lambda _day, _number: 10_000)
    price_all(ledger, database)
    # 28.8 m3 x 1.02264 x 39.5 / 3.6 x 0.05 = 16.158, and 15.00 for standing; 28.8 m3 x 0.05 = 1.44
    june = {"gas": (1, Decimal("31.16")), "m3": (1, Decimal("16.44"))}
    assert _costs(database) == {(user, name): cost for user in (64, 65) for name, cost in june.items()}


def test_a_home_is_not_compared_on_days_before_its_supply(ledger: Settings, database: Engine) -> None:
    put_tariff(database, "plain", PLAIN)
    settle_homes(database, [64, 65], "electricity", "plain")
    day = date(2025, 6, 21)
    supply(database, 64, "electricity", midnight(day, ZONE) + 12 * HOUR_MS)
    publish(database, "electricity", [65], _days("2025-06-01", "2025-06-30"), lambda _day, _number: 125_000)
    since = Period(day, date(2025, 6, 30)).days
    publish(database, "electricity", [64], since, lambda on, number: None if on == day and number < 48 else 125_000)
    price_all(ledger, database)
    with database.connect() as connection:
        mine = connection.execute(select(tariff_costs).where(tariff_costs.c.user_id == 64)).one()
        billed = connection.execute(select(bills.c.total).where(bills.c.user_id == 64)).scalar_one()
    # ten days of 0.50, nine and a half of 12 kWh at 0.20
    assert (mine.cost, mine.missing, mine.first_day) == (billed, 0, day) == (Decimal("27.80"), 0, day)
