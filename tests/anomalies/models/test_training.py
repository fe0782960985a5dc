"""A model trained on archived readings on a real S3 server is a version for ever, and met without a restart."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rich.progress import Progress

from anomalies.models import versions
from anomalies.models.archive import Span, closings_from, objects_of
from anomalies.models.current import LOOK_EVERY_S, CurrentModel
from anomalies.models.objects import Objects, StoreAwayError
from anomalies.models.protocol import ModelError, scored
from anomalies.models.training import Order, train
from anomalies.models.training_rows import history_of
from anomalies.models.versions import MANIFEST, Manifest, folder
from anomalies.registry import Points, Registry
from contract.master_data import HoleError, RawObject, arrival_hour
from contract.settings import Settings
from contract.utilities import ELECTRICITY, GAS, UTILITIES, WATER, Utility
from contract.windows import DAY_MS, HOUR_MS, INTERVAL_MS
from tests.anomalies.models.rows import rows
from tests.namespaces import fresh

BEGIN = round(datetime(2026, 3, 2, tzinfo=UTC).timestamp() * 1000)
SPAN = Span(BEGIN, BEGIN + 4 * DAY_MS)
HOMES = np.arange(64, 76)
NOW = SPAN.stop + HOUR_MS
ORDER = Order("quantiles", SPAN)


@pytest.fixture(scope="module")
def own(settings: Settings) -> Iterator[Settings]:
    with fresh(settings) as namespace:
        yield namespace


@pytest.fixture(scope="module")
def objects(own: Settings) -> Iterator[Objects]:
    """An archive of electricity and water: quarter hours, a doubled report, a reading at fault, one of a stranger."""
    found = Objects(own)
    for utility in (ELECTRICITY, WATER):
        _archive(found, utility)
    yield found
    found.close()


def register(utility: Utility, user: int, at: np.ndarray) -> np.ndarray:
    """What the meters count: so much an hour for each user, half of it by night."""
    quarters = (at - BEGIN) // INTERVAL_MS
    day, part = np.divmod(quarters, 96)
    by_night = np.minimum(part, 32)
    counted: np.ndarray = user * 10_000 * (1 + len(utility.name)) * (day * 160 + by_night + 2 * (part - by_night))
    return counted.astype(np.int64)


def _archive(objects: Objects, utility: Utility) -> None:
    """Objects of a day each, of two partitions."""
    for partition in (0, 1):
        users = [user for user in HOMES.tolist() if user % 2 == partition]
        for day in range(-1, 4):
            at = np.arange(BEGIN + day * DAY_MS + INTERVAL_MS, BEGIN + (day + 1) * DAY_MS + 1, INTERVAL_MS)
            parts = [_table(user, at, register(utility, user, at), 0) for user in users]
            spoilt = _table(users[0], at[-1:], register(utility, users[0], at[-1:]) + 10**9, 3)
            stranger = _table(1000 + partition, at[:1], np.array([5]), 0)
            table = pa.concat_tables([*parts, parts[0].slice(0, 3), spoilt, stranger])
            raw = RawObject(utility.name, partition, 100 * (day + 1), 100 * (day + 2) - 1, arrival_hour(int(at[0])))
            sink = io.BytesIO()
            pq.write_table(table, sink)
            objects.put_new(raw.key(""), sink.getvalue())


def _table(user: int, at: np.ndarray, counted: np.ndarray, fault: int) -> pa.Table:
    count = len(at)
    columns = {"user_id": np.full(count, user, np.int32), "meter_id": np.full(count, 7, np.int32), "at": at}
    rest = {"register": counted, "offset": np.arange(count), "fault": np.full(count, fault, np.uint8)}
    return pa.table({**columns, **rest})


def points(users: np.ndarray) -> Points:
    count = len(users)
    zone, county = np.full(count, "America/New_York"), np.zeros(count, np.int64)
    return Points(users, zone, county, np.zeros((count, 2)), np.full(count, -1), np.zeros(count, bool))


@pytest.fixture(scope="module")
def registry() -> Registry:
    return {utility: points(HOMES) for utility in UTILITIES}


@pytest.fixture(scope="module")
def made(objects: Objects, registry: Registry) -> Manifest:
    return trained(objects, registry, NOW)


def trained(objects: Objects, registry: Registry, now: int, order: Order = ORDER) -> Manifest:
    with Progress(disable=True) as progress:
        return train(objects, registry, order, lambda: now, progress)


def test_histories_are_what_the_registers_say(objects: Objects) -> None:
    chosen = HOMES[[0, 1, 5]]
    keys = [key for part in objects_of(objects, WATER, SPAN).values() for key in part]
    closings = closings_from(objects, keys, SPAN, chosen, lambda: None)
    found = history_of(WATER, points(HOMES), np.array([0, 1, 5]), closings, SPAN)
    ends = np.arange(BEGIN, SPAN.stop + 1, HOUR_MS)
    for row, user in enumerate(chosen.tolist()):
        assert found.hourly[row].tolist() == np.diff(register(WATER, user, ends)).tolist()
    assert (found.start, found.end) == (SPAN.start, SPAN.stop)


def test_a_hole_in_the_archive_refuses_to_train(own: Settings, registry: Registry) -> None:
    with fresh(own) as other:
        objects = Objects(other)
        raw = [RawObject("gas", 0, first, first + 9, arrival_hour(BEGIN + DAY_MS)) for first in (0, 20)]
        for each in raw:
            objects.put_new(each.key(""), b"never read")
        with pytest.raises(HoleError, match="Offset 10 of gas-0"):
            trained(objects, registry, NOW)
        objects.close()


def test_a_version_says_what_it_was_made_of(objects: Objects, made: Manifest) -> None:
    written = json.loads(objects.get(folder("quantiles", made.version) + MANIFEST))
    assert written["metrics"] == made.metrics
    assert set(made.cover) == {f"{utility.name}-{part}" for utility in (ELECTRICITY, WATER) for part in (0, 1)}
    assert all(len(keys) >= 4 for keys in made.cover.values())
    assert (made.start, made.stop, made.seed) == (SPAN.start, SPAN.stop, 1)
    assert set(made.files) == {f"{utility.name}-p{q}" for utility in (ELECTRICITY, WATER) for q in (10, 50, 90)}
    assert set(made.metrics) == {"electricity", "water"}
    assert made.metrics["water"]["error"] < 0.2  # of the logarithm: these homes are all alike day after day


def test_the_same_days_and_seed_give_the_same_model(objects: Objects, registry: Registry, made: Manifest) -> None:
    again = trained(objects, registry, NOW + 1)
    assert again.version > made.version
    assert again.files == made.files


def test_a_version_is_never_overwritten(objects: Objects, made: Manifest) -> None:
    with pytest.raises(StoreAwayError):
        versions.put(objects, made, {})


def test_a_utility_that_was_not_learned_has_no_scores(objects: Objects, made: Manifest) -> None:
    batch = rows(homes=2, hours=30)
    found = scored(versions.load(objects, "quantiles", made.version), batch)
    gas = batch["utility"] == GAS.name
    assert bool(found[gas].isna().all())
    assert bool(found[~gas & batch["usage"].notna()].notna().all())


def test_a_newer_version_is_met_without_a_restart(own: Settings, objects: Objects, registry: Registry) -> None:
    now = [0.0]
    current = CurrentModel(replace(own, unusual_model="quantiles"), lambda: now[0])
    first = current.get()
    newer = trained(objects, registry, NOW + DAY_MS)
    assert current.get() is first
    now[0] += LOOK_EVERY_S
    assert (current.get().name, current.get().version) == ("quantiles", newer.version)


def test_a_spoilt_version_is_not_taken_and_the_one_before_stays(
    own: Settings, objects: Objects, made: Manifest
) -> None:
    now = [0.0]
    current = CurrentModel(replace(own, unusual_model="quantiles"), lambda: now[0])
    before = current.get()
    spoilt = replace(made, version="99990101T000000000Z", files={"water-p10": "0" * 64})
    versions.put(objects, spoilt, {"water-p10": "no booster"})
    now[0] += LOOK_EVERY_S
    assert current.get() is before


def test_while_nothing_is_trained_or_s3_is_away_the_robust_baseline_judges(settings: Settings) -> None:
    nothing = replace(settings, namespace="untrained", unusual_model="quantiles")
    assert CurrentModel(nothing).get().name == "robust"
    away = replace(nothing, port_base=1)
    assert CurrentModel(away).get().name == "robust"


@pytest.mark.parametrize(
    ("order", "words"),
    [
        (replace(ORDER, model="oracle"), "no model 'oracle'"),
        (replace(ORDER, span=Span(BEGIN, BEGIN + DAY_MS)), "at least 3 days"),
        (replace(ORDER, span=Span(BEGIN + 100 * DAY_MS, BEGIN + 104 * DAY_MS)), "holds nothing of this range"),
    ],
)
def test_an_order_that_cannot_be_is_refused(objects: Objects, registry: Registry, order: Order, words: str) -> None:
    with pytest.raises(ModelError, match=words):
        trained(objects, registry, NOW, order)


def test_a_model_that_is_none_is_refused(settings: Settings) -> None:
    with pytest.raises(ModelError, match="CONCORD_UNUSUAL_MODEL is 'oracle'"):
        CurrentModel(replace(settings, unusual_model="oracle"))
