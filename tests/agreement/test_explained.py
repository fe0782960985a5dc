"""A country with faults through simulator, stream, archive and settlement: each difference has its cause, and no other.

What an outage of the stream does is drilled (tests/drills/drill_outage.py).
"""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from redis import Redis

from batch_job.nightly.night import Asked
from batch_job.reconciliation.again import compare_published
from batch_job.reconciliation.compare import Compared
from batch_job.reconciliation.say import unexplained
from batch_job.reconciliation.speed_seen import surely_seen
from contract.live_view import SLOT, read_slot, ring_key, slot_of, write_slot
from contract.reconciliation import CAUSES, Cause
from contract.settings import Settings
from contract.utilities import ELECTRICITY
from contract.windows import HOUR_MS, INTERVAL_MS
from stream_job.progress import Progress
from tests.agreement.commands import archive_to_end, environment
from tests.agreement.faulty_country import DAY, ORIGIN, FaultyCountry
from tests.agreement.stream_run import run_to_end
from tests.batch_job.nightly.nightlife import settled
from tests.live_headers import header

pytestmark = pytest.mark.timeout(900)
USERS = 24


@pytest.fixture(scope="module")
def country(module_namespace: Settings, tmp_path_factory: pytest.TempPathFactory) -> FaultyCountry:
    """Its day, streamed, archived at the same time, and settled."""
    made = FaultyCountry(module_namespace, USERS)
    made.enrol(tmp_path_factory.mktemp("country"))
    made.send()
    with ThreadPoolExecutor() as both:
        for done in [both.submit(run_to_end, module_namespace), both.submit(archive_to_end, module_namespace)]:
            done.result()
    progress = Progress.of(module_namespace)
    assert progress.move(progress.look(), "as its keeper would say")
    settled(module_namespace, Asked(DAY))
    return made


@pytest.fixture(scope="module")
def found(country: FaultyCountry, module_namespace: Settings) -> list[Compared]:
    return compared(module_namespace)


def compared(settings: Settings) -> list[Compared]:
    return [each for _, own in compare_published(settings, None) for each in own]


def test_each_difference_is_of_what_came_late(
    found: list[Compared], country: FaultyCountry, module_namespace: Settings
) -> None:
    assert any(surely_seen(module_namespace).values()), "without a mark or a checkpoint everything would be explained"
    causes: Counter[tuple[str, int]] = Counter()
    for each in found:
        for user, cause in zip(each.difference.user.tolist(), each.cause.tolist(), strict=True):
            causes[CAUSES[cause], user] += 1
    assert set(causes) == {(Cause.LATE, country.late), (Cause.LATE, country.clock_behind)}


def test_all_other_homes_match_to_the_last_reading(found: list[Compared], country: FaultyCountry) -> None:
    counted = {user for each in found for user in each.users[each.compared > 0].tolist()}
    odd = {user for each in found for user in each.users[each.compared > each.matched].tolist()}
    assert counted >= set(country.homes)
    assert odd == {country.late, country.clock_behind}
    assert sum(int(each.matched.sum()) for each in found) > USERS * 50


def test_a_closing_reading_that_was_changed_by_hand_is_found(
    country: FaultyCountry, module_namespace: Settings
) -> None:
    """Exactly that interval is unexplained, and the command that compares fails with it."""
    home, interval = country.homes[0], (ORIGIN + 10 * HOUR_MS) // INTERVAL_MS
    at, register = raise_by_one(module_namespace, home, interval)
    [facts] = unexplained(compared(module_namespace))
    assert facts == {
        "utility": "electricity",
        "user_id": home,
        "interval_end": (interval + 1) * INTERVAL_MS,
        "live": (at, register + 1),
        "batch": (at, register),
    }
    command = [sys.executable, "-m", "batch_job", "reconcile"]
    done = subprocess.run(
        command, env=environment(module_namespace), capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode != 0
    assert "1 differences between live and settled are unexplained" in " ".join((done.stdout + done.stderr).split())


def raise_by_one(settings: Settings, home: int, interval: int) -> tuple[int, int]:
    """In the ring of its electricity; gives the instant and the register as they were."""
    redis: Any = Redis(host=settings.host, port=settings.redis_port)
    prefix = settings.redis_prefix()
    state = header(redis, prefix, ELECTRICITY, home)
    assert state
    key, begin = ring_key(prefix, ELECTRICITY, home), slot_of(interval, state.first_interval) * SLOT.size
    kept = read_slot(redis.getrange(key, begin, begin + SLOT.size - 1), interval)
    assert kept
    redis.setrange(key, begin, write_slot(kept._replace(register=kept.register + 1)))
    redis.close()
    return kept.at, kept.register
