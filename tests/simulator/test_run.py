"""`run` against a real broker: everything acknowledged, nothing missing after a stop or a kill."""

from __future__ import annotations

import json
import signal
import time
from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from subprocess import Popen

import pytest
from confluent_kafka import Message

from contract.encoding.messages import decode
from contract.settings import Settings
from contract.windows import DAY_MS, INTERVAL_MS
from simulator.run.plan import plan
from simulator.run.simulation import simulate
from simulator.scenario import Scenario, load
from tests.simulator.starting import consume, run, start

USERS = 120
SMALL = ("run", "--users", str(USERS), "--backfill-days", "1")


def expected(settings: Settings, folder: Path, until: int) -> set[tuple[int, int, int]]:
    """(meter, at, register) of every reading of the namespace's scenario up to an instant."""
    scenario = load(folder / f"simulation-{settings.namespace}.json")
    reporting = plan(settings, scenario.heartbeat_ms, settings.readings_per_report)
    batches = simulate(scenario, scenario.country(), reporting, 0, until)
    return {row for batch in batches if batch.readings for value in batch.values for row in rows(value)}


def rows(value: bytes | None) -> list[tuple[int, int, int]]:
    assert value
    return [(reading.meter_id, reading.at, reading.register) for reading in decode(value).readings()]


def stamps_by_partition(messages: list[Message]) -> dict[tuple[str, int], list[int]]:
    found: dict[tuple[str, int], list[int]] = {}
    for message in messages:
        found.setdefault((str(message.topic()), message.partition() or 0), []).append(message.timestamp()[1])
    return found


def test_a_bounded_run_sends_exactly_its_simulation(namespace: Settings, tmp_path: Path) -> None:
    live_from = time.time_ns() // 1_000_000 // INTERVAL_MS * INTERVAL_MS - DAY_MS
    until = live_from + 120_000
    spans = ("--from", iso(live_from), "--until", iso(until), "--speed", "0", "--ledger", str(tmp_path / "ledger"))
    said = run(namespace, tmp_path, *SMALL, *spans)
    messages = consume(namespace)
    assert Counter(row for message in messages for row in rows(message.value())) == Counter(
        expected(namespace, tmp_path, until)
    )
    assert all(a <= b for stamps in stamps_by_partition(messages).values() for a, b in pairwise(stamps))
    ledger = json.loads((tmp_path / "ledger").read_text().splitlines()[-1])
    sent = sum(sum(partitions.values()) for name, partitions in ledger["messages"].items() if name != "weather")
    assert sent == len(messages)
    assert "readings up to" in said
    assert load(tmp_path / f"simulation-{namespace.namespace}.json") == Scenario(
        USERS, 1, live_from - DAY_MS, live_from
    )


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_stopped_run_goes_on_without_a_gap(namespace: Settings, tmp_path: Path, how: signal.Signals) -> None:
    process = start(namespace, tmp_path, *SMALL)
    try:
        wait_for_live(process, tmp_path / f"simulation-{namespace.namespace}.bookmark")
    finally:
        process.send_signal(how)
        process.communicate(timeout=60)
    assert process.returncode == (0 if how == signal.SIGTERM else -signal.SIGKILL)
    until = time.time_ns() // 1_000_000 // 10_000 * 10_000
    run(namespace, tmp_path, *SMALL, "--resume", "--until", iso(until))
    found = Counter(row for message in consume(namespace) for row in rows(message.value()))
    assert expected(namespace, tmp_path, until) <= set(found)
    if how == signal.SIGTERM:
        assert max(found.values()) == 1


def wait_for_live(process: Popen[str], bookmark: Path) -> None:
    """Until the bookmark has caught up with the present, and a few live seconds."""
    give_up = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < give_up:
        if bookmark.exists() and json.loads(bookmark.read_text())["stamp"] > time.time_ns() // 1_000_000 - 20_000:
            break
        time.sleep(0.2)
    time.sleep(3)


def iso(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).isoformat()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("run", "--from", "yesterday"), "is not an instant"),
        (("run", "--users", "0"), "at least 1"),
        (("run", "--spike", "64"), "USER:UTILITY@"),
        (("run", "--readings-per-report", "7"), "do not fill a minute"),
        (("truth", "--from", "2026-01-01T00:00Z", "--until", "2026-01-02T00:00Z"), "run a simulation first"),
    ],
)
def test_a_wrong_option_is_one_sentence(
    settings: Settings, tmp_path: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    process = start(settings, tmp_path, *arguments)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 2
    assert sentence in said
    assert said.count("\n") == 1
    assert not list(tmp_path.iterdir())
