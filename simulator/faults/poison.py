"""Ten sorts of messages that nobody can use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from contract.encoding.messages import decode, encode
from contract.reading import DEMAND_LIMIT, IDENTITY_LIMIT, MOST_READINGS, REGISTER_LIMIT, Report
from contract.windows import DAY_MS, MINUTE_MS


def _crowded(report: Report) -> Report:
    count = MOST_READINGS + 1
    return replace(report, offset_ms=range(count), register=(report.register[0],) * count, demand=(0,) * count)


SPOILT: tuple[Callable[[Report], Report], ...] = (
    lambda report: replace(report, demand=()),
    lambda report: replace(report, offset_ms=(), register=(), demand=()),
    _crowded,
    lambda report: replace(report, user_id=0),
    lambda report: replace(report, meter_id=IDENTITY_LIMIT + 7),
    lambda report: replace(report, register=(REGISTER_LIMIT,) * len(report.register)),
    lambda report: replace(report, demand=(-DEMAND_LIMIT,) * len(report.demand)),
    lambda report: replace(report, at=report.at + 73 * 365 * DAY_MS),
    lambda report: replace(report, at=report.at - 20_000 * MINUTE_MS * 60),
)
SORTS = len(SPOILT) + 1


def poisoned(message: bytes, sort: int) -> bytes:
    """A good message, spoilt in one of SORTS ways."""
    if sort == len(SPOILT):
        return b"\xff\xfe" + message[2:]
    return encode(SPOILT[sort](decode(message)))
