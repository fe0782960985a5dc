"""A real home's electricity and gas through the whole stack, against a few lines of plain Python over the same file."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from datetime import date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from contract.settings import Settings
from tests.agreement.drained import drained
from tests.agreement.real_input import DATA, Account, last_readings, needs, only_run, settled_days, through_the_stack

FILE = DATA / "uk_home_electricity_gas_hourly.csv.gz"
LONDON = ZoneInfo("Europe/London")
HOUR = 3_600_000
COMMON = (
    *("--user", "home", "--time-column", "local_time", "--zone", "Europe/London"),
    *("--unit", "kWh", "--period", "60", "--starts"),
)
UTILITIES = {"gas": "gas_kwh", "electricity": "elec_import_kwh"}
A_KWH = {"gas": Fraction(10**6) / Fraction("11.2"), "electricity": Fraction(10**6)}  # mL, mWh
pytestmark = needs(FILE)

Hours = list[tuple[datetime, int, int]]


def registers(utility: str) -> Hours:
    """Beginning of each hour with its register (mWh, mL) there and at its end."""
    total, found = Fraction(0), []
    with gzip.open(FILE, "rt") as lines:
        for row in csv.DictReader(lines):
            if row[UTILITIES[utility]] != "NA":
                before, total = total, total + Fraction(row[UTILITIES[utility]]) * A_KWH[utility]
                begins = datetime.fromisoformat(row["local_time"]).replace(tzinfo=LONDON)
                found.append((begins, before // 1, total // 1))
    return found


def expected_days(hours: Hours) -> dict[date, int]:
    """Usage per local day; an hour lies in the day in which it begins."""
    found: dict[date, int] = defaultdict(int)
    for begins, before, after in hours:
        found[begins.date()] += after - before
    return found


def utc_ms(begins: datetime) -> int:
    return round(begins.timestamp()) * 1000


def gaps(hours: Hours) -> int:
    """How often an hour does not begin where the one before it ended, the first one included."""
    ends = [0, *(utc_ms(begins) + HOUR for begins, _, _ in hours)]
    return sum(utc_ms(begins) != end for (begins, _, _), end in zip(hours, ends, strict=False))


@pytest.fixture(scope="module")
def replayed(module_namespace: Settings) -> tuple[Settings, dict[str, Account]]:
    """The file replayed twice, streamed, archived and settled in a namespace of its own."""
    replays = [(*COMMON, "--utility", name, "--usage-column", column) for name, column in UTILITIES.items()]
    accounts = through_the_stack(module_namespace, FILE, *replays)
    return module_namespace, dict(zip(UTILITIES, accounts, strict=True))


def test_every_row_is_accounted_for(replayed: tuple[Settings, dict[str, Account]]) -> None:
    settings, accounts = replayed
    hours = {utility: registers(utility) for utility in UTILITIES}
    assert {utility: len(found) for utility, found in hours.items()} == {"gas": 5_588, "electricity": 15_311}
    sent = 0
    for utility, account in accounts.items():
        missing, openings = 15_311 - len(hours[utility]), gaps(hours[utility])
        assert (account["rows"], account["skipped"]) == (15_311, {"no value": missing} if missing else {})
        assert (account["openings"], account["sent"]) == (openings, len(hours[utility]) + openings)
        assert account["duplicates"] == account["out_of_order"] == account["repeated_hour"] == 0
        sent += account["sent"]
    assert tuple(only_run(settings)) == (sent, 0, 0, "published")
    assert drained(settings, "late") == drained(settings, "quarantine") == []


@pytest.mark.parametrize("utility", UTILITIES)
def test_settled_days_equal_the_file(replayed: tuple[Settings, dict[str, Account]], utility: str) -> None:
    settings, accounts = replayed
    hours, user_id = registers(utility), accounts[utility]["users"]["home"]
    settled = settled_days(settings)[utility, user_id]
    assert {day: found.total for day, found in settled.items()} == expected_days(hours)
    quarters = (utc_ms(hours[-1][0]) + HOUR - utc_ms(hours[0][0])) // (HOUR // 4)
    assert sum(found.known for found in settled.values()) == quarters  # also in autumn's hour, which has no row


@pytest.mark.parametrize("utility", UTILITIES)
def test_the_live_view_holds_the_last_reading(replayed: tuple[Settings, dict[str, Account]], utility: str) -> None:
    settings, accounts = replayed
    begins, _, register = registers(utility)[-1]
    user_id = accounts[utility]["users"]["home"]
    assert last_readings(settings, utility, [user_id]) == {user_id: (utc_ms(begins) + HOUR, register)}
