"""Readings split into buckets: each point's in one bucket, in order, and none where there are no points."""

from __future__ import annotations

import numpy as np

from batch_job.nightly.spark.buckets import bounds, split
from batch_job.settlement.readings import Readings


def _readings(points: list[int]) -> Readings:
    point = np.array(points, np.int64)
    return Readings(point, point + 7, np.arange(len(point)), point, point)


def test_every_reading_is_in_its_points_bucket() -> None:
    parts = bounds(np.array([200_000, 200_000, 10]), np.zeros(3, np.int64), np.zeros(3, np.int64))
    assert parts == [(0, 1), (1, 3)]
    first, second = split([_readings([2, 0, 1, 0])], parts)
    assert (first.point.tolist(), first.at.tolist()) == ([0, 0], [1, 3])
    assert (second.point.tolist(), second.at.tolist()) == ([1, 0], [0, 2])


def test_a_partition_without_points_has_no_buckets() -> None:
    """As of a zone none of whose homes are there, while others' readings are."""
    none = np.zeros(0, np.int64)
    chunks = [_readings([])]
    assert list(split(chunks, bounds(none, none, none))) == []
    assert chunks == []
