"""`make bench`: every benchmark on a stack of its own, one after the other; `make bench ONLY=stream-1m` one of them.

Shortened runs (ARGS="--seconds 30 --rate 20000") are shown, not kept.
"""

from __future__ import annotations

import fcntl
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Annotated

import typer

from contract.settings import load
from infra import native
from infra.interrupts import interruptible, undisturbed
from infra.place import Place
from infra.problem import Problem
from tests.bench.account import gate_met
from tests.bench.demo import demo
from tests.bench.growth import growth
from tests.bench.produce import produce
from tests.bench.races.race import races
from tests.bench.record import Record, keep, show
from tests.bench.settle import account as settled
from tests.bench.settle import cluster, loading, race
from tests.bench.settle.fleet import FLEETS, PARTITIONS
from tests.bench.stream import stream
from tests.bench.stream_runs import STREAM_RUNS

DATA = ".concord/bench"
RACE_PARTS = ("kafka", "redis", "jobmanager", "taskmanager")
SETTLE_PARTS = ("kafka", "redis", "mariadb", "s3proxy")
SETTLE_OTHERS = {race.NAME: race.race, loading.NAME: loading.loading, cluster.NAME: cluster.cluster}
GROUPS = {"settle": tuple(FLEETS)}
NAMES = (
    "produce",
    *STREAM_RUNS,
    "growth",
    "races",
    "demo",
    "settle",
    *SETTLE_OTHERS,
)


@dataclass(frozen=True)
class Trial:
    """What is less than the whole; what a trial measures is not kept."""

    seconds: int | None = None
    rate: int | None = None
    share: float = 1.0
    racers: tuple[str, ...] = ()


def bench(
    names: Annotated[list[str] | None, typer.Argument(help=", ".join(NAMES))] = None,
    *,
    seconds: Annotated[int | None, typer.Option(help="Of each stream run, to try it.")] = None,
    rate: Annotated[int | None, typer.Option(help="Readings a second of each stream run, to try it.")] = None,
    share: Annotated[float, typer.Option(help="Of the readings of races and growth, to try them.")] = 1.0,
    racer: Annotated[list[str] | None, typer.Option(help="Only these peers, to try the races.")] = None,
    port_base: Annotated[int, typer.Option(help="Of the stack.")] = 28200,
) -> None:
    """Measures, and keeps what it measured."""
    wanted = [each for name in names or NAMES for each in GROUPS.get(name, (name,))]
    known = {*NAMES, *STREAM_RUNS, *FLEETS}
    for name in wanted:
        if name not in known:
            raise Problem(f"There is no benchmark {name!r}; there are {', '.join(NAMES)}.")
    with _alone(), interruptible():
        met = [_bench(name, Trial(seconds, rate, share, tuple(racer or ())), port_base) for name in wanted]
    raise typer.Exit(0 if all(met) else 1)


def _bench(name: str, trial: Trial, port_base: int) -> bool:
    """Whether what was measured is enough."""
    if name in STREAM_RUNS:
        asked = STREAM_RUNS[name]
        rate = trial.rate or asked.rate
        run = replace(asked, seconds=trial.seconds or asked.seconds, rate=rate, gate=min(rate, asked.gate))
        found = _on_a_stack(run.profile, [], lambda it: stream(it, run), port_base)
    elif name == "races":
        found = _on_a_stack("scale", RACE_PARTS, lambda it: races(it, trial.racers, trial.share), port_base)
    elif name in SETTLE_OTHERS:
        found = _on_a_stack("scale", SETTLE_PARTS, SETTLE_OTHERS[name], port_base)
    elif name == "growth":
        found = _on_a_stack("scale", RACE_PARTS, lambda it: growth(it, trial.share), port_base)
    elif name in FLEETS:
        found = _on_a_stack("scale", SETTLE_PARTS, lambda it: settled.settle(it, name), port_base)
    else:
        found = _on_a_stack(*_OTHERS[name], port_base)
    show(found)
    if trial == Trial():
        keep(found)
    if name in FLEETS:
        return settled.gate_met(name, found)
    return name not in STREAM_RUNS or gate_met(run, found)


Measure = Callable[[native.Stack], list[Record]]
_OTHERS: dict[str, tuple[str, Sequence[str] | None, Measure]] = {
    "produce": ("scale", ["kafka"], produce),
    "demo": ("demo", None, demo),
}
"""Profile, the parts it needs running (none: it starts them itself), what it measures."""


def _on_a_stack(profile: str, parts: Sequence[str] | None, measure: Measure, port_base: int) -> list[Record]:
    """Nothing is left of the stack afterwards, whatever ends the measurement."""
    settings = replace(load({"CONCORD_PROFILE": profile}), port_base=port_base, data_dir=DATA)
    if parts is SETTLE_PARTS:
        settings = replace(settings, partitions=PARTITIONS)
    it = native.stack(settings, Place())
    try:
        _clear(it)
        if parts is not None:
            native.up(it, list(parts))
        return measure(it)
    finally:
        with undisturbed():
            _clear(it)


def _clear(it: native.Stack) -> None:
    native.down(it, [])
    shutil.rmtree(it.folders.data, ignore_errors=True)


@contextmanager
def _alone() -> Iterator[None]:
    """Two at once would measure each other."""
    lock = Place().root / f"{DATA}.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Problem("Another benchmark is running here; wait for it or end it.") from None
        yield


if __name__ == "__main__":
    commands = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    commands.command()(bench)
    try:
        commands()
    except (Problem, AssertionError) as problem:
        sys.exit(f"bench: {problem}")
