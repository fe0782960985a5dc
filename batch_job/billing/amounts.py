"""Amounts of whole days by rate, summed over the intervals of many service points at once, in whole base units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from batch_job.billing.hours import peak_intervals, quarters, rate_of_intervals
from contract.batch_view import UNKNOWN
from contract.prices.document import Document
from contract.usage import Basis

Numbers = NDArray[np.int64]
NO_PEAK = -1


@dataclass(frozen=True)
class Row:
    """A published day of a service point, as usage_days has it."""

    day: date
    run_id: int
    usage_values: bytes
    basis: bytes


@dataclass(frozen=True)
class Amounts:
    """Of n service points, d days and r rates; a day without a row has run 0 and misses all its intervals.

    `quantity`, `intervals`, `estimated` (quantity), `estimated_intervals` have shape (n, d, r); the others (n, d).
    `peak` is the highest interval that may set a peak, NO_PEAK if there is none; `peak_at` its number in the day.
    """

    days: tuple[date, ...]
    run_id: Numbers
    quantity: Numbers
    intervals: Numbers
    estimated: Numbers
    estimated_intervals: Numbers
    missing: Numbers
    peak: Numbers
    peak_at: Numbers
    peak_estimated: NDArray[np.bool_]


def amounts(document: Document, zone: str, days: Sequence[date], rows: Sequence[dict[date, Row]]) -> Amounts:
    """What each of the service points used in each rate of `document`; `rows` has each one's published days."""
    shape, rates = (len(rows), len(days)), len(document.rates)
    run_ids = [[own[day].run_id if day in own else 0 for day in days] for own in rows]
    by_rate = ("quantity", "intervals", "estimated", "estimated_intervals")
    found = Amounts(
        days=tuple(days),
        run_id=np.array(run_ids, np.int64).reshape(shape),
        **{name: np.zeros((*shape, rates), np.int64) for name in by_rate},
        **{name: np.zeros(shape, np.int64) for name in ("missing", "peak_at")},
        peak=np.full(shape, NO_PEAK),
        peak_estimated=np.zeros(shape, bool),
    )
    lengths = [len(quarters(day, zone)) for day in days]
    for length in set(lengths):
        alike = [number for number, own in enumerate(lengths) if own == length]
        _sum(found, alike, document, zone, matrix([own.get(days[number]) for own in rows for number in alike], length))
    return found


def _sum(
    found: Amounts, alike: list[int], document: Document, zone: str, cells: tuple[Numbers, NDArray[np.uint8]]
) -> None:
    """Sums days of one length, given by their numbers; `cells` has a row for each service point and day of them."""
    days = [found.days[number] for number in alike]
    values, basis = (each.reshape(len(found.run_id), len(alike), -1) for each in cells)
    known = values != UNKNOWN
    used = np.where(known, values, 0)
    guessed = known & (basis != Basis.MEASURED)
    any_guessed = bool(guessed.any())
    found.missing[:, alike] = (~known).sum(axis=2)
    of_interval = np.array([rate_of_intervals(document, day, zone) for day in days])
    for rate in range(len(document.rates)):
        here = of_interval == rate
        found.quantity[:, alike, rate] = np.where(here, used, 0).sum(axis=2)
        found.intervals[:, alike, rate] = (known & here).sum(axis=2)
        if any_guessed:
            found.estimated[:, alike, rate] = np.where(guessed & here, used, 0).sum(axis=2)
            found.estimated_intervals[:, alike, rate] = (guessed & here).sum(axis=2)
    if document.peak:
        allowed = np.array([peak_intervals(document, day, zone) for day in days])
        _find_peaks(found, alike, np.where(known & allowed, values, NO_PEAK), guessed)


def _find_peaks(found: Amounts, alike: list[int], candidates: Numbers, guessed: NDArray[np.bool_]) -> None:
    at = candidates.argmax(axis=2)
    found.peak[:, alike] = np.take_along_axis(candidates, at[..., None], 2)[..., 0]
    found.peak_at[:, alike] = at
    found.peak_estimated[:, alike] = np.take_along_axis(guessed, at[..., None], 2)[..., 0]


def matrix(rows: Sequence[Row | None], intervals: int) -> tuple[Numbers, NDArray[np.uint8]]:
    """Values (UNKNOWN where there is none) and basis of days of one length, shape (n, intervals)."""
    blank, nothing = b"\xff" * 4 * intervals, b"%d" % Basis.UNKNOWN * intervals
    blobs = [row.usage_values if row else blank for row in rows]
    if all(len(blob) == len(blank) for blob in blobs):
        values = np.frombuffer(b"".join(blobs), "<i4").astype(np.int64)
    else:
        kinds = ("<i4" if len(blob) == len(blank) else "<i8" for blob in blobs)
        each = [np.frombuffer(blob, kind).astype(np.int64) for blob, kind in zip(blobs, kinds, strict=True)]
        values = np.concatenate(each) if each else np.zeros(0, np.int64)
    basis = np.frombuffer(b"".join(row.basis if row else nothing for row in rows), np.uint8) - ord("0")
    return values.reshape(len(rows), intervals), basis.reshape(len(rows), intervals)
