"""Ten sorts of messages that nobody can use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from contract.encoding.messages import encode
from contract.reading import DEMAND_LIMIT, IDENTITY_LIMIT, MOST_READINGS, REGISTER_LIMIT, Report
from contract.windows import DAY_MS, MINUTE_MS

Poison = Callable[[Report], tuple[bytes, Report | None]]
"""Makes a message out of a good report: its bytes, and the report that they are, None if they are none."""


def _of(spoil: Callable[[Report], Report]) -> Poison:
    def poison(report: Report) -> tuple[bytes, Report | None]:
        bad = spoil(report)
        return encode(bad), bad

    return poison


def _too_many(report: Report) -> Report:
    count = MOST_READINGS + 1
    register, demand = (report.register[0],) * count, (report.demand[0],) * count
    return replace(report, offset_ms=tuple(range(count)), register=register, demand=demand)


POISON: tuple[Poison, ...] = (
    lambda report: (b"\xff\xffno report", None),
    lambda report: (encode(report)[:-3], None),
    _of(lambda report: replace(report, demand=())),
    _of(_too_many),
    _of(lambda report: replace(report, meter_id=IDENTITY_LIMIT + 5)),
    _of(lambda report: replace(report, register=(REGISTER_LIMIT,) * len(report.register))),
    _of(lambda report: replace(report, demand=(-DEMAND_LIMIT,) * len(report.demand))),
    _of(lambda report: replace(report, offset_ms=tuple(reversed(report.offset_ms)))),
    _of(lambda report: replace(report, at=report.at + 73 * 365 * DAY_MS)),
    _of(lambda report: replace(report, offset_ms=(0, MINUTE_MS))),
)
