"""The reference of the speed layer: live windows and lateness of reports, in plain Python. Flink must equal it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from contract.reading import Reading, Report
from contract.settings import Settings
from contract.validity import Fault, fault
from contract.windows import end


@dataclass(frozen=True)
class WindowStatistics:
    """A live window of one service point: demand in W or L/h; `last` is its last reading by (at, register)."""

    closes: int
    n: int
    total: int
    squares: int
    least: int
    most: int
    last: Reading


@dataclass
class LiveReference:
    """What the speed layer must hold of one utility after some reports."""

    windows: dict[tuple[int, int], WindowStatistics] = field(default_factory=dict)  # by (user_id, closes)
    rows: list[tuple[int, WindowStatistics]] = field(default_factory=list)  # the same, doubled full reports twice
    readings: dict[int, list[Reading]] = field(default_factory=lambda: defaultdict(list))  # usable, late ones too
    late: int = 0  # readings
    unusable: list[Fault] = field(default_factory=list)

    def add(self, user_id: int, window: WindowStatistics) -> None:
        """One row of the stream's windows."""
        self.windows[user_id, window.closes] = window
        self.rows.append((user_id, window))


def live_reference(reports: Iterable[tuple[Report, int]], settings: Settings) -> LiveReference:
    """Reports of one utility with their stamps, in any order, as the speed layer sees them.

    A report that fills its window is the window; what fills a part of one is summed over all such reports, doubled ones
    twice: statistics are exact within the delay, registers always. A report counts in the window of its last reading;
    what it says of earlier windows comes when they have passed, and is late.
    """
    found = LiveReference()
    parts: dict[tuple[int, int], list[Reading]] = defaultdict(list)
    for report, stamp in reports:
        problem = fault(report, stamp)
        if problem is not Fault.NONE:
            found.unusable.append(problem)
            continue
        readings = report.readings()
        found.readings[report.user_id] += readings
        _place(found, parts, readings, stamp, settings)
    for (user_id, closes), readings in parts.items():
        found.add(user_id, statistics(closes, readings))
    return found


def statistics(closes: int, readings: list[Reading]) -> WindowStatistics:
    """The statistics of the readings of one service point in one live window."""
    demands = [reading.demand for reading in readings]
    last = max(readings, key=lambda reading: (reading.at, reading.register, reading.demand))
    squares = sum(demand * demand for demand in demands)
    return WindowStatistics(closes, len(demands), sum(demands), squares, min(demands), max(demands), last)


def is_late(at: int, stamp: int, settings: Settings) -> bool:
    """Whether the live window of the instant `at` had ended, by the broker's clock less the delay, at `stamp`."""
    return end(at, settings.live_window_ms) <= stamp - settings.delay_s * 1000


def _place(
    found: LiveReference,
    parts: dict[tuple[int, int], list[Reading]],
    readings: list[Reading],
    stamp: int,
    settings: Settings,
) -> None:
    length, user_id = settings.live_window_ms, readings[0].user_id
    closes = end(readings[-1].at, length)
    if is_late(readings[-1].at, stamp, settings):
        found.late += len(readings)
        return
    inside = [reading for reading in readings if end(reading.at, length) == closes]
    found.late += len(readings) - len(inside)
    if len(inside) == len(readings) == settings.full_report:
        found.add(user_id, statistics(closes, readings))
    else:
        parts[user_id, closes] += inside
