"""What the night must publish of a partition, kept in a file until it has."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from contract.estimates import EVEN, MOST_WEIGHT, like_day
from contract.reading import Reading
from contract.reference import Look, settled_days
from contract.rules import Rule, write_findings
from contract.usage import Basis
from contract.utilities import BY_NAME
from contract.windows import INTERVAL_MS
from tests.bench.settle import evening, truth
from tests.bench.settle.fleet import START, STOP, ZONE
from tests.bench.settle.readings import INTERVALS, Arrival, Kind, Numbers, Taken

LIKE = like_day(evening.BY_HOUR.astype(float).tolist(), ZONE)
ASKED = 5  # service points of a partition that the reference is asked of, besides the odd ones


@dataclass(frozen=True)
class Day:
    """A day of service points, by user; findings as rules.write_findings has them, None where they are not known."""

    users: Numbers
    values: NDArray[np.int32]
    basis: NDArray[np.uint8]
    findings: list[bytes | None]


@dataclass(frozen=True)
class Expected:
    """The day itself, the evening of those who were open at its start, and counts of the whole partition."""

    day: Day
    evening: Day
    usual: Numbers
    readings: Numbers  # of the day, without repetitions
    duplicates: int
    conflicts: int


def expected(place: tuple[str, int], taken: Taken, arrival: Arrival, cutoffs: tuple[int, int]) -> Expected:
    """`cutoffs` are the evening's and the day's, by broker time (UTC ms)."""
    before = truth.past(truth.closed(taken, truth.heard(taken, arrival, cutoffs[0])))
    known = truth.heard(taken, arrival, cutoffs[1])
    alike = evening.open_from(before) >= truth.DAY
    found = truth.settled(truth.closed(taken, known), before, _weights(alike))
    values, basis = truth.changes(found)
    same, other = truth.repetitions(taken, arrival, cutoffs[1])
    inside = known & (taken.at > START) & (taken.at <= STOP)
    day = slice(truth.DAY, None)
    shaped = (basis[:, day] == Basis.PROFILE) & alike[:, None]
    findings = _findings(taken, {Rule.DUPLICATE: same, Rule.CONFLICT: other}, shaped)
    whole = Day(taken.users, values[:, day].astype(np.int32), basis[:, day], findings)
    opened = _evening(taken, before, values, basis)
    usual = np.full(len(taken.users), evening.USUAL)
    rows = np.searchsorted(taken.users, opened.users)
    usual[rows] = _usual_after(opened.values, usual[rows])
    for row in _asked(taken):
        readings = _readings(taken, arrival, row, cutoffs[1])
        look = Look(BY_NAME[place[0]], STOP, evening.carries(taken, before).one(row), usual=int(usual[row]))
        _ask(whole, row, readings, replace(look, shape=LIKE if alike[row] else EVEN))
    counts = (int(same.sum()), int(other.sum()))
    return Expected(whole, opened, _usual_after(whole.values, usual), inside.sum(axis=1), *counts)


def _weights(alike: NDArray[np.bool_]) -> Numbers:
    """By service point and column of ENDS: like the evening's hours, or even where nothing was published before it."""
    hour = (np.arange(truth.ENDS) - truth.DAY - 1) % INTERVALS * len(evening.BY_HOUR) // INTERVALS
    like = 1 + np.rint(evening.BY_HOUR / evening.BY_HOUR.max() * (MOST_WEIGHT - 1)).astype(np.int64)
    return np.where(alike[:, None], like[hour], 1)


def _usual_after(values: NDArray[np.int32], usual: Numbers) -> Numbers:
    """Only a whole day becomes usual, for an eighth."""
    return np.where((values >= 0).all(axis=1), (7 * usual + values.sum(axis=1, dtype=np.int64)) // 8, usual)


def _asked(taken: Taken) -> list[int]:
    plain = np.flatnonzero(taken.kind == Kind.PLAIN)
    return [*np.flatnonzero(taken.kind).tolist(), *plain[:: max(1, len(plain) // ASKED)].tolist()]


def _ask(day: Day, row: int, readings: list[Reading], look: Look) -> None:
    [(found, _)] = settled_days(readings, [(START, STOP)], look)
    day.values[row] = [-1 if value is None else value for value in found.values]
    day.basis[row] = found.basis
    day.findings[row] = write_findings(found.masks)


def _readings(taken: Taken, arrival: Arrival, row: int, cutoff: int) -> list[Reading]:
    """Of one service point, all that a run knows of it, repetitions included."""
    per_report = taken.at.shape[1] // arrival.stamp.shape[1]
    found = []
    for column in np.flatnonzero(taken.present[row]).tolist():
        report = column // per_report
        columns = (taken.meter, taken.at, taken.register, taken.demand)
        reading = Reading(int(taken.users[row]), *(int(each[row, column]) for each in columns))
        less = int(arrival.different[row, report])
        if arrival.stamp[row, report] <= cutoff:
            found.append(reading)
        if 0 < arrival.again[row, report] <= cutoff:
            found.append(reading._replace(register=reading.register - less))
    return found


def _findings(taken: Taken, marks: dict[Rule, NDArray[np.bool_]], shaped: NDArray[np.bool_]) -> list[bytes | None]:
    """Of plain service points: repetitions by reading, and intervals that were spread like days."""
    found: list[bytes | None] = [b""] * len(taken.users)
    told: dict[int, set[tuple[int, int]]] = {}
    for rule, flags in marks.items():
        rows, columns = np.nonzero(flags & (taken.at > START))
        places = (taken.at[rows, columns] - 1 - START) // INTERVAL_MS
        for row, place in zip(rows.tolist(), places.tolist(), strict=True):
            told.setdefault(row, set()).add((place, rule))
    for row, place in np.argwhere(shaped).tolist():
        told.setdefault(row, set()).add((place, Rule.LIKE_DAY))
    for row, pairs in told.items():
        found[row] = bytes(number for pair in sorted(pairs) for number in pair)
    return found


def _evening(taken: Taken, before: truth.Past, values: Numbers, basis: NDArray[np.uint8]) -> Day:
    known, rests = evening.values(before)
    place = INTERVALS - truth.DAY + np.arange(truth.DAY)
    later = np.arange(truth.DAY) >= evening.open_from(before)[:, None]
    known[:, place] = np.where(later, values[:, : truth.DAY], known[:, place])
    rests[:, place] = np.where(later, basis[:, : truth.DAY], rests[:, place])
    rows = np.flatnonzero(later.any(axis=1))
    return Day(taken.users[rows], known[rows].astype(np.int32), rests[rows], [None] * len(rows))


def keep(folder: Path, place: tuple[str, int], found: Expected) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{place[0]}-{place[1]}.pickle").write_bytes(pickle.dumps(found, protocol=5))


def kept(folder: Path, place: tuple[str, int]) -> Expected:
    """What keep() wrote."""
    found = pickle.loads((folder / f"{place[0]}-{place[1]}.pickle").read_bytes())
    assert isinstance(found, Expected)
    return found
