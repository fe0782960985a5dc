"""The mark in Redis tells a loss of everything, a loss by a restart, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from redis import Redis

from contract.progress import progress_key
from contract.settings import Settings
from stream_job.progress import Progress

KEY = progress_key(b"markedbytests:")


@pytest.fixture
def redis(settings: Settings) -> Iterator[Any]:
    with Redis(host=settings.host, port=settings.redis_port) as client:
        client.delete(KEY)
        yield client
        client.delete(KEY)


@pytest.fixture
def progress(redis: Any, settings: Settings) -> Progress:
    return Progress(redis, replace(settings, namespace="markedbytests"))


def test_an_empty_redis_has_lost_everything(progress: Progress) -> None:
    seen = progress.look()
    assert seen.lost
    assert seen.checkpoint == ""


def test_a_marked_redis_has_lost_nothing_and_knows_to_where(progress: Progress) -> None:
    assert progress.move(progress.look(), "")
    assert not progress.look().lost
    assert progress.move(progress.look(), "job/chk-3")
    seen = progress.look()
    assert not seen.lost
    assert seen.checkpoint == "job/chk-3"


def test_another_process_may_have_lost_what_came_after_the_mark(progress: Progress, redis: Any) -> None:
    redis.set(KEY, "a1b2c3 job/chk-3")
    seen = progress.look()
    assert seen.lost
    assert seen.checkpoint == "job/chk-3"


def test_the_mark_is_not_moved_over_a_loss(progress: Progress, redis: Any) -> None:
    assert progress.move(progress.look(), "job/chk-3")
    seen = progress.look()
    redis.delete(KEY)
    assert not progress.move(seen, "job/chk-4")
    assert progress.look().lost
    assert not progress.move(replace(seen, process="a1b2c3", mark=""), "job/chk-4")


def test_what_is_forgotten_is_lost(progress: Progress) -> None:
    assert progress.move(progress.look(), "job/chk-3")
    progress.forget()
    assert progress.look().lost
