"""From clues to suspects: a score, the reason that weighs most, and the numbers behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from batch_job.grid.clues import Case, Clues
from batch_job.grid.missing import Floats
from contract.grid_view import Evidence, Reason, mean_w

MATCH, FALL = 8.0, 6.0  # standard errors that make half of a score
LEAST_FACTOR = 0.03  # below it is how meters err
ZEROS = 0.15  # share of intervals that makes all of a score
CEILING_FROM, CEILING_TO = 0.06, 0.21  # share of intervals at the ceiling: usual; all of a score
STOPPED_ZEROS = 0.05  # a meter that stands still for days does not count nothing on parts of others
NIGHT_SHARE = 0.8  # of the blocks that miss energy
SWITCHES = 3  # between days that miss energy and days that do not
DIGITS = 4  # of evidence


@dataclass(frozen=True)
class Suspect:
    """A customer; amounts in mWh. One whose reason is STOPPED is no thief, as far as anybody can tell."""

    user_id: int
    feeder_id: int
    score: float
    reason: Reason
    since: date
    missing: int
    explained: int
    evidence: Evidence


@dataclass(frozen=True)
class Weights:
    """Of each customer, what each clue makes of a score, 0 to 1; `stopped` instead of `fall` for meters that stand."""

    match: Floats
    fall: Floats
    zeros: Floats
    ceiling: Floats
    stopped: Floats

    @property
    def theft(self) -> Floats:
        """Any one clue may do."""
        return 1 - (1 - self.match) * (1 - self.fall) * (1 - self.zeros) * (1 - self.ceiling)


def weigh(found: Clues) -> Weights:
    """How much each clue weighs."""
    stands = (found.stopped_days > 0) & (found.zeros < STOPPED_ZEROS)
    fall = _half_at(found.fall_match, FALL)
    return Weights(
        match=np.where(found.factor >= LEAST_FACTOR, _half_at(found.match, MATCH), 0),
        fall=np.where(stands, 0, fall),
        zeros=np.clip(found.zeros / ZEROS, 0, 1),
        ceiling=np.clip((found.at_ceiling - CEILING_FROM) / (CEILING_TO - CEILING_FROM), 0, 1),
        stopped=np.where(stands, fall, 0),
    )


def _half_at(errors: Floats, half: float) -> Floats:
    squared = np.maximum(errors, 0) ** 2
    weight: Floats = squared / (squared + half**2)
    return weight


def suspects(case: Case, found: Clues, least: float) -> list[Suspect]:
    """The customers of a feeder whose score is at least so high."""
    weights = weigh(found)
    score = np.maximum(weights.theft, weights.stopped)
    return [_suspect(case, found, weights, row) for row in np.flatnonzero(score >= least).tolist()]


def ranked(found: list[Suspect]) -> list[Suspect]:
    """Who is to be visited first: likely thieves, the surest first, then meters to be mended."""
    return sorted(found, key=lambda each: (each.reason is Reason.STOPPED, -each.score, -each.explained, each.user_id))


def _suspect(case: Case, found: Clues, weights: Weights, row: int) -> Suspect:
    total = max(float(case.blocks.sums(case.missed)[case.missing].sum()), 0.0)
    first = int(np.flatnonzero(case.on)[0])
    return Suspect(
        int(case.users[row]),
        case.feeder_id,
        float(max(weights.theft[row], weights.stopped[row])),
        _reason(case, weights, row),
        case.span.days[int(case.span.day_of[first])].day,
        round(total),
        round(min(_explained(case, found, weights, row), total)),
        _evidence(case, found, row),
    )


def _reason(case: Case, weights: Weights, row: int) -> Reason:
    if weights.stopped[row] >= weights.theft[row]:
        return Reason.STOPPED
    by_clue = {
        Reason.LIMITED: weights.ceiling[row],
        Reason.TAPPED: weights.zeros[row],
        Reason.SHARE: weights.match[row],
        Reason.FELL: weights.fall[row],
    }
    most = max(by_clue, key=by_clue.__getitem__)
    return _when(case) or most if most in (Reason.SHARE, Reason.FELL) else most


def _when(case: Case) -> Reason | None:
    """Whether the feeder misses energy at night alone, or on some days and not on those between."""
    if (case.blocks.part[case.missing] == 0).mean() >= NIGHT_SHARE:
        return Reason.NIGHT
    days = case.span.by_day(case.on.astype(np.int64)) > 0
    within = days[np.argmax(days) : len(days) - np.argmax(days[::-1])]
    return Reason.SOME_DAYS if np.count_nonzero(np.diff(within)) > SWITCHES else None


def _explained(case: Case, found: Clues, weights: Weights, row: int) -> float:
    """mWh: by how much usage fell, or what is missed for each unit counted, whichever is surer."""
    if weights.match[row] > max(weights.fall[row], weights.stopped[row]):
        return float(found.factor[row] * case.usage[row, case.on].sum())
    return max(float(found.fall[row, case.missing].sum()), 0.0)


def _evidence(case: Case, found: Clues, row: int) -> Evidence:
    missing = case.missing
    head, missed = (float(case.blocks.sums(amounts)[missing].sum()) for amounts in (case.head, case.missed))
    fall, expected = (float(amounts[row, missing].sum()) for amounts in (found.fall, found.expected))
    shares = {
        "feeder_loss": missed / max(head, 1.0),
        "feeder_deviations": float(case.deviations[missing].mean()),
        "match": float(found.match[row]),
        "factor": float(found.factor[row]),
        "fall": fall / max(expected, 1.0),
        "fall_match": float(found.fall_match[row]),
        "zeros": float(found.zeros[row]),
        "at_ceiling": float(found.at_ceiling[row]),
    }
    return Evidence(
        blocks=int(missing.sum()),
        days=len(np.unique(case.span.day_of[case.on])),
        stopped_days=int(found.stopped_days[row]),
        ceiling_w=mean_w(int(found.ceiling[row])),
        **{name: round(share, DIGITS) for name, share in shares.items()},
    )
