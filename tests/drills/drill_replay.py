"""The topics from their beginning, at full speed, into a live view that holds them already, or no longer."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from typing import Any

import pytest
from confluent_kafka.admin import AdminClient

from contract.settings import Settings
from contract.topics import ALERTS
from stream_job.identity import checkpoint_dir
from tests import report_topics
from tests.agreement.drained import drained
from tests.agreement.sending import send
from tests.agreement.stream_run import COMMAND, job_environment
from tests.drills import scan
from tests.drills.exactness import until_exact
from tests.drills.homes import HOMES, in_order
from tests.drills.patience import PATIENCE_S, REBUILT_S, until
from tests.drills.rig import Rig, rig_of
from tests.namespaces import fresh

ASKED_S = 5  # until the job has asked the broker for its word, heard it, and written what follows

Content = tuple[dict[bytes, bytes], dict[str, bytes]]
"""Headers and rings, alerts."""


@pytest.fixture(scope="module")
def rested(settings: Settings) -> Iterator[Rig]:
    """The live view holds all that lies on the topics, alerts among it; no job or keeper is at work."""
    with fresh(settings) as own:
        rig = rig_of(own)
        send(own, in_order(own, seed=5))
        with rig.job():
            until_exact(rig)
            until(rig.has_read_everything, "the job to say that it has read everything", PATIENCE_S)
            until(lambda: _rests(rig), "the live view to change no more", PATIENCE_S)
        assert len(scan.alerts(own)) >= len(HOMES)
        yield rig


def test_a_replay_into_a_live_view_changes_nothing_and_raises_no_alert_twice(rested: Rig) -> None:
    before, told = _content(rested), _told(rested)
    _forget_position(rested)
    assert not rested.has_read_everything()
    started = time.monotonic()
    with rested.job():
        until(rested.has_read_everything, "the replay to be over", PATIENCE_S)
    reports = sum(report_topics.ends(rested.settings).values())
    print(f"\nreplay of {reports:,} reports over in {time.monotonic() - started:.1f} s", flush=True)
    assert _content(rested) == before
    assert _told(rested) == told


def test_after_flushall_the_live_view_is_rebuilt_by_itself(rested: Rig) -> None:
    before = _content(rested)
    with rested.job():
        scan.flush(rested.settings)
        print(f"\nrebuilt by itself in {_until_whole(rested, before):.1f} s", flush=True)
    assert _content(rested) == before


def test_one_command_rebuilds_what_nobody_has_noticed_to_be_lost(rested: Rig) -> None:
    before = _content(rested)
    with rested.job():
        scan.lose(rested.settings, list(before[0])[::3])
        assert _content(rested) != before
        subprocess.run([*COMMAND, "rebuild"], env=job_environment(rested.settings), check=True)
        print(f"\nrebuilt by command in {_until_whole(rested, before):.1f} s", flush=True)
    assert _content(rested) == before


def _content(rig: Rig) -> Content:
    return scan.dump(rig.settings), scan.alerts(rig.settings)


def _rests(rig: Rig) -> bool:
    """Time passes on silent partitions too, and closes their last windows: a job that ends earlier leaves them open."""
    before = _content(rig)
    time.sleep(rig.settings.idle_s + ASKED_S)
    return _content(rig) == before


def _until_whole(rig: Rig, before: Content) -> float:
    return until(lambda: _content(rig) == before, "the live view to be as before", REBUILT_S)


def _told(rig: Rig) -> dict[str, Any]:
    """What topic `alerts` says last of each id."""
    return {alert["id"]: json.dumps(alert, sort_keys=True) for alert in drained(rig.settings, ALERTS.name)}


def _forget_position(rig: Rig) -> None:
    """No checkpoint and no committed offset: the next job begins at the beginning."""
    shutil.rmtree(checkpoint_dir(rig.settings))
    group, admin = rig.settings.topic("stream"), AdminClient({"bootstrap.servers": rig.settings.kafka})
    admin.delete_consumer_groups([group])[group].result(30)
