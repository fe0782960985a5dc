"""Whether the live view is the truth: nothing lost, nothing doubled, nothing invented."""

from __future__ import annotations

from dataclasses import dataclass

from redis import RedisError

from contract.closing import Closing
from contract.settings import Settings
from tests.drills import scan
from tests.drills.patience import PATIENCE_S, until
from tests.drills.rig import Rig
from tests.drills.truth import Point


@dataclass(frozen=True)
class Account:
    """A full scan against the truth."""

    points: int
    readings: int  # closing readings of the truth
    lost: int
    wrong: int  # held, but not in the truth: doubled, invented, overtaken

    @property
    def exact(self) -> bool:
        return self.points > 0 and self.lost == self.wrong == 0


def account(expected: dict[Point, list[Closing]], settings: Settings) -> Account:
    """Compares every header and ring of the live view with what they must say."""
    held = {(point, each) for point, found in scan.closings(settings).items() for each in found}
    true = {(point, each) for point, found in expected.items() for each in found}
    return Account(len(expected), len(true), len(true - held), len(held - true))


def until_exact(rig: Rig, patience_s: float = PATIENCE_S) -> Account:
    """Waits for the live view to be what the topics, which must be at rest, make of it. Fails when patience is over."""
    expected = rig.truth.closings()
    seen: list[Account] = []

    def exact() -> bool:
        try:
            seen.append(account(expected, rig.settings))
        except RedisError:  # it may be the one that was killed
            return False
        return seen[-1].exact

    try:
        until(exact, "the live view to be exact", patience_s)
    except AssertionError as impatience:
        raise AssertionError(f"{impatience}; it is {seen[-1] if seen else 'not to be read'}") from None
    return seen[-1]
