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
from contract.windows import MINUTE_MS


@dataclass(frozen=True)
class Heard:
    """When each service point of a utility was last heard, UTC ms, 0 for never; and its present."""

    utility: Utility
    user_id: Array
    last_at: Array
    now: Array


def presents(last_at: Array, user_id: Array, partitions: int, wall: int | None, criteria: Criteria) -> Array:
    """The present of each row: without a wall clock the newest reading of its partition, UTC ms.

    With one it is the wall clock's, unless nobody of the partition has been heard for as long as makes a meter silent:
    then it is not the meters that are silent, but we that hear nothing. Few meters are judged by what all are.
    """
    partition = np.array([partition_of(user, partitions) for user in range(partitions)])[user_id % partitions]
    newest = silent.clock_of(last_at, partition, partitions)
    if wall is None or not len(newest):
        return newest
    enough = np.bincount(partition[last_at > 0], minlength=partitions)[partition] >= criteria.outage_meters
    heard = np.where(enough, newest, newest.max())
    deaf = wall - heard > criteria.silent_minutes * MINUTE_MS
    return np.where(deaf, newest, wall)


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
