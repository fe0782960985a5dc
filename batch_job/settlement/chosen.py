"""Some service points of a bucket as a bucket of their own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from batch_job.settlement.carries import NONE
from batch_job.settlement.readings import Noted, Numbers, Readings
from batch_job.settlement.settle import Bucket


def only(bucket: Bucket, points: Numbers) -> Bucket:
    """The bucket of these service points (ascending) alone, counted from 0."""
    number = np.full(len(bucket.carries.level), NONE)
    number[points] = np.arange(len(points))

    def own(column: Numbers) -> tuple[NDArray[np.bool_], Numbers]:
        # a look into a table beats a search by far, and there is a look for every reading
        places = number[column]
        here = places != NONE
        return here, places[here]

    def of(readings: Readings) -> Readings:
        here, point = own(readings.point)
        return replace(readings.take(here), point=point)

    def noted(told: Noted) -> Noted:
        here, point = own(told.point)
        return Noted(point, told.at[here], told.rule[here])

    return Bucket(
        bucket.utility,
        bucket.days,
        bucket.seen,
        bucket.carries.take(points),
        {},
        of(bucket.readings),
        None if bucket.supply_from is None else bucket.supply_from[points],
        np.full(len(points), NONE) if bucket.usual is None else bucket.usual[points],
        ahead=None if bucket.ahead is None else noted(bucket.ahead),
        corrections=of(bucket.corrections),
        feeds_in_from=None if bucket.feeds_in_from is None else bucket.feeds_in_from[points],
    )
