"""How a settled day lies in MySQL: one row per service point and local day, its values and their basis as two blobs."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

UNKNOWN = -1  # levels never fall, so no usage is negative


def write_values(values: Sequence[int | None]) -> bytes:
    """Usage per interval (mWh, mL), little end first: four bytes each, or eight if one needs it."""
    numbers = [UNKNOWN if value is None else value for value in values]
    kind = "i" if max(numbers, default=0) < 2**31 else "q"
    return array(kind, numbers).tobytes()


def read_values(data: bytes, count: int) -> list[int | None]:
    """The values of a day of `count` intervals."""
    values = array("i" if len(data) == 4 * count else "q", data)
    return [None if value == UNKNOWN else value for value in values]


def write_basis(codes: Sequence[int]) -> bytes:
    """usage.Basis per interval as one ASCII digit each."""
    return "".join(str(int(code)) for code in codes).encode()


def read_basis(data: bytes) -> list[int]:
    return [digit - 48 for digit in data]
