"""The verbs of pricing, as a person calls them."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner

from batch_job.billing.kept_bills import kept_bill
from batch_job.billing.run import price_due
from batch_job.commands import commands
from batch_job.problem import Problem
from contract.billing_periods import Period
from contract.days import midnight
from contract.settings import Settings
from tests.batch_job.billing.ledger import GAS, PLAIN, ZONE, publish, put_tariff, settle_homes

JUNE = Period(date(2025, 6, 1), date(2025, 6, 30))


@pytest.fixture(autouse=True)
def own(ledger: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands find this schema."""
    monkeypatch.setenv("CONCORD_NAMESPACE", ledger.namespace)
    monkeypatch.setenv("CONCORD_PORT_BASE", str(ledger.port_base))
    monkeypatch.setenv("COLUMNS", "240")  # a row is a line


def _said(*words: str) -> str:
    found = CliRunner().invoke(commands, list(words))
    assert found.exit_code == 0, found.exception
    return " ".join(found.output.split())


def _refused(*words: str) -> str:
    found = CliRunner().invoke(commands, list(words))
    assert isinstance(found.exception, Problem), found.output
    return str(found.exception)


def _june(database: Engine, *, last: date = JUNE.last) -> None:
    put_tariff(database, "plain", PLAIN)
    settle_homes(database, [64], "electricity", "plain")
    publish(database, "electricity", [64], Period(JUNE.first, last).days, lambda _day, _number: 125_000)


def test_a_bill_as_it_was_known_then_is_asked_for_in_utc(
    ledger: Settings, database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    _june(database)
    monkeypatch.setenv("TZ", "America/Los_Angeles")
    time.tzset()
    try:
        price_due(database, ledger, lambda: midnight(date(2025, 7, 1), "UTC"))
        assert "version 1, issued" in _said("bill", "64", "electricity", "--as-of", "2025-07-01T00:00:00")
        before = _refused("bill", "64", "electricity", "--as-of", "2025-06-30T23:59:59")
    finally:
        monkeypatch.undo()
        time.tzset()
    assert before.startswith("User 64 has no such bill of electricity")


def test_a_calorific_value_is_put_on_file_by_the_words_that_its_absence_says(
    ledger: Settings, database: Engine
) -> None:
    put_tariff(database, "gas", GAS)
    settle_homes(database, [64], "gas", "gas")
    publish(database, "gas", [64], JUNE.days, lambda _day, _number: 10_000)
    [sentence] = price_due(database, ledger, lambda: 1).problems
    words = sentence.partition("python -m batch_job ")[2].removesuffix(".").replace(" MJ ", " 39.5 ").split()
    assert "version 1" in _said(*words)
    assert _total(database, ledger, "gas") == Decimal("31.16")
    assert "version 2" in _said("calorific-value", ZONE, "40.5", "--from", "2025-06-01")
    assert _total(database, ledger, "gas") == Decimal("31.57")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["Europe/Nowhere", "38.5"], "No county is in zone 'Europe/Nowhere'"),
        ([ZONE, "much"], "'much' is not a number"),
        ([ZONE, "NaN"], "NaN is no calorific value"),
        ([ZONE, "0"], "0 is no calorific value"),
        ([ZONE, "38.12345"], "no more than 4 decimals"),
        ([ZONE, "10000"], "10000 is no calorific value"),
    ],
)
def test_what_is_no_calorific_value_is_refused(database: Engine, words: list[str], sentence: str) -> None:
    settle_homes(database, [64], "gas", "gas")
    assert sentence in _refused("calorific-value", *words, "--from", "2025-06-01")


def test_a_home_gets_another_tariff_from_a_day_on(ledger: Settings, database: Engine) -> None:
    _june(database)
    put_tariff(database, "dear", {**PLAIN, "standing_per_day": "1.50"})
    assert "version 1" in _said("assign", "64", "electricity", "dear", "--from", "2025-06-21")
    assert _total(database, ledger) == Decimal(97)
    assert "version 2" in _said("assign", "64", "electricity", "dear", "--from", "2025-06-21", "--until", "2025-06-25")
    # 25 days of 12 kWh at 0.20, 20 of 0.50 and 5 of 1.50; none for the last five
    assert _total(database, ledger) == Decimal("77.50")


def test_a_tariff_that_nobody_can_have_is_refused(database: Engine) -> None:
    _june(database)
    put_tariff(database, "late", PLAIN, "2025-07-01")
    put_tariff(database, "gas", GAS)
    since = ["--from", "2025-06-21"]
    assert "No tariff 'late' of electricity is in force on 2025-06-21" in _refused(
        "assign", "64", "electricity", "late", *since
    )
    assert "No tariff 'gas' of electricity" in _refused("assign", "64", "electricity", "gas", *since)
    assert "User 64 has no service point of gas" in _refused("assign", "64", "gas", "gas", *since)
    early = [*since, "--until", "2025-06-20"]
    assert "is before the first" in _refused("assign", "64", "electricity", "plain", *early)


def test_periods_begin_on_another_day_once_none_is_billed(ledger: Settings, database: Engine) -> None:
    _june(database, last=date(2025, 7, 14))
    assert _total(database, ledger) == Decimal(87)
    words = ["billing-day", "64", "electricity"]
    assert "Days up to 2025-06-30 are billed" in _refused(*words, "15", "--from", "2025-06-02")
    assert "No month has a day 32" in _refused(*words, "32", "--from", "2025-07-02")
    assert "the first of them on 2025-07-15" in _said(*words, "15", "--from", "2025-07-02")
    assert price_due(database, ledger, lambda: 2).first == 1
    assert "2025-07-01 to 2025-07-14, version 1, issued" in _said("bill", "64", "electricity")


def test_held_and_unbilled_periods_are_listed_with_their_reasons(ledger: Settings, database: Engine) -> None:
    _june(database)
    settle_homes(database, [65, 66], "electricity", "plain")
    settle_homes(database, [67], "gas", "gas")
    put_tariff(database, "gas", GAS)
    publish(database, "electricity", [65], JUNE.days, lambda day, _number: None if day.day == 9 else 1)
    publish(database, "electricity", [66], JUNE.days[:14], lambda _day, _number: 1)
    publish(database, "gas", [67], JUNE.days, lambda _day, _number: 1)
    assert price_due(database, ledger, lambda: 1).problems
    found = _said("unbilled")
    for words in (
        "electricity │ 65 │ 2025-06-01 │ 2025-06-30 │ held",
        "electricity │ 66 │ 2025-06-01 │ 2025-06-30 │ unbilled",
        "gas │ 67 │ 2025-06-01 │ 2025-06-30 │ unbilled",
        "96 intervals are",
        "Only 14 of 30 days",
        "No calorific value",
        "without an issued bill: 3",
    ):
        assert words in found
    assert "bill: 3" in _said("unbilled", "--limit", "1")

    publish(database, "electricity", [65, 66], JUNE.days, lambda _day, _number: 1)
    price_due(database, ledger, lambda: 2)
    assert "bill: 1" in _said("unbilled")


def _total(database: Engine, settings: Settings, utility: str = "electricity") -> Decimal:
    """Of June's bill, after another pricing."""
    assert not price_due(database, settings, lambda: 1).problems
    with database.connect() as connection:
        found = kept_bill(connection, (utility, 64), JUNE.first)
    assert found is not None
    return Decimal(found.bill.total)
