"""What a solar home feeds in, on its bill: to the cent, from settled days of its own, and again when these change."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Engine, delete, select

from batch_job.billing.kept_bills import KeptBill, kept_bill
from batch_job.billing.nightly import price_published
from batch_job.billing.run import price_due
from contract.billing_periods import Period
from contract.bills import Kind, exact, rounded, total
from contract.days import midnight
from contract.settings import Settings
from contract.tables.batch_view import usage_days
from contract.tables.bills import bill_outlooks, tariff_costs
from contract.windows import HOUR_MS
from tests.batch_job.billing.ledger import PLAIN, ZONE, publish, put_tariff, settle_homes, supply

JUNE = Period(date(2025, 6, 1), date(2025, 6, 30))
HOME, NEIGHBOUR = 64, 65
SOLAR: dict[str, Any] = {**PLAIN, "export": {"price": "0.08"}, "taxes": [{"name": "state tax", "rate": "0.05"}]}
UNPAID: dict[str, Any] = {**PLAIN, "name": "Unpaid"}
# Standing 15.00, energy 2,880 intervals of 0.125 kWh at 0.20, and tax on both.
TAKEN = Decimal("15.00") + Decimal("72.00") + Decimal("4.35")


def fed(_day: date, number: int) -> int:
    """0.05 kWh in each of 32 quarter hours of the day."""
    return 50_000 if 32 <= number < 64 else 0


def june(database: Engine) -> int:
    """Two homes on the tariff, one of them with panels; gives the run of what these fed in."""
    put_tariff(database, "solar", SOLAR)
    settle_homes(database, [HOME, NEIGHBOUR], "electricity", "solar")
    publish(database, "electricity", [HOME, NEIGHBOUR], JUNE.days, lambda _day, _number: 125_000)
    return publish(database, "export", [HOME], JUNE.days, fed)


def bill(database: Engine, user: int = HOME) -> KeptBill:
    with database.connect() as connection:
        found = kept_bill(connection, ("electricity", user), JUNE.first, None)
    assert found is not None
    assert total(found.lines) == found.bill.total
    assert all(rounded(exact(line), line.rounding) == line.amount for line in found.lines)
    return found


def priced(database: Engine, settings: Settings, now: int) -> tuple[int, int, int]:
    found = price_due(database, settings, lambda: now)
    assert not found.problems
    return found.first, found.again, found.kept


def test_what_is_fed_in_is_a_credit_without_tax_that_rests_on_its_days(ledger: Settings, database: Engine) -> None:
    run_id = june(database)
    assert priced(database, ledger, 1000) == (2, 0, 0)

    found = bill(database)
    [credit] = [line for line in found.lines if line.kind is Kind.EXPORT]
    assert (credit.quantity, credit.price, credit.amount) == (48_000_000, Decimal("-0.08"), Decimal("-3.84"))
    [span] = credit.spans
    assert (span.first, span.last, span.run_id, span.intervals) == (JUNE.first, JUNE.last, run_id, 2880)
    assert (found.bill.total, found.bill.state) == (TAKEN - Decimal("3.84"), "issued")

    assert [line.kind for line in bill(database, NEIGHBOUR).lines] == [Kind.STANDING, Kind.ENERGY, Kind.TAX]
    assert bill(database, NEIGHBOUR).bill.total == TAKEN


def test_a_corrected_read_of_what_was_fed_in_makes_that_bill_anew(ledger: Settings, database: Engine) -> None:
    june(database)
    priced(database, ledger, 1000)
    day = date(2025, 6, 10)
    publish(database, "export", [HOME], [day], lambda _day, number: 2 * fed(day, number))
    assert priced(database, ledger, 2000) == (0, 1, 0)
    found = bill(database)
    assert (found.bill.version, found.bill.reason) == (2, "usage")
    assert found.bill.total == TAKEN - Decimal("3.97")  # 49.6 kWh at 0.08, which is 3.968
    assert found.bill.difference == Decimal("-0.13")
    assert priced(database, ledger, 3000) == (0, 0, 0)


def test_a_credit_that_nobody_can_tell_holds_the_bill(ledger: Settings, database: Engine) -> None:
    june(database)
    day = date(2025, 6, 20)
    publish(database, "export", [HOME], [day], lambda _day, number: None if number == 40 else fed(day, number))
    priced(database, ledger, 1000)
    assert (bill(database).bill.state, bill(database).bill.missing) == ("held", 1)
    assert bill(database, NEIGHBOUR).bill.state == "issued"


def test_panels_from_noon_on_hold_no_bill(ledger: Settings, database: Engine) -> None:
    june(database)
    day = date(2025, 6, 20)
    with database.begin() as connection:
        connection.execute(delete(usage_days).where(usage_days.c.utility == "export"))
    supply(database, HOME, "export", midnight(day, ZONE) + 12 * HOUR_MS)
    since = Period(day, JUNE.last).days
    publish(
        database, "export", [HOME], since, lambda on, number: None if on == day and number < 48 else fed(on, number)
    )
    priced(database, ledger, 1000)
    assert (bill(database).bill.state, bill(database).bill.missing) == ("issued", 0)

    publish(database, "export", [HOME], [day], lambda on, number: None if number < 48 or number == 60 else 0)
    priced(database, ledger, 2000)
    assert (bill(database).bill.state, bill(database).bill.missing) == ("held", 1)


def test_other_tariffs_and_the_open_bill_know_the_credit(ledger: Settings, database: Engine) -> None:
    june(database)
    put_tariff(database, "unpaid", UNPAID)
    first = Period(date(2025, 7, 1), date(2025, 7, 10)).days
    publish(database, "electricity", [HOME, NEIGHBOUR], first, lambda _day, _number: 125_000)
    publish(database, "export", [HOME], first, fed)
    price_published(ledger, database)
    with database.connect() as connection:
        cost = {(row.user_id, row.tariff_id): row.cost for row in connection.execute(select(tariff_costs))}
        open_bill = {row.user_id: row for row in connection.execute(select(bill_outlooks))}
    assert cost[HOME, "solar"] == TAKEN - Decimal("3.84")
    assert cost[NEIGHBOUR, "solar"] == TAKEN
    assert cost[HOME, "unpaid"] == cost[NEIGHBOUR, "unpaid"] == Decimal("87.00")
    # ten of 31 days: standing 5.00, energy 24.00, tax 1.45, and 16 kWh fed in
    assert open_bill[NEIGHBOUR].so_far == Decimal("30.45")
    assert open_bill[HOME].so_far == Decimal("30.45") - Decimal("1.28")
    whole = Decimal("31") / 10 * (Decimal("30.45") - Decimal("1.28"))
    assert abs(open_bill[HOME].p50 - whole) < Decimal("0.05")
