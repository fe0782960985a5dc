"""The state of many service points at a day's start or end: contract.usage.Carry in columns."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from contract.segments import Segment
from contract.usage import Basis, Carry, Known

NONE = -1  # an instant that is not there


@dataclass(frozen=True)
class Carries:
    """Columns as in the table usage_days, shape (n,); an `_at` of NONE says that its group is not there.

    A `left_mark` of NONE says that no register may return.
    """

    closing_at: NDArray[np.int64]
    closing_register: NDArray[np.int64]
    mark: NDArray[np.int64]
    meter_id: NDArray[np.int64]
    level: NDArray[np.int64]
    left_mark: NDArray[np.int64]
    known_at: NDArray[np.int64]
    known_level: NDArray[np.int64]
    known_basis: NDArray[np.int64]
    served_at: NDArray[np.int64]
    served_level: NDArray[np.int64]
    served_basis: NDArray[np.int64]

    def take(self, chosen: NDArray[np.int64] | NDArray[np.bool_]) -> Carries:
        return Carries(*(getattr(self, name)[chosen] for name in NAMES))

    def one(self, row: int) -> Carry | None:
        """The reference's form of one of them."""
        values = {name: int(getattr(self, name)[row]) for name in NAMES}
        if values["closing_at"] == NONE:
            return None
        left = values["left_mark"]
        at, register, mark, meter_id, level = (values[name] for name in NAMES[:5])
        segment = Segment(at, register, mark, meter_id, level, None if left == NONE else left)
        return Carry(segment, _end(values, "known"), _end(values, "served"))


NAMES = tuple(field.name for field in fields(Carries))


def _end(values: dict[str, int], name: str) -> Known | None:
    if values[f"{name}_at"] == NONE:
        return None
    return Known(values[f"{name}_at"], values[f"{name}_level"], Basis(values[f"{name}_basis"]))


def no_carries(count: int) -> Carries:
    """For service points without a past."""
    return Carries(*(np.full(count, NONE, np.int64) for _ in NAMES))


def in_columns(carries: list[Carry | None]) -> Carries:
    """The columns of the reference's form."""
    rows = [_numbers(carry) for carry in carries]
    return Carries(*np.array(rows, np.int64).reshape(len(rows), len(NAMES)).T)


def _numbers(carry: Carry | None) -> list[int]:
    if carry is None:
        return [NONE] * len(NAMES)
    segment = carry.segment
    ends = [
        number
        for end in (carry.known, carry.served)
        for number in ((end.at, end.level, int(end.basis)) if end else (NONE, NONE, int(Basis.UNKNOWN)))
    ]
    left = NONE if segment.left is None else segment.left
    return [segment.at, segment.register, segment.mark, segment.meter_id, segment.level, left, *ends]
