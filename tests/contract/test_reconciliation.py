"""Sizes of differences keep their order and are told to 3 %, and percentiles are those of the sizes."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from contract.reconciliation import percentile, read_sizes, size_step, step_top, write_sizes

sizes = st.integers(0, 10**14)


@given(sizes, sizes)
def test_steps_keep_the_order_and_are_narrow(one: int, other: int) -> None:
    assert (size_step(one) <= size_step(other)) or one > other
    top = step_top(size_step(one))
    assert one <= top <= one + one // 32
    assert size_step(top) == size_step(one)
    assert size_step(top + 1) == size_step(one) + 1


@given(st.lists(sizes), st.integers(0, 20), st.integers(1, 100))
def test_percentiles_are_those_of_the_sorted_sizes(own: list[int], zeros: int, percent: int) -> None:
    ordered = sorted([0] * zeros + own)
    found = percentile(read_sizes(write_sizes(own)), percent, zeros)
    if not ordered:
        assert found is None
    else:
        assert found == step_top(size_step(ordered[-(-len(ordered) * percent // 100) - 1]))


def test_rows_may_be_added() -> None:
    assert read_sizes(write_sizes([1, 7])) + read_sizes(write_sizes([7])) == Counter({1: 1, 7: 2})
