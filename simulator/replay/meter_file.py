"""A file of meter readings: which column says what, and the readings in it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pandas as pd

from contract.settings import Settings
from contract.utilities import Utility
from simulator.country.population import Numbers
from simulator.replay.amounts import amounts
from simulator.replay.local_times import UNREADABLE, find_zone, instants
from simulator.replay.order import duplicates, out_of_order
from simulator.replay.problem import ReplayError
from simulator.replay.registers import Readings, from_registers, from_usage
from simulator.replay.source import read_columns


@dataclass(frozen=True)
class Layout:
    """How to read a file. Either `user_column` or `user`, either `register_column` or `usage_column` is None.

    `period` is ms, 0 if unknown; with `starts`, times are the beginnings of such periods and not their ends.
    """

    utility: Utility
    unit: Fraction
    zone: str
    time_column: str
    time_format: str | None
    user_column: str | None
    user: str | None
    register_column: str | None
    usage_column: str | None
    separator: str
    period: int = 0
    starts: bool = False


@dataclass(frozen=True)
class Findings:
    """What was noticed while a file was read, in rows; `out_of_order` and `duplicates` within a home."""

    rows: int
    skipped: dict[str, int]
    duplicates: int
    out_of_order: int
    repeated_hour: int
    skipped_hour: int
    openings: int  # readings where usage begins, which no row of the file says


@dataclass(frozen=True)
class MeterFile:
    """A file's readings; `names` are the homes', in order of appearance, at the positions that readings tell."""

    names: list[str]
    readings: Readings
    findings: Findings


def read_meter_file(settings: Settings, address: str, layout: Layout) -> MeterFile:
    """Raises ReplayError if the file is not laid out so, or holds no reading at all."""
    value = layout.register_column or layout.usage_column or ""
    columns = [column for column in (layout.user_column, layout.time_column, value) if column]
    table = read_columns(settings, address, layout.separator, columns)
    home, names = _homes(table, layout)
    times = instants(table[layout.time_column], home, find_zone(layout.zone), layout.time_format)
    found, skipped = amounts(table[value], layout.unit)
    has_value, has_time = np.array([amount is not None for amount in found]), times.at != UNREADABLE
    skipped["no readable time"] = int(np.count_nonzero(has_value & ~has_time))
    kept = np.flatnonzero(has_value & has_time)
    if not len(kept):
        raise ReplayError(f"No row of {address} can be sent ({_told(+skipped)}); check --time-format and the columns.")
    whole = [amount for amount, timed in zip(found, has_time, strict=True) if amount is not None and timed]
    at = times.at[kept] + (layout.period if layout.starts else 0)
    readings = _readings(home[kept], at, whole, layout)
    noticed = duplicates(home[kept], at), out_of_order(home[kept], at), times.repeated, times.skipped
    return MeterFile(names, readings, Findings(len(table), dict(+skipped), *noticed, len(readings) - len(kept)))


def _homes(table: pd.DataFrame, layout: Layout) -> tuple[Numbers, list[str]]:
    if layout.user_column is None:
        return np.zeros(len(table), np.int64), [layout.user or ""]
    home, names = pd.factorize(table[layout.user_column])
    return home.astype(np.int64), [str(name) for name in names]


def _readings(home: Numbers, at: Numbers, whole: list[Fraction], layout: Layout) -> Readings:
    if layout.register_column:
        return from_registers(home, at, whole)
    return from_usage(home, at, whole, layout.period)


def _told(reasons: Counter[str]) -> str:
    return ", ".join(f"{count} with {reason}" for reason, count in reasons.items())
