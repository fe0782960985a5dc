"""Many reports at once with numpy: no loop over readings in either direction."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from contract.encoding.layout import constants, layout


def encode(
    *,
    user_id: NDArray[Any],
    meter_id: NDArray[Any],
    at: NDArray[Any],
    offset_ms: NDArray[Any],
    register: NDArray[Any],
    demand: NDArray[Any],
    status: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """Reports of equal length: ids and `at` of shape (m,), columns of shape (m, n) or (n,). Gives m rows of `layout`.

    A `status` of None, or all zero, is left out, as the protobuf package does with an empty column.
    """
    readings = np.shape(register)[-1]
    with_status = status is not None and bool(np.any(status))
    rows = np.empty(len(user_id), layout(readings, with_status))
    for name, value in constants(readings, with_status).items():
        rows[name] = value
    columns = {"user_id": user_id, "meter_id": meter_id, "at": at, "offset_ms": offset_ms, "register": register}
    for name, column in {**columns, "demand": demand}.items():
        rows[name] = column
    if with_status:
        rows["status"] = status
    return rows


def decode(messages: list[bytes], readings: int, with_status: bool) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Messages of one length as structured rows (see `layout`), and which of them really have that layout."""
    rows = np.frombuffer(b"".join(messages), layout(readings, with_status))
    good = np.ones(len(rows), bool)
    for name, value in constants(readings, with_status).items():
        good &= rows[name] == value
    return rows, good
