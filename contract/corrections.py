"""Corrections: what an operator says that a meter showed at an instant, and why. They come through topic `corrections`.

A correction stands in the place of every reading of its (meter_id, at), or where there was none. Of several the highest
revision counts; of equal revisions the greatest (register, demand, status). Readings themselves are never altered.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from contract.reading import STATUS_LIMIT, Reading, as_report
from contract.utilities import BY_NAME
from contract.validity import LAST_INSTANT, Fault, fault

LONGEST_REASON = 255


class CorrectionError(ValueError):
    """No correction, or one that no meter can have shown."""


@dataclass(frozen=True)
class Correction:
    """A reading with a revision (from 1), a reason, and the login that sent it."""

    utility: str
    reading: Reading
    revision: int
    reason: str
    by: str

    @property
    def rank(self) -> tuple[int, int, int, int]:
        """The greatest of one (meter_id, at) counts."""
        return self.revision, self.reading.register, self.reading.demand, self.reading.status


def write_correction(correction: Correction) -> bytes:
    """The message in topic `corrections`."""
    rest = {name: getattr(correction, name) for name in ("utility", "revision", "reason", "by")}
    return json.dumps({**correction.reading._asdict(), **rest}, sort_keys=True).encode()


def read_correction(data: bytes) -> Correction:
    """Raises CorrectionError."""
    try:
        told = json.loads(data)
        reading = Reading(*(int(told[name]) for name in Reading._fields))
        found = Correction(str(told["utility"]), reading, int(told["revision"]), str(told["reason"]), str(told["by"]))
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise CorrectionError(f"not a correction: {error!r}") from None
    why = fault(as_report([found.reading]), found.reading.at)
    possible = 0 <= reading.at <= LAST_INSTANT and 0 <= reading.status < STATUS_LIMIT
    if found.utility not in BY_NAME or found.revision < 1 or why is not Fault.NONE or not possible:
        raise CorrectionError(f"no correction of a meter: {json.dumps(asdict(found))[:200]}")
    return found


def counting(corrections: Iterable[Correction]) -> list[Correction]:
    """The one that counts of each (utility, user_id, meter_id, at), in the order of these."""
    found: dict[tuple[str, int, int, int], Correction] = {}
    for each in corrections:
        place = (each.utility, each.reading.user_id, each.reading.meter_id, each.reading.at)
        found[place] = max(found.get(place, each), each, key=lambda one: one.rank)
    return [each for _, each in sorted(found.items())]


def effective(readings: Iterable[Reading], corrected: Iterable[Reading]) -> list[Reading]:
    """A service point's readings, with corrections (see `counting`) in the place of what they correct."""
    mended = {(each.meter_id, each.at): each for each in corrected}
    return [each for each in readings if (each.meter_id, each.at) not in mended] + list(mended.values())
