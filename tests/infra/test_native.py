"""One stack through its life: up, again, a server killed, the supervisor killed, down."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from redis import Redis, RedisError

from infra import native, room
from infra.problem import Problem
from infra.stack import leftovers
from infra.stack.status import status

PATIENCE_S = 20


def test_a_stack_outlives_its_servers_and_its_supervisor(stack: native.Stack) -> None:
    native.up(stack, ["redis"])
    first = _pid(stack)
    with Redis(stack.settings.host, stack.settings.redis_port) as redis:
        redis.set("kept", "yes")
    native.up(stack, ["redis"])
    assert _pid(stack) == first, "a second up leaves alone what is well"

    os.kill(first, signal.SIGKILL)
    _until(lambda: _pid(stack) not in (0, first) and _answers(stack))

    second = _pid(stack)
    os.kill(int((stack.folders.run / "supervisor.pid").read_text()), signal.SIGKILL)
    _until(lambda: not stack.supervisor.running())
    assert [part.state for part in status(stack.parts, stack.supervisor)][1] == "unsupervised"
    native.up(stack, ["redis"])
    assert _pid(stack) not in (0, second)
    with Redis(stack.settings.host, stack.settings.redis_port) as redis:
        assert redis.get("kept") == b"yes"

    native.down(stack, [])
    assert leftovers.find(stack.folders) == []
    assert not _answers(stack)


def test_new_settings_restart_what_was_running_and_start_nothing_else(stack: native.Stack) -> None:
    native.up(stack, ["redis"])
    first = _pid(stack)
    changed = native.stack(replace(stack.settings, simulated_users=77), stack.place)
    native.up(changed, ["s3proxy"])
    running = {name for name, process in changed.supervisor.processes().items() if process.pid}
    assert running == {"redis", "s3proxy"}
    assert _pid(changed) != first
    native.down(changed, [])


def test_a_full_disk_is_said_before_anything_starts(stack: native.Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "RUNNING_GIB", 10**9)
    with pytest.raises(Problem, match="GiB free and 1000000000 are needed; free some space"):
        native.up(stack, ["redis"])
    assert not stack.supervisor.running()


def test_a_taken_port_is_named_with_its_holder_and_nothing_stays_up(stack: native.Stack) -> None:
    with socket.create_server((stack.settings.host, stack.settings.redis_port)):
        with pytest.raises(Problem, match=f"Port {stack.settings.redis_port}, which redis needs.*{os.getpid()}"):
            native.up(stack, ["redis"])
        assert not stack.supervisor.running()
        assert leftovers.find(stack.folders) == []


def test_a_server_that_does_not_start_shows_why(stack: native.Stack) -> None:
    stack.folders.make()
    stack.folders.of("redis").mkdir()
    (stack.folders.of("redis") / "appendonly.aof").write_text("no commands at all")
    with pytest.raises(Problem, match=r"(?s)redis does not start.*append only file"):
        native.up(stack, ["redis"])
    assert not stack.supervisor.running()


def test_an_unknown_part_is_one_sentence() -> None:
    command = [sys.executable, "-m", "infra", "up", "rabbit"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("concord: There is no part 'rabbit'; the parts are ")
    assert len(done.stderr.splitlines()) == 1


def _pid(stack: native.Stack) -> int:
    return stack.supervisor.processes()["redis"].pid


def _answers(stack: native.Stack) -> bool:
    with Redis(stack.settings.host, stack.settings.redis_port) as redis:
        try:
            return bool(redis.ping())
        except RedisError:
            return False


def _until(reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not reached():
        assert time.monotonic() < deadline
        time.sleep(0.1)
