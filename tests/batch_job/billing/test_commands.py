"""The verbs of pricing, as a person calls them."""

from __future__ import annotations

import time
from datetime import date

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner

from batch_job.billing.run import price_due
from batch_job.commands import commands
from batch_job.problem import Problem
from contract.billing_periods import Period
from contract.days import midnight
from contract.settings import Settings
from tests.batch_job.billing.ledger import PLAIN, publish, put_tariff, settle_homes

JUNE = Period(date(2025, 6, 1), date(2025, 6, 30))


@pytest.fixture(autouse=True)
def own(ledger: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands find this schema."""
    monkeypatch.setenv("CONCORD_NAMESPACE", ledger.namespace)
    monkeypatch.setenv("CONCORD_PORT_BASE", str(ledger.port_base))


def _said(*words: str) -> str:
    found = CliRunner().invoke(commands, list(words))
    assert found.exit_code == 0, found.exception
    return found.output


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
