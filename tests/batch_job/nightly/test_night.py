"""The whole night on real servers: archive, quarantine, settle, kill, settle again, close."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from confluent_kafka import Consumer, TopicPartition
from redis import Redis
from sqlalchemy import Engine, Row, func, select

from batch_job.baselines.publish import BEFORE_S
from batch_job.nightly.database import engine, only_one
from batch_job.nightly.inputs import facts
from batch_job.nightly.night import Asked
from batch_job.problem import Problem
from batch_job.rebuild.rebuild import look
from batch_job.settlement.days import days_between
from batch_job.store import open_store
from contract.baseline_view import directory_key, hour_of_week, index_key, read_index
from contract.batch_view import read_basis, read_values
from contract.closing import closing_readings
from contract.days import midnight
from contract.live_view import ring_key
from contract.reconciliation import Cause
from contract.settings import Settings
from contract.settlement import DayUsage, settle_day
from contract.tables.batch_view import (
    horizons,
    reconciled_causes,
    reconciled_homes,
    reconciliations,
    runs,
    usage_days,
)
from contract.topics import QUARANTINE
from contract.usage import history
from contract.utilities import BY_NAME
from contract.windows import DAY_MS, HOUR_MS
from stream_job.baselines import baselines
from tests.batch_job.baselines.usual_hours import compare, known_hours
from tests.batch_job.nightly import nightlife as night
from tests.batch_job.nightly.nightlife import FIRST_DAY, HOMES, POISON, Sent
from tests.batch_job.rebuild import rebuilding
from tests.batch_job.reconciliation.living import live_view
from tests.live_headers import put_header

LAST = date(2026, 3, 8)
FOREVER = -1  # seconds to live, as Redis says it
LEAST_HOURS = 2  # so that some hours have enough of them in three days
FIRST = {"America/New_York": FIRST_DAY, "America/Denver": date(2026, 3, 6)}  # the same instant


@pytest.fixture(scope="module")
def database(module_namespace: Settings) -> Iterator[Engine]:
    found = engine(module_namespace)
    yield found
    found.dispose()


@pytest.fixture(scope="module")
def sent(module_namespace: Settings, database: Engine) -> Sent:
    """Homes, reports and a live view that lacks one home's last quarter hour; everything archived."""
    night.enrol(database)
    rebuilding.put_prices(database)
    found = night.send(module_namespace)
    _live_view(module_namespace, found)
    night.archive_everything(module_namespace)
    return found


@pytest.fixture(scope="module")
def published(module_namespace: Settings, database: Engine, sent: Sent) -> list[int]:
    """The first night: a settlement killed while it works, then another."""
    process = night.command(module_namespace, "settle")
    started = select(func.count()).where(runs.c.inputs != "{}")

    def frozen() -> bool:
        with database.connect() as connection:
            return int(connection.execute(started).scalar_one()) == len(FIRST) or process.poll() is not None

    night.wait_until(frozen, 120)
    process.kill()
    process.wait()
    return night.settled(replace(module_namespace, baseline_least_hours=LEAST_HOURS), Asked())


def _live_view(settings: Settings, sent: Sent) -> None:
    with Redis(host=settings.host, port=settings.redis_port) as redis:
        for (user, utility), readings in sent.readings.items():
            closings = closing_readings(readings)
            state, ring = live_view(closings[:-100] if user == 129 else closings)
            if state and ring is not None:
                put_header(redis, settings.redis_prefix(), BY_NAME[utility], user, state)
                redis.set(ring_key(settings.redis_prefix(), BY_NAME[utility], user), ring)


def _reference(sent: Sent, user: int, utility: str) -> list[DayUsage]:
    days = days_between(FIRST[HOMES[user]], LAST, HOMES[user])
    heard = [each for each in sent.readings[user, utility] if each.at <= days[-1].stop]
    past, found = history(closing_readings(heard), BY_NAME[utility]), []
    for day in days:
        found.append(settle_day(past, day.start, day.stop, days[-1].stop))
        past = replace(past, carry=found[-1].carry)
    return found


def _rows(database: Engine, run_ids: list[int], user: int, utility: str) -> list[Row[tuple[object, ...]]]:
    chosen = (usage_days.c.run_id.in_(run_ids), usage_days.c.user_id == user, usage_days.c.utility == utility)
    with database.connect() as connection:
        return list(connection.execute(select(usage_days).where(*chosen).order_by(usage_days.c.day)).all())


def test_what_is_no_report_is_quarantined_with_its_place(module_namespace: Settings, sent: Sent) -> None:
    name = module_namespace.topic(QUARANTINE.name)
    consumer = Consumer({"bootstrap.servers": module_namespace.kafka, "group.id": f"{name}.test"})
    consumer.assign([TopicPartition(name, 0, 0)])
    [message] = consumer.consume(1, 30)
    consumer.close()
    body = json.loads(message.value() or b"")

    assert body["reason"] == "undecodable"
    assert (body["topic"], body["partition"]) == (module_namespace.topic("water"), sent.poison_partition)
    assert b64decode(body["value"]) == POISON


def test_a_killed_settlement_leaves_nothing_and_the_next_one_publishes(database: Engine, published: list[int]) -> None:
    with database.connect() as connection:
        counted = connection.execute(select(runs.c.state, func.count()).group_by(runs.c.state))
        states = {state: int(count) for state, count in counted}
        rows = set(connection.execute(select(usage_days.c.run_id).distinct()).scalars())
        current = set(connection.execute(select(horizons.c.run_id)).scalars())

    assert states == {"failed": 2, "published": 2}
    assert rows == current == set(published)


def test_the_rows_are_the_reference_to_the_integer(database: Engine, published: list[int], sent: Sent) -> None:
    for user, utility in sent.readings:
        expected = _reference(sent, user, utility)
        rows = _rows(database, published, user, utility)
        assert [row.total for row in rows] == [usage.total for usage in expected]
        for row, usage in zip(rows, expected, strict=True):
            assert read_values(row.usage_values, row.intervals) == [value.usage for value in usage.values]
            assert read_basis(row.basis) == [value.basis for value in usage.values]


def test_the_live_view_was_compared(database: Engine, published: list[int]) -> None:
    query = select(reconciliations).where(reconciliations.c.run_id.in_(published))
    with database.connect() as connection:
        rows = connection.execute(query).all()
        homes = connection.execute(select(reconciled_homes.c.user_id, reconciled_homes.c.share)).all()
        causes = set(connection.execute(select(reconciled_causes.c.county, reconciled_causes.c.cause)))

    assert sum(row.compared for row in rows) > 1000
    assert all(row.matched == row.compared for row in rows if row.county == 1)
    assert sum(row.unexplained for row in rows) == 0
    assert causes == {(2, Cause.SPEED_OUTAGE)}
    assert {user for user, share in homes if share < 1} == {129}


def test_what_the_live_view_said_is_kept(module_namespace: Settings, published: list[int], sent: Sent) -> None:
    until = midnight(LAST + timedelta(days=1), "America/Denver")
    for (user, utility), readings in sent.readings.items():
        said = closing_readings(readings)[: -100 if user == 129 else None]
        wanted = {(each.at, each.register) for each in said if each.at <= until}
        assert rebuilding.kept_closings(module_namespace, utility, user) == wanted


def test_baselines_of_the_published_hours_reach_the_stream(
    module_namespace: Settings, published: list[int], sent: Sent
) -> None:
    with Redis(host=module_namespace.host, port=module_namespace.redis_port) as redis:
        book = baselines(redis, module_namespace)
        for user, utility in sent.readings:
            zone = HOMES[user]
            known = known_hours(_reference(sent, user, utility), zone)
            after = midnight(LAST + timedelta(days=1), zone)
            for at in range(after + HOUR_MS, after + DAY_MS + 1, HOUR_MS):
                [row] = book.lookup(*(np.array([each]) for each in (ord(BY_NAME[utility].letter), user, at)))
                compare(row, known, hour_of_week(at, zone), LEAST_HOURS)


def test_baselines_that_redis_lost_are_written_again(module_namespace: Settings, published: list[int]) -> None:
    with Redis(host=module_namespace.host, port=module_namespace.redis_port) as redis:
        keys = list(redis.scan_iter(module_namespace.redis_prefix() + b"baseline*"))
        before = {key: redis.get(key) for key in keys}
        redis.delete(*keys)
        assert night.settled(module_namespace, Asked()) == []
        after = {key: redis.get(key) for key in keys}
    assert len(before) == 1 + len(published) * 3  # the index; of each zone a directory and a block of two utilities
    assert before == after


def test_settled_again_it_has_the_same_checksum(
    module_namespace: Settings, database: Engine, published: list[int]
) -> None:
    again = night.settled(module_namespace, Asked(FIRST_DAY, "America/New_York"))

    [(zone, checksum)] = night.checksums(database, again).items()
    assert night.checksums(database, published)[zone] == checksum


def test_the_baselines_before_stay_for_windows_under_way(module_namespace: Settings, published: list[int]) -> None:
    prefix = module_namespace.redis_prefix()
    with Redis(host=module_namespace.host, port=module_namespace.redis_port) as redis:
        versions = read_index(redis.get(index_key(prefix)))
        mine = sorted(each.run_id for each in versions if each.zone == "America/New_York")
        kept = [redis.ttl(directory_key(prefix, run_id)) for run_id in mine]
    assert mine[0] in published
    assert mine[1] not in published
    assert 0 < kept[0] <= BEFORE_S
    assert kept[1] == FOREVER


def test_a_second_settlement_is_refused(module_namespace: Settings, database: Engine, sent: Sent) -> None:
    with only_one(database, module_namespace), pytest.raises(Problem, match="Another settlement"):
        night.settled(module_namespace, Asked())


def test_closed_settles_all_there_is(module_namespace: Settings, database: Engine, published: list[int]) -> None:
    [denver, new_york] = night.settled(module_namespace, Asked(closed=True))

    assert [row.day for row in _rows(database, [new_york], 64, "water")] == [date(2026, 3, 9)]
    assert [row.day for row in _rows(database, [denver], 129, "water")] == [date(2026, 3, 9)]
    assert night.settled(module_namespace, Asked(closed=True)) == []


def test_dropped_and_rebuilt_all_is_as_before(
    module_namespace: Settings, database: Engine, published: list[int]
) -> None:
    before, told = look(module_namespace, database, night.END), rebuilding.told(database)
    assert not before.bills.startswith("0:")
    rebuilding.forge(module_namespace, published[0])
    night.change_homes(database)
    found = rebuilding.lose_and_rebuild(module_namespace, database)

    assert found.before.day_rows.startswith("0:")
    assert (found.after.day_rows, found.after.bills) == (before.day_rows, before.bills)
    assert rebuilding.told(database) == told
    assert not facts.there(open_store(module_namespace), published[0], facts.DIALS)
    # of what the record has otherwise there is a word
    assert [sentence.split(" had ")[0] for sentence in found.otherwise] == [f"run {published[0]} of America/Denver"]
