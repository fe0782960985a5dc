"""What the probe awaits is counted once, when it comes, and what never comes with the time it was waited for."""

from __future__ import annotations

from contract.utilities import ELECTRICITY
from tests.bench.awaited import Awaited, Waiting

ONE, TWO = (ELECTRICITY, 1), (ELECTRICITY, 2)


def test_readings_and_windows_of_one_header_come_by_themselves() -> None:
    waiting = Waiting()
    waiting.add(Awaited("reading", ONE, 5_000, since=10.0))
    waiting.add(Awaited("window", ONE, 10_000, since=15.0))
    waiting.add(Awaited("reading", TWO, 5_000, since=10.0))
    assert waiting.points(now=9.0) == []
    assert waiting.points(now=12.0) == [ONE, TWO]
    waiting.seen(ONE, last_at=4_999, window_end=0, now=10.5)
    waiting.seen(ONE, last_at=6_000, window_end=0, now=11.0)
    assert waiting.points(now=12.0) == [TWO]
    assert waiting.points() == [ONE, TWO]
    waiting.seen(ONE, last_at=9_000, window_end=10_000, now=15.5)
    assert waiting.points() == [TWO]
    found = waiting.finish(now=70.0)
    assert found["reading"] == [(11.0, 1.0), (70.0, 60.0)]
    assert found["window"] == [(15.5, 0.5)]
