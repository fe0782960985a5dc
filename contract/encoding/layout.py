"""The byte layout of a report with n readings: its length tells n and whether status is there."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from contract.reading import MOST_READINGS

FIXED32, FIXED64, LENGTH_DELIMITED = 5, 1, 2
COLUMNS = (("offset_ms", 4, "<u4"), ("register", 5, "<i8"), ("demand", 6, "<i4"), ("status", 7, "<u4"))


def tag(field: int, wire: int) -> int:
    """Protobuf's one-byte field tag."""
    return field << 3 | wire


@cache
def layout(readings: int, with_status: bool) -> np.dtype[Any]:
    """Structured dtype of a whole report; `t_*` are tags and `l_*` lengths (one byte each: 12 * 8 < 128)."""
    head = [("t_user", "u1"), ("user_id", "<u4"), ("t_meter", "u1"), ("meter_id", "<u4"), ("t_at", "u1"), ("at", "<i8")]
    columns: list[tuple[Any, ...]] = []
    for name, _, kind in COLUMNS[: 4 if with_status else 3]:
        columns += [(f"t_{name}", "u1"), (f"l_{name}", "u1"), (name, kind, (readings,))]
    return np.dtype([*head, *columns])


@cache
def constants(readings: int, with_status: bool) -> dict[str, int]:
    """The tag and length bytes that every report of this layout has."""
    head = {"t_user": tag(1, FIXED32), "t_meter": tag(2, FIXED32), "t_at": tag(3, FIXED64)}
    for name, field, kind in COLUMNS[: 4 if with_status else 3]:
        head[f"t_{name}"] = tag(field, LENGTH_DELIMITED)
        head[f"l_{name}"] = readings * np.dtype(kind).itemsize
    return head


BY_LENGTH = {
    layout(readings, with_status).itemsize: (readings, with_status)
    for readings in range(1, MOST_READINGS + 1)
    for with_status in (False, True)
}
