"""What the probe awaits is counted once, when it comes, and what never comes with the time it was waited for."""

from __future__ import annotations

import pytest

from tests.bench.awaited import Awaited, Waiting


def test_readings_and_windows_of_one_header_come_by_themselves() -> None:
    waiting = Waiting()
    waiting.add(Awaited("reading", b"he1", 5_000, since=10.0))
    waiting.add(Awaited("window", b"he1", 10_000, since=15.0))
    waiting.add(Awaited("reading", b"he2", 5_000, since=10.0))
    assert waiting.keys(now=9.0) == []
    assert waiting.keys(now=12.0) == [b"he1", b"he2"]
    waiting.seen(b"he1", last_at=4_999, window_end=0, now=10.5)
    waiting.seen(b"he1", last_at=6_000, window_end=0, now=11.0)
    assert waiting.keys(now=12.0) == [b"he2"]
    assert waiting.keys() == [b"he1", b"he2"]
    waiting.seen(b"he1", last_at=9_000, window_end=10_000, now=15.5)
    assert waiting.keys() == [b"he2"]
    found = waiting.finish(now=70.0)
    assert found["reading"] == [pytest.approx(1.0), pytest.approx(60.0)]
    assert found["window"] == [pytest.approx(0.5)]
