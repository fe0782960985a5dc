"""Hours on end far from usual are one episode; a single hour, a head of a feeder or a failing model raises none."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from anomalies.history import History, of_usage
from anomalies.models.robust import RobustBaseline
from anomalies.models.unusual import HOURS, LASTING, find, lasting
from contract.alerts import Kind
from contract.baseline_view import Level, Version, block_key, directory_key, index_key, write_index
from contract.encoding.baseline_book import BaselineBook, Piece
from contract.encoding.baselines import NOTHING, PLACE, write_entries
from contract.registry import BLOCK_SIZE
from contract.settings import Settings
from contract.utilities import ELECTRICITY
from contract.windows import HOUR_MS

ZONE = "America/New_York"
BEGIN = 1_795_000_000_000 // HOUR_MS * HOUR_MS
SETTINGS = Settings(unusual_deviations=10.0)
USUAL = 1_000_000.0
USERS = np.array([64, 65, 66])


def book() -> BaselineBook:
    rows = NOTHING[None].copy()
    rows["usage_median"], rows["usage_mad"], rows["level"] = USUAL, 0.0, Level.HOUR_OF_WEEK
    values = {
        block_key(b"", 1, "e", 1): write_entries(rows),
        directory_key(b"", 1): np.array([(ord("e"), 1, BLOCK_SIZE, 1)], PLACE).tobytes(),
        index_key(b""): write_index([Version(ZONE, 1, BEGIN)]),
    }

    def fetch(pieces: list[Piece]) -> list[bytes]:
        return [values.get(key, b"")[first : None if last == -1 else last + 1] for key, first, last in pieces]

    return BaselineBook(fetch, b"")


def history(strange: dict[int, list[int]], hours: int = 72) -> History:
    """Usage as usual, but 20 times so much in the `strange` hours of a row; the third row is a head of a feeder."""
    usage = np.full((len(USERS), hours), USUAL)
    for row, which in strange.items():
        usage[row, which] *= 20
    named = {"user_id": USERS, "zone": np.full(3, ZONE), "place": np.zeros((3, 2))}
    heads = np.array([False, False, True])
    return of_usage(ELECTRICITY, BEGIN, np.repeat(usage / 4, 4, axis=1), heads=heads, **named)


def test_hours_on_end_are_one_episode_of_one_home() -> None:
    found = find(history({0: [67, 68, 69], 1: [67, 68], 2: [68, 69, 70, 71]}), RobustBaseline(), book(), SETTINGS)
    [episode] = found.episodes
    assert (episode.kind, episode.user_id) == (Kind.UNUSUAL, 64)
    assert (episode.start, episode.end) == (BEGIN + 67 * HOUR_MS, BEGIN + 70 * HOUR_MS)
    assert episode.evidence["model"] == "robust"
    assert episode.evidence["criterion"] == 10.0
    assert float(episode.evidence["score"]) > 10
    assert found.score.shape == (3, 72)
    assert np.argwhere(found.score >= 1).tolist() == [[0, 67], [0, 68], [0, 69]]


def test_it_lasts_while_the_newest_hour_is_unusual() -> None:
    [episode] = find(history({0: [69, 70, 71]}), RobustBaseline(), book(), SETTINGS).episodes
    assert episode.end is None


def test_what_lies_before_the_judged_hours_is_not_raised() -> None:
    old = [72 - HOURS - each for each in (1, 2, 3)]
    assert find(history({0: old}), RobustBaseline(), book(), SETTINGS).episodes == []


def test_without_baselines_the_robust_one_cannot_tell() -> None:
    nobody = BaselineBook(lambda pieces: [b"" for _ in pieces], b"")
    assert find(history({0: [68, 69, 70, 71]}), RobustBaseline(), nobody, SETTINGS).episodes == []


@dataclass(frozen=True)
class Failing:
    name: str = "failing"
    version: str = "1"

    def score(self, batch: pd.DataFrame) -> pd.Series[float]:
        raise ZeroDivisionError(len(batch))


def test_a_model_that_fails_raises_no_alerts() -> None:
    found = find(history({0: [68, 69, 70, 71]}), Failing(), book(), SETTINGS)
    assert found.episodes == []
    assert not found.score.any()


def test_the_criterion_is_a_setting() -> None:
    strict = replace(SETTINGS, unusual_deviations=1_000.0)
    assert find(history({0: [68, 69, 70, 71]}), RobustBaseline(), book(), strict).episodes == []


@given(arrays.arrays(np.float64, st.tuples(st.integers(1, 3), st.integers(0, 9)), elements=st.floats(0, 9)))
def test_an_hour_is_as_strange_as_the_least_of_the_best_stretch_it_lies_in(score: np.ndarray) -> None:
    found, hours = lasting(score), score.shape[1]
    for row in range(len(score)):
        for hour in range(hours):
            stretches = [range(begin, begin + LASTING) for begin in range(hours - LASTING + 1)]
            best = max((min(score[row, list(each)]) for each in stretches if hour in each), default=0.0)
            assert found[row, hour] == best
