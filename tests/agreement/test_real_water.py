"""Forty real water homes through the whole stack, against a few lines of plain Python over the same file."""

from __future__ import annotations

import gzip
from collections import defaultdict
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from contract.settings import Settings
from contract.utilities import WATER
from tests.agreement.drained import drained
from tests.agreement.real_input import DATA, Account, last_readings, needs, only_run, settled_days, through_the_stack

FILE = DATA / "water_registers_daiad.csv.gz"
MADRID = ZoneInfo("Europe/Madrid")
QUARTER = 900_000
REPLAY = (
    *("--user-column", "user.key", "--time-column", "datetime", "--time-format", "%d/%m/%Y %H:%M:%S"),
    *("--zone", "Europe/Madrid", "--register-column", "meter.reading", "--unit", "L", "--utility", "water"),
    *("--separator", ";"),
)
pytestmark = needs(FILE)

Rows = dict[str, list[tuple[int, int]]]


def file_rows() -> Rows:
    """Per home (UTC ms, mL) in the file's order; the repeated autumn hour is resolved by order."""
    found: Rows = defaultdict(list)
    before: dict[str, tuple[datetime, int]] = {}
    with gzip.open(FILE, "rt") as lines:
        next(lines)
        for line in lines:
            home, time, register, _ = line.rstrip("\n").split(";")
            local = datetime.strptime(time, "%d/%m/%Y %H:%M:%S").replace(tzinfo=MADRID)
            last, fold = before.get(home, (local - timedelta(days=1), 0))
            fold = int(local.hour == 2 and (local <= last or (fold and local - last < timedelta(hours=1))))
            before[home] = (local, fold)
            at = local.replace(fold=fold)
            found[home].append((round(at.timestamp()) * 1000, int(float(register)) * 1000))
    return found


def levels(rows: list[tuple[int, int]]) -> dict[int, tuple[int, int]]:
    """Last reading of each quarter hour as (at, usage since the first), the meter's noise held at its highest."""
    last = {(at - 1) // QUARTER: (at, register) for at, register in sorted(rows)}
    first = mark = min(last.values())[1]
    found = {}
    for quarter, (at, register) in sorted(last.items()):
        mark = max(mark, register)
        found[quarter] = (at, mark - first)
    return found


def level_at_ends(points: dict[int, tuple[int, int]]) -> dict[int, int]:
    """The level at every quarter hour's end that is measured, or lies on a line of up to two hours."""
    known: dict[int, int] = {}
    ordered = sorted(points.values())
    for (at, level), (after, above) in zip(ordered, [*ordered[1:], (10**15, 0)], strict=True):
        for end in range(-(-at // QUARTER) * QUARTER, min(after, at + 7_200_000), QUARTER):
            if end - at <= 60_000:
                known[end] = level
            elif after - at <= 7_200_000:
                known[end] = level + (above - level) * (end - at) // (after - at)
    return known


def local_day(instant: int) -> date:
    """Of an instant's quarter hour, which ends with it."""
    return datetime.fromtimestamp((instant - 1) / 1000, MADRID).date()


def spans(points: dict[int, tuple[int, int]]) -> list[tuple[date, date, int]]:
    """First day, last day and usage between midnights at which the level is known; nearly always of one day.

    Over a longer gap usage is spread by what is usual, which is not for this file to say: it must add up.
    """
    known = level_at_ends(points)
    ends = sorted(known)
    cuts = [end for end in ends if end in (ends[0], ends[-1]) or local_day(end) != local_day(end + 1)]
    return [(local_day(start + 1), local_day(end), known[end] - known[start]) for start, end in pairwise(cuts)]


@pytest.fixture(scope="module")
def replayed(module_namespace: Settings) -> tuple[Settings, Account]:
    """The file replayed, streamed, archived and settled in a namespace of its own."""
    [account] = through_the_stack(module_namespace, FILE, REPLAY)
    return module_namespace, account


def test_every_row_is_accounted_for(replayed: tuple[Settings, Account]) -> None:
    settings, account = replayed
    assert (account["rows"], account["sent"], account["homes"]) == (291_301, 291_301, 40)
    assert tuple(only_run(settings)) == (291_301, 0, 0, "published")
    # What looks doubled or out of order in the file is autumn's repeated hour, so nothing is late.
    assert (account["repeated_hour"], account["duplicates"], account["out_of_order"]) == (35, 0, 0)
    assert drained(settings, "late") == drained(settings, "quarantine") == []


def test_every_falling_register_is_noise_and_none_a_reset() -> None:
    """So the days below, which hold the highest register, are right to hold each of them."""
    falls = [
        before - register
        for rows in file_rows().values()
        for (_, before), (_, register) in pairwise(sorted(rows))
        if register < before
    ]
    assert len(falls) == 179
    assert max(falls) == 112_000 <= WATER.back_step


def test_settled_days_equal_the_file(replayed: tuple[Settings, Account]) -> None:
    settings, account = replayed
    rows, settled, alone, together = file_rows(), settled_days(settings), 0, 0
    for home, user_id in account["users"].items():
        left = {day: found.total for day, found in settled["water", user_id].items()}
        for first, last, usage in spans(levels(rows[home])):
            days = [first + timedelta(number) for number in range((last - first).days + 1)]
            assert sum(left.pop(day, 0) for day in days) == usage, (home, first, last)
            alone, together = alone + (len(days) == 1), together + (len(days) > 1)
        assert not any(left.values()), home
    assert alone > 9 * together > 0


def test_the_live_view_holds_each_home_s_last_reading(replayed: tuple[Settings, Account]) -> None:
    settings, account = replayed
    rows, users = file_rows(), account["users"]
    expected = {user_id: max(rows[home]) for home, user_id in users.items()}
    assert last_readings(settings, "water", list(users.values())) == expected
