"""What the clock alone tells, every live window: silent meters, and outages where many are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from anomalies.criteria import Criteria
from anomalies.detectors import outage, silent
from anomalies.detectors.episode import Episode
from anomalies.detectors.outage import Place
from anomalies.history import Array
from contract.topics import partition_of
from contract.utilities import Utility


@dataclass(frozen=True)
class Heard:
    """When each service point of a utility was last heard, UTC ms, 0 for never; and its present."""

    utility: Utility
    user_id: Array
    last_at: Array
    now: Array


def presents(last_at: Array, user_id: Array, partitions: int, wall: int | None) -> Array:
    """The present of each row: the wall clock's, or without one the newest of its partition."""
    if wall is not None:
        return np.full(len(last_at), wall)
    partition = np.array([partition_of(user, partitions) for user in range(partitions)])[user_id % partitions]
    return silent.clock_of(last_at, partition, partitions)


def not_heard(heard: Heard, places: list[Place], lasting: set[str], criteria: Criteria) -> list[Episode]:
    """Outages, and the silent meters that are no part of one. `lasting`: places known to be out."""
    mask = silent.silent(heard.last_at, heard.now, criteria)
    if not mask.any():
        return []
    struck = [place for place in places if mask[place.rows].any()]
    outages = outage.silent_places(
        heard.utility,
        struck,
        user_id=heard.user_id,
        last_at=heard.last_at,
        silent=mask,
        lasting=lasting,
        criteria=criteria,
    )
    members = np.array([user for each in outages for user in each.members], np.int64)
    alone = np.flatnonzero(mask & ~np.isin(heard.user_id, members))
    now = int(heard.now.max())
    singles = silent.episodes(heard.utility, heard.user_id, heard.last_at, alone, now=now, criteria=criteria)
    return [*outages, *singles]
