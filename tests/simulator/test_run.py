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
from tests.simulator.starting import consume, marks, run, start

USERS = 120
PLAN = """
[[fault]]
kind = "leak"
user = 64
from = "-12h"
to = "+1h"

[[fault]]
kind = "duplicate"
user = 64
from = "-3h"
to = "+1h"
size = 3

[[fault]]
kind = "late"
share = 0.2
from = "-6h"
to = "+1h"
size = 600
"""
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


def test_a_bounded_run_sends_exactly_its_simulation(shared: Settings, tmp_path: Path) -> None:
    before = marks(shared)
    live_from = time.time_ns() // 1_000_000 // INTERVAL_MS * INTERVAL_MS - DAY_MS
    until = live_from + 120_000
    spans = ("--from", iso(live_from), "--until", iso(until), "--speed", "0", "--ledger", str(tmp_path / "ledger"))
    said = run(shared, tmp_path, *SMALL, *spans)
    messages = consume(shared, since=before)
    assert Counter(row for message in messages for row in rows(message.value())) == Counter(
        expected(shared, tmp_path, until)
    )
    assert all(a <= b for stamps in stamps_by_partition(messages).values() for a, b in pairwise(stamps))
    ledger = json.loads((tmp_path / "ledger").read_text().splitlines()[-1])
    sent = sum(sum(partitions.values()) for name, partitions in ledger["messages"].items() if name != "weather")
    assert sent == len(messages)
    assert "readings up to" in said
    assert load(tmp_path / f"simulation-{shared.namespace}.json") == Scenario(USERS, 1, live_from - DAY_MS, live_from)


def test_a_run_with_faults_sends_what_they_leave_and_tells_the_truth(shared: Settings, tmp_path: Path) -> None:
    before, plan_file = marks(shared), tmp_path / "plan.toml"
    plan_file.write_text(PLAN)
    live_from = time.time_ns() // 1_000_000 // INTERVAL_MS * INTERVAL_MS - DAY_MS
    spans = ("--from", iso(live_from), "--until", iso(live_from + 120_000), "--speed", "0")
    said = run(shared, tmp_path, *SMALL, *spans, "--faults", str(plan_file))
    sent = Counter(row for message in consume(shared, since=before) for row in rows(message.value()))
    file = tmp_path / f"simulation-{shared.namespace}.json"
    scenario = load(file)
    reporting = plan(shared, scenario.heartbeat_ms, shared.readings_per_report)
    batches = simulate(scenario, scenario.country(), reporting, 0, live_from + 120_000)
    assert sent == Counter(row for batch in batches if batch.readings for value in batch.values for row in rows(value))
    assert max(sent.values()) == 3, "duplicates"
    truth = [json.loads(line) for line in file.with_suffix(".faults.jsonl").read_text().splitlines()]
    assert {(row["id"], row["user_id"], row["utility"]) for row in truth if row["kind"] == "leak"} == {
        ("leak-1", 64, "water")
    }
    assert {row["kind"] for row in truth} == {"leak", "duplicate", "late"}
    assert "3 faults" in said


def test_a_run_that_is_stopped_and_killed_goes_on_without_a_gap(shared: Settings, tmp_path: Path) -> None:
    before = marks(shared)
    assert stopped(shared, tmp_path, signal.SIGTERM) == 0
    between = marks(shared)
    first = Counter(row for message in consume(shared, since=before) for row in rows(message.value()))
    assert max(first.values()) == 1
    assert stopped(shared, tmp_path, signal.SIGKILL) == -signal.SIGKILL
    until = time.time_ns() // 1_000_000 // 10_000 * 10_000
    run(shared, tmp_path, *SMALL, "--resume", "--until", iso(until))
    rest = {row for message in consume(shared, since=between) for row in rows(message.value())}
    assert not rest & set(first), "a polite stop leaves nothing to send again"
    assert expected(shared, tmp_path, until) <= rest | set(first)


def stopped(settings: Settings, folder: Path, how: signal.Signals) -> int:
    """Goes on with the run until it is live, then ends it so; gives its exit code."""
    bookmark = folder / f"simulation-{settings.namespace}.bookmark"
    kept = bookmark.read_text() if bookmark.exists() else ""
    process = start(settings, folder, *SMALL, "--resume")
    try:
        wait_for_live(process, bookmark, kept)
    finally:
        process.send_signal(how)
        process.communicate(timeout=60)
    return process.returncode


def wait_for_live(process: Popen[str], bookmark: Path, kept: str) -> None:
    """Until the bookmark has moved and caught up with the present, and two live seconds."""
    give_up = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < give_up:
        said = bookmark.read_text() if bookmark.exists() else ""
        if said not in ("", kept) and json.loads(said)["stamp"] > time.time_ns() // 1_000_000 - 20_000:
            break
        time.sleep(0.2)
    time.sleep(2)


def iso(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).isoformat()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("run", "--from", "yesterday"), "is not an instant"),
        (("run", "--users", "0"), "at least 1"),
        (("run", "--spike", "64"), "USER:UTILITY@"),
        (("run", "--faults", "/nowhere"), "cannot be read"),
        (("run", "--readings-per-report", "7"), "do not fill a minute"),
        (("truth", "--from", "2026-01-01T00:00Z", "--until", "2026-01-02T00:00Z"), "run a simulation first"),
    ],
)
def test_a_wrong_option_is_one_sentence(
    settings: Settings, tmp_path: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    said = run(settings, tmp_path, *arguments, code=2)
    assert sentence in said
    assert said.count("\n") == 1
    assert not list(tmp_path.iterdir())
