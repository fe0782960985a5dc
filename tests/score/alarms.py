"""Alarms at a threshold, and the curve of what they find over what they cost; measures.py says what is what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from anomalies.detectors.episode import run_columns
from anomalies.history import Array
from contract.alerts import Kind
from tests.score.events import Event
from tests.score.measures import Scored

APART = 30  # hours
LOWEST = 0.3
MONTH_WEEKS = 30 / 7


@dataclass(frozen=True)
class Alarms:
    """What was raised at a threshold: false alarms by kind, and the events that were found."""

    false: dict[Kind, int]
    found: frozenset[Event]


def alarms(scored: Scored, threshold: float) -> Alarms:
    """All kinds at one threshold."""
    false: dict[Kind, int] = {}
    found: set[Event] = set()
    for (utility, kind), score in scored.scores.items():
        explained = scored.explained[utility, kind]
        sure = _raised(score[:, :] >= threshold, scored.quiet)
        good, wrong = _judged(sure, explained)
        false[kind] = false.get(kind, 0) + wrong
        found |= {
            event
            for event in scored.own()
            if event.point[0] == utility
            and kind in event.accepted
            and good[scored.row(event), scored.span(event, 1)].any()
        }
    return Alarms(false, frozenset(found))


def _raised(reached: Array, quiet: int) -> Array:
    """Hours of alarms: what is less than APART apart is one. Nothing is raised in the quiet days."""
    raised = reached.copy()
    raised[:, :quiet] = False
    row, first, stop = run_columns(~raised)
    inner = (first > quiet) & (stop < raised.shape[1]) & (stop - first < APART)
    for each, begin, end in zip(row[inner].tolist(), first[inner].tolist(), stop[inner].tolist(), strict=True):
        raised[each, begin:end] = True
    return raised


def _judged(raised: Array, explained: Array) -> tuple[Array, int]:
    """The hours of alarms that are explained, and how many alarms are not."""
    row, first, stop = run_columns(raised)
    so_far = np.pad(np.cumsum(explained, axis=1), ((0, 0), (1, 0)))
    good = (so_far[row, stop] - so_far[row, first]) * 2 >= stop - first
    hours = np.zeros_like(raised)
    for each, begin, end in zip(row[good].tolist(), first[good].tolist(), stop[good].tolist(), strict=True):
        hours[each, begin:end] = True
    return hours, int((~good).sum())


@dataclass(frozen=True)
class Point:
    """One threshold over all fleets: false alarms a meter and week, events found by kind."""

    threshold: float
    false_a_week: float
    false: dict[Kind, int]
    found: Counter[Kind]


def whole(scored: Scored, found: Iterable[Event]) -> Counter[Kind]:
    """By kind, the faults of which at least half of the events are among `found`."""
    events, hits = Counter(each.name for each in scored.own()), Counter(each.name for each in found)
    kinds = {each.name: each.kind for each in scored.own()}
    return Counter(kind for name, kind in kinds.items() if kind and hits[name] * 2 >= events[name])


def curve(fleets: Sequence[Scored], thresholds: Sequence[float]) -> list[Point]:
    """From the lowest threshold to the highest."""
    weeks = sum(each.meter_weeks for each in fleets)
    points = []
    for threshold in thresholds:
        each = [alarms(scored, threshold) for scored in fleets]
        kinds = {kind for one in each for kind in one.false}
        false = {kind: sum(one.false.get(kind, 0) for one in each) for kind in kinds}
        found = sum((whole(scored, one.found) for scored, one in zip(fleets, each, strict=True)), Counter[Kind]())
        points.append(Point(threshold, sum(false.values()) / weeks, false, found))
    return points


def at_budget(points: Sequence[Point], false_a_week: float) -> Point:
    """Of the thresholds within a budget of false alarms a meter and week the one that finds most.

    A low threshold may find less: its alarms run into each other. If none is within it, the highest.
    """
    within = [point for point in points if point.false_a_week <= false_a_week]
    return max(within, key=lambda point: sum(point.found.values()), default=points[-1])
