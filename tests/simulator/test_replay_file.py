"""Files of meter readings: amounts to the integer, disorder and duplicates kept and counted."""

from __future__ import annotations

import gzip
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.settings import Settings
from contract.utilities import ELECTRICITY, GAS, WATER, Utility
from contract.windows import DAY_MS, HOUR_MS
from simulator.replay.amounts import amounts, factor
from simulator.replay.homes import Registered, blocks, number
from simulator.replay.meter_file import Layout, MeterFile, read_meter_file
from simulator.replay.order import merge, shift
from simulator.replay.problem import ReplayError
from simulator.replay.registers import from_usage

REGISTERS = Layout(WATER, Fraction(1000), "Europe/Madrid", "time", None, "home", None, "litres", None, ";")
USAGE = Layout(ELECTRICITY, Fraction(10**6), "UTC", "time", None, None, "me", None, "kwh", ",", HOUR_MS, True)


def read(folder: Path, layout: Layout, *rows: str) -> MeterFile:
    header = "home;time;litres" if layout.user is None else "time,kwh"
    path = folder / "file.csv.gz"
    path.write_bytes(gzip.compress("\n".join([header, *rows]).encode()))
    return read_meter_file(Settings(), str(path), layout)


def test_homes_are_merged_and_their_disorder_kept(tmp_path: Path) -> None:
    rows = ("b;2016-03-01 01:00;1", "b;2016-03-01 03:00;3", "b;2016-03-01 02:00;2", "a;2016-03-01 00:30;9",
            "a;2016-03-01 02:30;2e+05", "a;2016-03-01 02:30;2e+05")  # fmt: skip
    found = read(tmp_path, REGISTERS, *rows)
    assert found.names == ["b", "a"]
    order = merge(found.readings.home, found.readings.at)
    assert order.rows.tolist() == [3, 0, 4, 5, 1, 2]
    assert np.all(np.diff(order.stamp) >= 0)
    assert np.all(order.stamp >= found.readings.at[order.rows])
    assert found.readings.register.tolist() == [1000, 3000, 2000, 9000, 200_000_000, 200_000_000]
    assert (found.findings.duplicates, found.findings.out_of_order) == (1, 1)


def test_what_is_no_reading_is_skipped_and_counted(tmp_path: Path) -> None:
    rows = ("a;2016-03-01 01:00;NA", "a;2016-03-01 02:00;", "a;2016-03-01 03:00;much", "a;soon;4", "a;2016-03-01 05:00",
            "a;2016-03-01 06:00;-1", "a;2016-03-01 07:00;1e90", "a;2016-03-01 08:00;8")  # fmt: skip
    found = read(tmp_path, REGISTERS, *rows)
    counted = {"no value": 3, "not a number": 2, "out of range": 1, "no readable time": 1}
    assert found.findings.skipped == counted
    assert len(found.readings) == found.findings.rows - sum(counted.values()) == 1


def test_usage_becomes_a_register_that_leaves_gaps_alone(tmp_path: Path) -> None:
    rows = ("2021-10-01 01:00,0.1", "2021-10-01 02:00,0.2", "2021-10-01 03:00,NA", "2021-10-01 04:00,0.3")
    found = read(tmp_path, USAGE, *rows)
    first = 1_633_050_000_000
    assert (found.readings.at - first).tolist() == [0, HOUR_MS, 2 * HOUR_MS, 3 * HOUR_MS, 4 * HOUR_MS]
    assert found.readings.register.tolist() == [0, 100_000, 300_000, 300_000, 600_000]
    assert found.findings.openings == 2


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 9), st.fractions(0, 5)), min_size=1, max_size=20))
def test_a_register_is_all_usage_up_to_it(rows: list[tuple[int, int, Fraction]]) -> None:
    home, at, used = (list(column) for column in zip(*rows, strict=True))
    found = from_usage(np.array(home), np.array(at), used, period=0)
    once = {(h, t): u for h, t, u in reversed(rows)}
    expected = [sum((u for (h, t), u in once.items() if h == home[i] and t <= at[i]), Fraction(0)) // 1
                for i in range(len(rows))]  # fmt: skip
    assert found.register.tolist() == expected


@pytest.mark.parametrize(
    ("utility", "unit", "text", "expected"),
    [
        (ELECTRICITY, "kWh", "0.064", 64_000),
        (ELECTRICITY, "Wh", "1.5", 1_500),
        (WATER, "m3", "1234.567", 1_234_567_000),
        (WATER, "L", "2e+05", 200_000_000),
        (WATER, "gal", "1000", 3_785_411),
        (GAS, "kWh", "11.2", 1_000_000),
        (GAS, "therm", "1", 2_616_081),
        (GAS, "ccf", "1", 2_831_684),
    ],
)
def test_units_are_exact(utility: Utility, unit: str, text: str, expected: int) -> None:
    (amount,), _ = amounts([text], factor(utility, unit, "11.2"))
    assert amount is not None
    assert amount // 1 == expected


def test_a_unit_of_another_utility_is_refused() -> None:
    with pytest.raises(ReplayError, match="give --unit mL, L, m3"):
        factor(WATER, "kWh", "11.2")


def test_homes_keep_their_numbers_from_file_to_file() -> None:
    known = Registered({"a": 64, "c": 66}, "Europe/Madrid")
    assert number(["c", "new", "a", "newer"], known, "Europe/Madrid", 64) == [66, 65, 64, 67]
    assert [(block.block, block.county) for block in blocks([64, 127, 128], "UTC")] == [(1, 0), (2, 0)]
    with pytest.raises(ReplayError, match="another namespace"):
        number(["a"], known, "UTC", 64)
    with pytest.raises(ReplayError, match="first-user-id"):
        number(["a"], Registered(other_blocks=frozenset({1})), "UTC", 64)


def test_times_move_by_whole_days() -> None:
    last, now = 10 * DAY_MS + 5, 20 * DAY_MS + 4
    assert shift(last, None, now) == 0
    assert shift(last, "now", now) == 9 * DAY_MS
    assert shift(last, "1970-01-21", now) == 10 * DAY_MS
    with pytest.raises(ValueError, match="not an instant"):
        shift(last, "soon", now)


@pytest.mark.parametrize(
    ("text", "layout", "sentence"),
    [
        ("time,litres\n1,2\n", REGISTERS, "has no column home, time, litres; it has time,litres"),
        ("home;time;litres\n", REGISTERS, "no rows"),
        ("home;time;litres\na;2016-03-01;NA\n", REGISTERS, "No row of .*1 with no value"),
        ("", REGISTERS, "cannot be read as CSV"),
        ("a;b\n1;2", replace(REGISTERS, separator=";;"), "one character"),
    ],
)
def test_a_wrong_file_is_one_sentence(tmp_path: Path, text: str, layout: Layout, sentence: str) -> None:
    path = tmp_path / "file.csv"
    path.write_text(text)
    with pytest.raises(ReplayError, match=sentence) as problem:
        read_meter_file(Settings(), str(path), layout)
    assert "\n" not in str(problem.value)
