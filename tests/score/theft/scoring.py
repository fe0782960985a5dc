"""Scores of every customer of every fleet, and how well they part thieves from all others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

from batch_job.grid.balance import balance
from batch_job.grid.cases import cases
from batch_job.grid.clues import clues
from batch_job.grid.missing import Blocks, Compared, block_sums, find_missing
from batch_job.grid.suspects import weigh
from simulator.faults.kinds import THEFTS
from tests.score.theft.fleet import NO_THEFT, Fleet, fleet_of
from tests.score.theft.seeds import Case

LEAST = 0.90


@dataclass(frozen=True)
class Result:
    """Area under the curve by sort of theft, and of all; how many thieves there were; of how many customers.

    `first` is the share of thieves among the first of the list, as many of each fleet as it has thieves.
    """

    auc: dict[str, float]
    thieves: dict[str, int]
    customers: int
    first: float


def run(chosen: Iterable[Case]) -> Result:
    """Makes the fleets and scores them."""
    return measured([(fleet, scores(fleet)) for fleet in map(fleet_of, chosen)])


def scores(fleet: Fleet) -> dict[int, float]:
    """By user, of those whose feeder misses energy; all others have none."""
    found = balance(fleet.feeders, fleet.connections, fleet.window)
    compared = Compared(found.head, found.supplied + found.estimated, found.comparable)
    blocks = Blocks.of(fleet.window.span)
    missing = find_missing(block_sums(compared, blocks), blocks)
    if missing is None:
        return {}
    every = cases(fleet.feeders.feeder, compared, missing, fleet.connections, fleet.window)
    return {
        user: score
        for case in every
        for user, score in zip(case.users.tolist(), weigh(clues(case)).theft.tolist(), strict=True)
    }


def measured(fleets: list[tuple[Fleet, dict[int, float]]]) -> Result:
    """Every sort of theft against all customers that steal nothing, of all fleets together."""
    sort = np.array([sort for fleet, _ in fleets for sort in fleet.sort])
    score = np.array([found.get(user, 0.0) for fleet, found in fleets for user in fleet.users.tolist()])
    honest = sort == NO_THEFT
    chosen = {**{name: sort == name for name in THEFTS}, "all": ~honest}
    return Result(
        {name: auc(score[own], score[honest]) for name, own in chosen.items()},
        {name: int(own.sum()) for name, own in chosen.items()},
        len(sort),
        _first(fleets),
    )


def auc(positive: np.ndarray, negative: np.ndarray) -> float:
    """How often a thief scores above an honest customer, an equal score being half; 0 without either."""
    if not len(positive) or not len(negative):
        return 0.0
    ranks = rankdata(np.concatenate([positive, negative]))[: len(positive)]
    above = float(ranks.sum()) - len(positive) * (len(positive) + 1) / 2
    return above / (len(positive) * len(negative))


def _first(fleets: list[tuple[Fleet, dict[int, float]]]) -> float:
    thieves = found = 0
    for fleet, score in fleets:
        guilty = {user for user, sort in zip(fleet.users.tolist(), fleet.sort, strict=True) if sort != NO_THEFT}
        listed = sorted(score, key=lambda user: -score[user])[: len(guilty)]
        thieves += len(guilty)
        found += len(guilty.intersection(listed))
    return found / max(thieves, 1)


def missed(result: Result) -> list[str]:
    """A phrase for each area below LEAST."""
    return [f"the area of {name} is {area:.3f}, below {LEAST:.2f}" for name, area in result.auc.items() if area < LEAST]
