"""Which reports are unusable, and by which reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contract.reading import Reading, Report, as_report
from contract.validity import Fault, fault
from contract.windows import DAY_MS, MINUTE_MS

NOW = 1_800_000_000_000
GOOD = Report(1, 2, NOW - 5_000, (0, 5_000), (10, 11), (3, 3))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, Fault.NONE),
        ({"status": (1, 2)}, Fault.NONE),
        ({"status": (1,)}, Fault.COLUMNS),
        ({"demand": (3,)}, Fault.COLUMNS),
        ({"offset_ms": (), "register": (), "demand": ()}, Fault.COLUMNS),
        ({"offset_ms": (0,) * 13, "register": (0,) * 13, "demand": (0,) * 13}, Fault.COLUMNS),
        ({"user_id": 0}, Fault.IDENTITY),
        ({"meter_id": 2**31}, Fault.IDENTITY),
        ({"register": (10, -1)}, Fault.RANGE),
        ({"register": (10, 10**14)}, Fault.RANGE),
        ({"demand": (3, -(10**7))}, Fault.RANGE),
        ({"offset_ms": (5_000, 0)}, Fault.ORDER),
        ({"offset_ms": (0, 5_001)}, Fault.MINUTE),
        ({"at": NOW + MINUTE_MS - 5_000}, Fault.NONE),
        ({"at": NOW + MINUTE_MS - 4_999}, Fault.FUTURE),
        ({"at": NOW - 400 * DAY_MS - 5_000}, Fault.ANCIENT),
        ({"at": 2**62}, Fault.FUTURE),
    ],
)
def test_each_fault_has_its_reason(change: dict[str, object], expected: Fault) -> None:
    assert fault(replace(GOOD, **change), NOW) is expected  # type: ignore[arg-type]


def test_readings_and_reports_are_two_views_of_one_thing() -> None:
    readings = [Reading(1, 2, NOW, 10, 3, 0), Reading(1, 2, NOW + 5, 11, 3, 1)]
    assert as_report(readings).readings() == readings
