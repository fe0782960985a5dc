"""Bills on a real database: made once, again when usage or a price changed, and never overwritten."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import Engine, func, insert, select, update

from batch_job.billing.kept_bills import KeptBill, kept_bill
from batch_job.billing.nightly import price_all, price_published
from batch_job.billing.run import Outcome, price_due
from batch_job.problem import Problem
from contract.billing_periods import Period
from contract.bills import exact, rounded, total
from contract.days import midnight
from contract.settings import Settings
from contract.tables.bills import bill_lines, bills
from contract.tables.tariffs import tariff_assignments, tariffs
from contract.usage import Basis
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

JUNE = Period(date(2025, 6, 1), date(2025, 6, 30))
HOME = ("electricity", 64)


def _price(database: Engine, settings: Settings, now: int, month: int | None = None) -> tuple[int, int, int]:
    found = _outcome(database, settings, now, month)
    assert not found.problems
    return found.first, found.again, found.kept


def _outcome(database: Engine, settings: Settings, now: int, month: int | None = None) -> Outcome:
    return price_due(database, settings, lambda: now, month)


def _bill(database: Engine, point: tuple[str, int] = HOME, as_of: int | None = None) -> KeptBill:
    with database.connect() as connection:
        found = kept_bill(connection, point, JUNE.first, as_of)
    assert found is not None
    assert total(found.lines) == found.bill.total
    assert all(rounded(exact(line), line.rounding) == line.amount for line in found.lines)
    return found


def _counts(database: Engine) -> tuple[int, int]:
    with database.connect() as connection:
        bill_count, line_count = (
            connection.execute(select(func.count()).select_from(each)).scalar_one() for each in (bills, bill_lines)
        )
    return int(bill_count), int(line_count)


def _plain_june(database: Engine, homes: int = 1) -> int:
    put_tariff(database, "plain", PLAIN)
    settle_homes(database, range(64, 64 + homes), "electricity", "plain")
    return publish(database, "electricity", range(64, 64 + homes), JUNE.days, lambda _day, _number: 125_000)


def test_a_period_is_billed_once(ledger: Settings, database: Engine) -> None:
    run_id = _plain_june(database, homes=3)

    assert _price(database, ledger, 1000) == (3, 0, 0)
    assert _price(database, ledger, 2000) == (0, 0, 0)

    found = _bill(database)
    assert (found.bill.version, found.bill.state, found.bill.reason) == (1, "issued", "first")
    assert [(line.name, line.amount) for line in found.lines] == [
        ("standing charge", Decimal("15.00")),
        ("energy", Decimal("72.00")),
    ]
    [span] = found.lines[1].spans
    assert (span.first, span.last, span.run_id, span.intervals, span.quantity) == (
        JUNE.first, JUNE.last, run_id, 2880, 360_000_000,
    )  # fmt: skip
    assert _counts(database) == (3, 6)


def test_only_the_month_that_was_asked_for(ledger: Settings, database: Engine) -> None:
    _plain_june(database)
    publish(database, "electricity", [64], Period(date(2025, 7, 1), date(2025, 7, 31)).days, lambda _day, _number: 1)
    assert _price(database, ledger, 1000, 12 * 2025 + 6) == (1, 0, 0)
    assert _price(database, ledger, 1000) == (1, 0, 0)


def test_a_period_that_runs_on_has_no_bill_and_a_mostly_unsettled_one_neither(
    ledger: Settings, database: Engine
) -> None:
    put_tariff(database, "plain", PLAIN)
    settle_homes(database, [64], "electricity", "plain", billing_day=20)
    publish(database, "electricity", [64], JUNE.days, lambda _day, _number: 125_000)
    # 20 May to 19 June has 19 of 31 days; 20 June to 19 July has not ended
    assert _price(database, ledger, 1000) == (1, 0, 0)
    with database.connect() as connection:
        row = connection.execute(select(bills)).one()
    assert (row.first_day, row.last_day, row.state, row.missing) == (
        date(2025, 5, 20),
        date(2025, 6, 19),
        "held",
        12 * 96,
    )


def test_a_changed_day_prices_again_and_shows_the_difference(ledger: Settings, database: Engine) -> None:
    first_run = _plain_june(database)
    _price(database, ledger, 1000)
    run_id = publish(
        database, "electricity", [64], [date(2025, 6, 10)], lambda _day, _number: 225_000, basis=Basis.PROFILE
    )

    assert _price(database, ledger, 2000) == (0, 1, 0)

    found = _bill(database)
    assert (found.bill.version, found.bill.reason, found.bill.difference) == (2, "usage", Decimal("1.92"))
    assert [(each.after and each.after.name, each.quantity, each.amount) for each in found.changes] == [
        ("energy", 9_600_000, Decimal("1.92"))
    ]
    assert [span.run_id for span in found.lines[1].spans] == [first_run, run_id, first_run]
    assert (found.lines[1].estimated, found.lines[1].estimated_intervals) == (21_600_000, 96)
    assert _bill(database, as_of=1999).bill.total == Decimal("87.00")
    assert _bill(database, as_of=2000).bill.total == Decimal("88.92")


def test_the_same_usage_by_a_newer_run_keeps_the_bill(ledger: Settings, database: Engine) -> None:
    _plain_june(database)
    _price(database, ledger, 1000)
    publish(database, "electricity", [64], JUNE.days, lambda _day, _number: 125_000)

    assert _price(database, ledger, 2000) == (0, 0, 1)
    assert _price(database, ledger, 3000) == (0, 0, 0)
    assert _counts(database) == (1, 2)


def test_a_changed_tariff_prices_again(ledger: Settings, database: Engine) -> None:
    _plain_june(database)
    _price(database, ledger, 1000)
    put_tariff(database, "plain", {**PLAIN, "rates": [{"name": "energy", "price": "0.30"}]}, "2025-06-21")

    assert _price(database, ledger, 2000) == (0, 1, 0)

    found = _bill(database)
    assert (found.bill.reason, found.bill.total, found.bill.difference) == ("prices", Decimal(99), Decimal(12))
    shown = [(each.before is None, each.amount) for each in found.changes]
    assert shown == [
        (False, Decimal("-5.00")),
        (False, Decimal("-24.00")),
        (True, Decimal("5.00")),
        (True, Decimal("36.00")),
    ]
    assert sum(amount for _, amount in shown) == found.bill.difference


def test_a_changed_calorific_value_prices_gas_again(ledger: Settings, database: Engine) -> None:
    put_tariff(database, "gas", GAS)
    put_calorific_value(database, "2020-01-01", "39.5")
    settle_homes(database, [64], "gas", "gas")
    publish(database, "gas", [64], JUNE.days, lambda _day, _number: 10_000)
    assert _price(database, ledger, 1000) == (1, 0, 0)
    # 28.8 m3 x 1.02264 x 39.5 / 3.6 x 0.05 = 16.158, and 15.00 for standing
    assert _bill(database, ("gas", 64)).bill.total == Decimal("31.16")

    put_calorific_value(database, "2020-01-01", "40.5", version=2)

    assert _price(database, ledger, 2000) == (0, 1, 0)
    # x 40.5: 16.567
    assert _bill(database, ("gas", 64)).bill.total == Decimal("31.57")


def test_a_gap_holds_the_bill_until_it_is_filled(ledger: Settings, database: Engine) -> None:
    put_tariff(database, "plain", PLAIN)
    settle_homes(database, [64], "electricity", "plain")
    publish(
        database, "electricity", [64], JUNE.days, lambda day, number: None if day.day == 30 and number > 90 else 125_000
    )
    _price(database, ledger, 1000)
    assert (_bill(database).bill.state, _bill(database).bill.missing) == ("held", 5)

    publish(database, "electricity", [64], JUNE.days[-1:], lambda _day, _number: 125_000)
    _price(database, ledger, 2000)
    assert (_bill(database).bill.state, _bill(database).bill.total) == ("issued", Decimal(87))


def test_the_first_bill_of_a_customer_from_noon_on_is_issued(ledger: Settings, database: Engine) -> None:
    put_tariff(database, "plain", PLAIN)
    settle_homes(database, [64], "electricity", "plain")
    day = date(2025, 6, 12)
    supply(database, 64, "electricity", midnight(day, ZONE) + 12 * HOUR_MS)
    since = Period(day, JUNE.last).days
    publish(database, "electricity", [64], since, lambda on, number: None if on == day and number < 49 else 125_000)
    assert _price(database, ledger, 1000) == (1, 0, 0)
    assert (_bill(database).bill.state, _bill(database).bill.missing) == ("issued", 0)
    # 19 days of 0.50; 18 days of 12 kWh and 47 quarter hours of 0.125 kWh at 0.20: 44.375
    assert _bill(database).bill.total == Decimal("53.88")


def test_without_a_price_nothing_is_guessed(ledger: Settings, database: Engine) -> None:
    put_tariff(database, "gas", GAS)
    settle_homes(database, [64], "gas", "gas")
    publish(database, "gas", [64], JUNE.days, lambda _day, _number: 10_000)

    found = _outcome(database, ledger, 1000)

    assert list(found.problems.values()) == [1]
    [sentence] = found.problems
    assert "No calorific value of zone America/New_York is on file for 2025-06-01" in sentence
    assert sentence.endswith("python -m batch_job calorific-value America/New_York MJ --from 2025-06-01.")
    assert _counts(database) == (0, 0)


def test_another_tariff_from_a_day_in_the_past_prices_again(ledger: Settings, database: Engine) -> None:
    _plain_june(database)
    put_tariff(database, "night", {**PLAIN, "rates": [{"name": "energy", "price": "0.10"}]})
    _price(database, ledger, 1000)
    row = {"utility": "electricity", "user_id": 64, "valid_from": date(2025, 6, 1), "version": 1, "tariff_id": "night"}
    with database.begin() as connection:
        connection.execute(insert(tariff_assignments), [row])

    assert _price(database, ledger, 2000) == (0, 1, 0)
    assert _bill(database).bill.total == Decimal(51)


def _assign(database: Engine, first: str, last: str | None, version: int = 1) -> None:
    fields = {"utility": "electricity", "user_id": 64, "tariff_id": "plain", "version": version}
    days = {"valid_from": date.fromisoformat(first), "valid_to": date.fromisoformat(last) if last else None}
    with database.begin() as connection:
        connection.execute(insert(tariff_assignments), [{**fields, **days}])


def test_days_between_two_contracts_are_taken_back(ledger: Settings, database: Engine) -> None:
    _plain_june(database)
    _price(database, ledger, 1000)
    _assign(database, "2020-01-01", "2025-06-10", version=2)
    _assign(database, "2025-06-21", None)
    assert _price(database, ledger, 2000) == (0, 1, 0)
    found = _bill(database)
    # ten days and ten days of 0.50 and of 12 kWh at 0.20
    assert (found.bill.total, found.bill.reason) == (Decimal(58), "prices")
    assert [(str(line.first), str(line.last)) for line in found.lines] == [
        *[("2025-06-01", "2025-06-10")] * 2,
        *[("2025-06-21", "2025-06-30")] * 2,
    ]


def test_a_bill_without_a_tariff_any_more_is_taken_back(ledger: Settings, database: Engine) -> None:
    _plain_june(database)
    _price(database, ledger, 1000)
    _assign(database, "2020-01-01", "2025-05-31", version=2)
    assert _price(database, ledger, 2000) == (0, 1, 0)
    found = _bill(database)
    assert (found.bill.total, found.bill.difference, found.bill.currency) == (Decimal(0), Decimal(-87), "USD")
    assert (found.lines, found.bill.state) == ((), "issued")
    assert _price(database, ledger, 3000) == (0, 0, 0)


def test_a_document_that_was_taken_once_and_cannot_be_read_stops_those_who_have_it(
    ledger: Settings, database: Engine
) -> None:
    _plain_june(database, homes=2)
    put_tariff(database, "night", PLAIN)
    with database.begin() as connection:
        bad = json.dumps({**PLAIN, "standing_per_day": "1e20"})
        connection.execute(update(tariffs).where(tariffs.c.tariff_id == "night").values(document=bad))
        mine = tariff_assignments.c.user_id == 65
        connection.execute(update(tariff_assignments).where(mine).values(tariff_id="night"))
    found = price_all(ledger, database)
    assert (found.first, list(found.problems.values())) == (1, [1])
    assert "tariff 'night', version 1, standing_per_day: 1e20 must be below" in next(iter(found.problems))


def test_a_night_without_prices_passes(ledger: Settings, database: Engine) -> None:
    settle_homes(database, [64], "electricity", "nowhere")
    publish(database, "electricity", [64], JUNE.days, lambda _day, _number: 1)
    price_published(ledger, database)
    assert _counts(database) == (0, 0)


def test_a_tariff_keeps_its_utility(database: Engine) -> None:
    put_tariff(database, "plain", PLAIN)
    assert put_tariff(database, "plain", PLAIN, "2025-06-01") == 2
    with pytest.raises(Problem, match="is for electricity, this document for gas"):
        put_tariff(database, "plain", GAS)


def test_a_tariff_keeps_its_currency(database: Engine) -> None:
    put_tariff(database, "plain", PLAIN)
    with pytest.raises(Problem, match="is for USD, this document for EUR"):
        put_tariff(database, "plain", {**PLAIN, "currency": "EUR"}, "2025-06-15")


def test_two_currencies_in_a_period_stop_its_bill_alone(ledger: Settings, database: Engine) -> None:
    _plain_june(database, homes=2)
    put_tariff(database, "euro", {**PLAIN, "currency": "EUR"})
    row = {"utility": "electricity", "user_id": 65, "valid_from": date(2025, 6, 15), "version": 1, "tariff_id": "euro"}
    with database.begin() as connection:
        connection.execute(insert(tariff_assignments), [row])
    found = _outcome(database, ledger, 1000)
    assert (found.first, list(found.problems.values())) == (1, [1])
    assert "2025-06-01 to 2025-06-30 has tariffs in 2 currencies" in next(iter(found.problems))
    assert _bill(database).bill.total == Decimal(87)
