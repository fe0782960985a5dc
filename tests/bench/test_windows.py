"""The race's comparison finds a wrong window, a missing one and one too many."""

from __future__ import annotations

import numpy as np
import pytest

from tests.bench.races.windows import WINDOW, Array, compare


def _windows(closes: int = 3) -> Array:
    rows = [
        (101, user, 60_000 * end, 12, 12 * user, user, user, user, end)
        for user in (1, 2)
        for end in range(1, closes + 1)
    ]
    return np.array(rows, WINDOW)


def test_equal_windows_are_equal() -> None:
    compare(_windows(), _windows(), open_at_end=False)


def test_the_last_window_may_be_open() -> None:
    compare(_windows(), _windows(2), open_at_end=True)
    with pytest.raises(AssertionError, match="4 windows, 6 expected"):
        compare(_windows(), _windows(2), open_at_end=False)


@pytest.mark.parametrize("column", ["n", "total", "squares", "least", "most", "last_register"])
def test_one_wrong_number_is_found(column: str) -> None:
    found = _windows()
    found[column][2] += 1
    with pytest.raises(AssertionError, match="1 of 6 windows differ"):
        compare(_windows(), found, open_at_end=False)
