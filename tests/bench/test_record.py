"""What was measured together is shown together, with what it was measured with said once."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from tests.bench.record import Record, sections


def row(name: str, conditions: str, **peers: float) -> dict[str, Any]:
    record = Record(name, 1_234_567, "readings/s", "make bench", conditions, peers)
    return {**asdict(record), "commit": "abc1234", "machine": "2 cores"}


def test_a_section_says_its_conditions_once() -> None:
    text = "".join(sections([row("one", "quiet"), row("two", "quiet"), row("three", "busy")]))
    assert text.count("quiet. Commit abc1234, 2 cores.") == 1
    assert text.count("## `make bench`") == 2
    assert "| one | 1,234,567 | readings/s |" in text


def test_peers_have_a_column_where_there_are_some() -> None:
    text = "".join(sections([row("one", "quiet", others=5.0), row("two", "quiet")]))
    assert "| one | 1,234,567 | readings/s | others 5 |" in text
    assert "| two | 1,234,567 | readings/s |  |" in text
    assert "peers" not in "".join(sections([row("two", "quiet")]))
