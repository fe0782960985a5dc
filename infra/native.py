"""One stack on one machine: up, down, status."""

from __future__ import annotations

import dataclasses
import fcntl
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from contract.settings import Settings
from infra import room
from infra.place import Place
from infra.problem import Problem
from infra.stack import leftovers, ports
from infra.stack.folders import Folders, folders
from infra.stack.furnish import furnish
from infra.stack.part import Part
from infra.stack.parts import all_parts, chosen
from infra.stack.supervisor import Supervisor
from infra.stack.wait import until_well

Tell = Callable[[str], None]
"""Tells a person of progress."""

_ALIVE = ("RUNNING", "STARTING", "BACKOFF")


@dataclass(frozen=True)
class Stack:
    """Everything the verbs below work on."""

    settings: Settings
    place: Place
    folders: Folders
    parts: list[Part]
    supervisor: Supervisor


def stack(settings: Settings, place: Place) -> Stack:
    where = folders(settings)
    return Stack(settings, place, where, all_parts(settings, place, where), Supervisor(where, place))


def up(it: Stack, names: list[str]) -> None:
    """Start what is not running of the named parts, or of all, and wait until each answers.

    Raises Problem after stopping again what this call started.
    """
    wanted = chosen(it.parts, names)
    room.check(it.folders.data, room.RUNNING_GIB)
    it.folders.make()
    with _alone(it):
        fresh, stopped = _supervise(it)
        wanted = [part for part in it.parts if part in wanted or part.name in stopped]
        begun: list[Part] = []
        try:
            _start(it, [part for part in wanted if part.server], begun)
            _furnish(it, wanted)
            _start(it, [part for part in wanted if not part.server], begun)
        except BaseException:
            _stop(it, begun)
            if fresh:
                _dismiss(it)
            raise


def down(it: Stack, names: list[str]) -> None:
    """Stop the named parts, or all and the supervisor. What is not of this stack is never touched."""
    if not it.folders.run.exists():
        return
    with _alone(it):
        if it.supervisor.running():
            _stop(it, chosen(it.parts, names) if names else it.parts)
            if not names:
                _dismiss(it)
        if not names:
            leftovers.end(leftovers.find(it.folders))


def _supervise(it: Stack) -> tuple[bool, set[str]]:
    """Have a supervisor that knows today's settings: whether it is a new one, and what it stopped for new settings."""
    it.supervisor.write(it.parts, environment(it.settings))
    if it.supervisor.running():
        return False, it.supervisor.reload()
    orphans = leftovers.find(it.folders)
    if orphans:
        print(f"          ending {len(orphans)} processes that outlived their supervisor", flush=True)
        leftovers.end(orphans)
    it.supervisor.launch()
    return True, set()


def _start(it: Stack, wanted: list[Part], begun: list[Part]) -> None:
    """Start together, wait one by one; `begun` is told of each part that this call started."""
    started = time.monotonic()
    running = it.supervisor.processes()
    for part in wanted:
        if running[part.name].state in _ALIVE:
            continue
        ports.check(part, it.settings.host)
        part.prepare()
        begun.append(part)
        it.supervisor.start(part.name)
    for part in wanted:
        until_well(part, it.supervisor, started)


def _furnish(it: Stack, wanted: list[Part]) -> None:
    """Topics, bucket and tables, in those of the servers that were asked for."""
    furnish(it.settings, it.place, {part.name for part in wanted})


def _stop(it: Stack, parts: list[Part]) -> None:
    """Our own processes first, so that none of them writes to a server that is going."""
    for group in ([part for part in parts if not part.server], [part for part in parts if part.server]):
        states = it.supervisor.processes()
        # A supervisor of an older version may not know every part.
        going = [part for part in group if part.name in states and states[part.name].state in _ALIVE]
        for part in going:
            it.supervisor.stop(part.name)
        _until_stopped(it, going)


def _until_stopped(it: Stack, going: list[Part]) -> None:
    started = time.monotonic()
    left = {part.name: part for part in going}
    while left:
        states = it.supervisor.processes()
        for name in [name for name in left if states[name].pid == 0]:
            print(f"{time.monotonic() - started:7.1f} s {name} stopped", flush=True)
            del left[name]
        time.sleep(0.2 if left else 0)


def _dismiss(it: Stack) -> None:
    it.supervisor.shutdown()
    gone = time.monotonic() + 30
    while it.supervisor.running():
        if time.monotonic() > gone:
            raise Problem(f"The supervisor does not end; read {it.folders.log('supervisor')}.")
        time.sleep(0.1)


def environment(settings: Settings) -> Mapping[str, str]:
    """Exactly these settings for every process, whatever the shell that happens to start it has."""
    return {f"CONCORD_{key.upper()}": str(value) for key, value in dataclasses.asdict(settings).items()}


def child_environment(it: Stack) -> dict[str, str]:
    """The environment of a command of ours that works on this stack."""
    machine = {"JAVA_HOME": str(it.place.java_home), "LD_LIBRARY_PATH": str(it.place.openmp.parent)}
    return {**os.environ, **environment(it.settings), **machine}


@contextmanager
def _alone(it: Stack) -> Iterator[None]:
    """Two verbs at once on one stack would undo each other's work, so the second waits."""
    with (it.folders.run / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
