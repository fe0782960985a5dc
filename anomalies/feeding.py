"""A meter that counts both ways has two registers: what the one that feeds in tells of the other, and of the meter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from anomalies.detectors.episode import Episode
from anomalies.history import History
from contract.alerts import Kind
from contract.utilities import ELECTRICITY

UNHEARD = (Kind.SILENT, Kind.OUTAGE)


def with_fed(taken: History, export: History) -> History:
    """The history of electricity with what the same users fed in; both go over the same intervals."""
    fed = np.zeros_like(taken.usage)
    _, rows, places = np.intersect1d(taken.user_id, export.user_id, assume_unique=True, return_indices=True)
    fed[rows] = export.usage[places]
    return replace(taken, fed=fed)


def one_meter(episodes: Sequence[Episode]) -> list[Episode]:
    """Without the silence of registers that feed in of which the same meter's other register is silent too."""
    told = {
        user
        for each in episodes
        if each.kind in UNHEARD and each.utility is ELECTRICITY
        for user in (each.members or (each.user_id,))
    }
    return [
        each
        for each in episodes
        if each.kind not in UNHEARD or not each.utility.fed_in or not told.issuperset(each.members or (each.user_id,))
    ]
