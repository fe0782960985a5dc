"""All detectors at once, pure: `detect(history, criteria)` judges months of a fleet as the watcher judges four days.

    from anomalies.criteria import Criteria
    from anomalies.detectors import detect
    from anomalies.history import History, of_usage

    found = detect(of_usage(ELECTRICITY, start, usage, ...), Criteria())     # one utility at a time
    found.episodes                  # [Episode(kind, utility, user_id, start, end, evidence, score, ...)]
    found.scores[Kind.LEAK]         # (points, hours), 1 at the criterion, higher is more anomalous, 0 is not
    found.score                     # the greatest of all kinds, (points, hours)

An hour's score is that known at the history's end: an anomaly is traced back to its beginning, as episodes are.
Electricity should come with the heads of its feeders (`heads`): they tell theft from a family that is away; and with
what was fed in (`fed`): who feeds in does not rest, and what neighbours feed in no head counts.
What is usual for a home, level_shift takes from the rest of the history; with `usual`, from what the batch supplies.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np

from anomalies.criteria import Criteria
from anomalies.detectors import gas_in_summer, leak, level_shift, night_flow, outage, reverse_flow, stuck, zero_run
from anomalies.detectors.episode import Episode, Found
from anomalies.history import Array, History
from contract.alerts import Kind
from contract.utilities import ELECTRICITY, GAS, TAKEN, UTILITIES, WATER

FINDERS = {
    Kind.OUTAGE: (outage.find, (ELECTRICITY,)),
    Kind.LEAK: (leak.find, (WATER,)),
    Kind.STUCK: (stuck.find, TAKEN),  # what is fed in stands still every night
    Kind.ZERO_RUN: (zero_run.find, TAKEN),
    Kind.REVERSE_FLOW: (reverse_flow.find, UTILITIES),
    Kind.NIGHT_FLOW: (night_flow.find, (WATER,)),
    Kind.GAS_IN_SUMMER: (gas_in_summer.find, (GAS,)),
}
KINDS = (*FINDERS, Kind.LEVEL_SHIFT)
HOURLY = (Kind.GAS_IN_SUMMER, Kind.LEVEL_SHIFT)  # these are told by hours: between them nothing changes

Usual = tuple[Array, Array]
"""Median and MAD of each hour, (points, hours), mWh or mL; NaN unknown."""


@dataclass(frozen=True)
class Findings:
    """Episodes of all kinds, and the scores of each, (points, hours)."""

    episodes: list[Episode]
    scores: dict[Kind, Array]

    @property
    def score(self) -> Array:
        """The greatest of all kinds."""
        greatest: Array = np.max(np.stack(list(self.scores.values())), axis=0)
        return greatest


def detect(
    history: History, criteria: Criteria, *, kinds: Collection[Kind] = KINDS, usual: Usual | None = None
) -> Findings:
    """What is anomalous in a history of one utility, of these kinds. `usual`: medians and MADs of its hours."""
    found = dict(found_by_kind(history, criteria, kinds=kinds, usual=usual))
    episodes = [episode for each in found.values() for episode in each.episodes]
    return Findings(episodes, {kind: each.score for kind, each in found.items()})


def found_by_kind(
    history: History, criteria: Criteria, *, kinds: Collection[Kind] = KINDS, usual: Usual | None = None
) -> Iterator[tuple[Kind, Found]]:
    """The same, a kind at a time: who does not keep the scores needs room for those of one kind only."""
    for kind, (find, utilities) in FINDERS.items():
        if kind in kinds and history.utility in utilities:
            yield kind, find(history, criteria)
    if Kind.LEVEL_SHIFT in kinds and history.utility in TAKEN:
        supplied = level_shift.supplied_of(history, *usual) if usual else None
        yield Kind.LEVEL_SHIFT, level_shift.find(history, criteria, supplied)
