"""Homes that feed in: nights without sun, days without a draw, and feeders that give back are no anomalies."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from anomalies.criteria import Criteria
from anomalies.detectors import detect
from anomalies.detectors.blocks import blocks_of
from anomalies.detectors.episode import Episode
from anomalies.detectors.feeder_balance import balance
from anomalies.feeding import one_meter, with_fed
from anomalies.history import Array, History
from contract.alerts import Kind
from contract.utilities import ELECTRICITY, EXPORT
from tests.anomalies.homes import DAY, START, always_on, history

DAYS, HOMES = 6, 12
SOLAR = range(0, HOMES, 3)  # rows
CRITERIA = Criteria()


def sun(days: int = DAYS) -> Array:
    """Wh of a quarter hour from 06 to 18: at first less than homes need, on the last day more for hours."""
    quarter = np.arange(days * DAY) % DAY
    shines = np.maximum(np.sin((quarter - 24) / 48 * np.pi), 0)
    brighter: Array = np.rint(shines * np.where(np.arange(days * DAY) < (days - 1) * DAY, 100, 900))
    return brighter


def lived() -> tuple[Array, Array]:
    """Wh taken by all, and fed in by the solar ones."""
    used = np.stack([always_on(DAYS, seed) for seed in range(HOMES)]).astype(np.float64)
    made = np.zeros_like(used)
    made[list(SOLAR)] = sun()
    return np.maximum(used - made, 0), np.maximum(made - used, 0)


def street(taken: Array, fed: Array, *, head: bool = False) -> tuple[History, History]:
    """Electricity and export of one feeder; with its head's meter as the last row of both, if asked for."""
    solar = list(SOLAR)
    if head:
        flow = taken.sum(axis=0) * 1.03 - fed.sum(axis=0)
        taken, fed = np.vstack([taken, np.maximum(flow, 0)]), np.vstack([fed, np.maximum(-flow, 0)])
        solar = [*solar, HOMES]
    heads = np.arange(len(taken)) == HOMES
    power = replace(history(ELECTRICITY, taken, feeder=1), heads=heads)
    every = history(EXPORT, fed, feeder=1)
    own = {name: getattr(every, name)[solar] for name in ("user_id", "zone", "level", "place", "feeder")}
    return power, replace(every, heads=heads[solar], **own)


def test_without_their_export_the_same_homes_would_be_stuck() -> None:
    """The test of the tests: a rest of hours as was never there before."""
    power, _ = street(*lived())
    assert {each.kind for each in detect(power, CRITERIA).episodes} & {Kind.STUCK, Kind.ZERO_RUN}


def test_who_feeds_in_neither_rests_nor_stands_still() -> None:
    power, export = street(*lived())
    found = detect(with_fed(power, export), CRITERIA).episodes
    assert [each for each in found if each.kind in (Kind.STUCK, Kind.ZERO_RUN, Kind.OUTAGE, Kind.REVERSE_FLOW)] == []


def test_a_register_that_feeds_in_rests_every_night_and_through_dark_weeks() -> None:
    _, fed = lived()
    fed[:, 2 * DAY :] = 0  # panels under snow
    _, export = street(lived()[0], fed)
    quiet = replace(export, least=np.zeros_like(export.usage), most=np.zeros_like(export.usage))
    assert detect(quiet, CRITERIA).episodes == []
    fell = np.zeros_like(export.usage)
    fell[:, 50] = 5_000_000.0
    backwards = replace(quiet, fallen=fell)
    assert {each.kind for each in detect(backwards, CRITERIA).episodes} == {Kind.REVERSE_FLOW}


def test_the_feeders_balance_counts_what_is_fed_in_and_given_back() -> None:
    power, export = street(*lived(), head=True)
    both = with_fed(power, export)
    found, blind = balance(both, blocks_of(both)), balance(power, blocks_of(power))
    assert found is not None
    assert blind is not None
    assert np.nanmax(np.abs(found.deviations)) < 1
    assert np.nanmax(np.abs(blind.deviations)) > 3


def test_a_silent_meter_is_silent_once() -> None:
    def silent(utility: object, user: int, kind: Kind = Kind.SILENT, members: tuple[int, ...] = ()) -> Episode:
        return Episode(kind, utility, user, START, None, {}, 1.0, members=members)  # type: ignore[arg-type]

    power, export = silent(ELECTRICITY, 64), silent(EXPORT, 64)
    alone, street_cut = silent(EXPORT, 65), silent(ELECTRICITY, 0, Kind.OUTAGE, (66, 67, 68))
    of_it, crowd = silent(EXPORT, 67), silent(EXPORT, 0, Kind.OUTAGE, (66, 68))
    stuck = silent(EXPORT, 64, Kind.REVERSE_FLOW)
    found = one_meter([power, export, alone, street_cut, of_it, crowd, stuck])
    assert found == [power, alone, street_cut, stuck]
