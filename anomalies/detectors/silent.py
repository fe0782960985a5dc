"""A meter that has not been heard for long, by the clock: no window has to close for that."""

from __future__ import annotations

import numpy as np

from anomalies.criteria import Criteria
from anomalies.detectors.episode import Episode
from anomalies.history import Array
from contract.alerts import Kind
from contract.utilities import Utility
from contract.windows import MINUTE_MS


def silent(last_at: Array, now: Array | int, criteria: Criteria) -> Array:
    """Which meters are; `last_at` UTC ms, 0 for those that never were heard, which are not silent but unknown."""
    mask: Array = (last_at > 0) & (now - last_at > criteria.silent_minutes * MINUTE_MS)
    return mask


def episodes(
    utility: Utility, user_id: Array, last_at: Array, rows: Array, *, now: int, criteria: Criteria
) -> list[Episode]:
    """One for each of the silent rows."""
    found = []
    for user, last in zip(user_id[rows].tolist(), last_at[rows].tolist(), strict=True):
        minutes = (now - last) / MINUTE_MS
        evidence: dict[str, int | float | str] = {
            "last_at": last,
            "minutes": int(minutes),
            "criterion": criteria.silent_minutes,
        }
        score = minutes / criteria.silent_minutes
        found.append(Episode(Kind.SILENT, utility, user, last, None, evidence, score))
    return found


def clock_of(last_at: Array, partition: Array, partitions: int) -> Array:
    """The present of each row where the producers' clock rules: the newest reading of its partition, UTC ms.

    So nobody is silent because a partition is behind.
    """
    newest = np.zeros(partitions, np.int64)
    np.maximum.at(newest, partition, last_at)
    present: Array = newest[partition]
    return present
