"""numpy's bytes are the protobuf package's bytes, in both directions, and stay what they were."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.encoding import columns, messages
from contract.encoding.layout import BY_LENGTH
from contract.reading import MOST_READINGS, Report

GOLDEN = Path(__file__).parents[1] / "examples" / "reports.json"


@st.composite
def reports(draw: st.DrawFn) -> Report:
    count = draw(st.integers(1, MOST_READINGS))

    def column(low: int, high: int) -> st.SearchStrategy[tuple[int, ...]]:
        return st.tuples(*[st.integers(low, high)] * count)

    return Report(
        draw(st.integers(1, 2**31 - 1)),
        draw(st.integers(1, 2**31 - 1)),
        draw(st.integers(1, 2**62)),
        draw(column(0, 59_999)),
        draw(column(0, 10**14 - 1)),
        draw(column(-(10**7), 10**7)),
        draw(st.sampled_from([(), (7,) * count])),
    )


def by_numpy(report: Report) -> bytes:
    return columns.encode(
        user_id=np.array([report.user_id]),
        meter_id=np.array([report.meter_id]),
        at=np.array([report.at]),
        offset_ms=np.array([report.offset_ms]),
        register=np.array([report.register]),
        demand=np.array([report.demand]),
        status=np.array([report.status]) if report.status else None,
    ).tobytes()


@given(reports())
def test_numpy_and_protobuf_write_the_same_bytes_and_read_them_back(report: Report) -> None:
    data = messages.encode(report)
    assert by_numpy(report) == data
    assert messages.decode(data) == report
    rows, good = columns.decode([data], *BY_LENGTH[len(data)])
    assert good.all()
    assert tuple(rows["register"][0]) == report.register
    assert tuple(rows["demand"][0]) == report.demand
    assert int(rows["at"][0]) == report.at


def test_no_two_layouts_have_one_length() -> None:
    assert len(BY_LENGTH) == 2 * MOST_READINGS


@pytest.mark.parametrize("example", json.loads(GOLDEN.read_text()), ids=lambda example: str(example["name"]))
def test_golden_messages_never_change(example: dict[str, Any]) -> None:
    fields: dict[str, Any] = example["report"]
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in fields.items()}
    report = Report(**values)
    assert messages.encode(report).hex() == example["hex"]
    assert by_numpy(report).hex() == example["hex"]


def test_bytes_that_are_no_report_are_refused() -> None:
    with pytest.raises(messages.UndecodableError):
        messages.decode(b"\xff\xff")


def test_a_message_of_the_right_length_but_other_tags_is_not_taken() -> None:
    data = bytearray(messages.encode(Report(1, 2, 3, (0,), (5,), (6,))))
    data[0] = 0
    assert not columns.decode([bytes(data)], *BY_LENGTH[len(data)])[1].any()
