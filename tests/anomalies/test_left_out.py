"""The judged value is never part of what it is judged by."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from anomalies.detectors.left_out import median_of_others

values = st.lists(st.one_of(st.integers(-50, 50).map(float), st.just(float("nan"))), min_size=1, max_size=9)


@given(values)
def test_it_is_the_median_of_the_others(column: list[float]) -> None:
    found = median_of_others(np.array([column]))[0]
    for place in range(len(column)):
        others = [each for index, each in enumerate(column) if index != place and not np.isnan(each)]
        expected = np.median(others) if others else np.nan
        np.testing.assert_equal(found[place], expected)


def test_a_value_however_large_does_not_move_its_own_baseline() -> None:
    column = np.array([[1.0, 2.0, 3.0, 4.0]])
    strange = np.array([[1.0, 2.0, 3.0, 4e9]])
    assert median_of_others(column)[0, 3] == median_of_others(strange)[0, 3] == 2.0
    # n values by mean and deviation of all n could never lie further out than this
    z = (strange - strange.mean()) / strange.std()
    assert z.max() <= np.sqrt(strange.size - 1) + 1e-9
