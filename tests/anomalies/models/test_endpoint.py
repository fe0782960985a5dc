"""A model at an address: when it is slow, away or talks nonsense, the fallback scores, and everybody can tell."""

from __future__ import annotations

import time

import pandas as pd
import pytest

from anomalies.models.endpoint import FALLBACKS, HttpModel
from anomalies.models.robust import RobustBaseline
from tests.anomalies.models.rows import rows
from tests.anomalies.models.serving_model import Answer, drop_by_drop, scoring_by, serving, slowly

GENEROUS = RobustBaseline(least_share=100.0)  # scores that are not the fallback's
FALLBACK = RobustBaseline()
GOOD = scoring_by(GENEROUS)


def test_the_endpoint_scores_and_its_version_is_told() -> None:
    batch = rows(homes=2, hours=50)
    with serving(GOOD) as url:
        found = HttpModel(url, FALLBACK).score(batch)
        assert FALLBACKS.labels(url)._value.get() == 0
    pd.testing.assert_series_equal(found, GENEROUS.score(batch))
    assert found.attrs == {"model": "endpoint", "version": "7"}


@pytest.mark.parametrize(
    "answer",
    [
        slowly(1.5, GOOD),
        lambda _: (200, drop_by_drop(b" " * 30, 0.1)),
        lambda _: (200, b"[" * 100_000),
        lambda columns: (200, b'{"version": "1", "scores": [%s]}' % b",".join([b"1" * 400] * len(columns["at"]))),
        lambda _: (500, b"{}"),
        lambda _: (200, b"not JSON"),
        lambda _: (200, b'{"scores": [1.0]}'),
        lambda _: (200, b'{"version": "1", "scores": [1.0]}'),
        lambda columns: (200, b'{"version": "1", "scores": [%s]}' % b",".join([b"-1"] * len(columns["at"]))),
    ],
    ids=["slow", "drop by drop", "deep", "huge number", "error", "no JSON", "no version", "too few", "negative"],
)
def test_what_is_no_answer_in_time_is_scored_by_the_fallback(answer: Answer) -> None:
    batch = rows(homes=2, hours=50)
    with serving(answer) as url:
        begun = time.monotonic()
        found = HttpModel(url, FALLBACK, timeout_s=0.3).score(batch)
        assert time.monotonic() - begun < 1.4  # two tries and what is between them
        assert FALLBACKS.labels(url)._value.get() == 1
    pd.testing.assert_series_equal(found, FALLBACK.score(batch))
    assert found.attrs == {"model": "robust", "version": "1"}


def test_nobody_at_the_address_is_met_by_the_fallback_too() -> None:
    batch = rows(homes=1, hours=50)
    with serving(GOOD) as url:
        pass
    found = HttpModel(url, FALLBACK, timeout_s=0.3).score(batch)
    assert found.attrs["model"] == "robust"


def test_a_try_that_fails_is_repeated_once() -> None:
    tries = []

    def second_time(columns: dict[str, list[object]]) -> tuple[int, bytes]:
        tries.append(len(columns["at"]))
        if len(tries) == 1:
            time.sleep(0.8)
        return GOOD(columns)

    with serving(second_time) as url:
        found = HttpModel(url, FALLBACK, timeout_s=0.4).score(rows(homes=1, hours=50))
    assert found.attrs["model"] == "endpoint"
    assert len(tries) == 2
