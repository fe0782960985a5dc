"""Whatever a model does, it obeys the protocol; a third one is tested by standing in the catalogue."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from anomalies.models.catalogue import LEARNED, Learned
from anomalies.models.endpoint import HttpModel
from anomalies.models.protocol import DTYPES, Model, ModelError, scored
from anomalies.models.robust import RobustBaseline
from tests.anomalies.models.rows import rows
from tests.anomalies.models.serving_model import scoring_by, serving

DOCUMENT = Path(__file__).parents[3] / "docs" / "models.md"


def documented() -> Learned:
    """The third model that docs/models.md shows, as it stands there."""
    shown = DOCUMENT.read_text().split("```python\n")[1].split("```")[0]
    known: dict[str, Any] = {"__name__": __name__, "dataclass": dataclass, "pd": pd}
    exec(compile("from __future__ import annotations\n" + textwrap.dedent(shown), DOCUMENT.name, "exec"), known)
    return Learned(known["train"], known["load"], steps=1)


@pytest.fixture(scope="module", params=["robust", "endpoint", "documented", *LEARNED])
def model(request: pytest.FixtureRequest) -> Iterator[Model]:
    """Every model there is."""
    name = request.param
    if name == "endpoint":
        with serving(scoring_by(RobustBaseline())) as url:
            yield HttpModel(url, RobustBaseline(), 10.0)
    elif name == "robust":
        yield RobustBaseline()
    else:
        learned = documented() if name == "documented" else LEARNED[name]
        yield learned.load("1", learned.train(rows(seed=2), 1, lambda: None))


def test_it_is_a_frozen_dataclass_with_name_and_version(model: Model) -> None:
    assert is_dataclass(model)
    assert model.name
    assert model.version
    with pytest.raises(FrozenInstanceError):
        setattr(model, fields(model)[0].name, None)


def test_a_score_a_row_float_never_negative_and_unknown_where_usage_is(model: Model) -> None:
    batch = rows()
    found = scored(model, batch)
    assert found.index.equals(batch.index)
    assert found.dtype == np.float64
    assert bool((found.dropna() >= 0).all())
    assert bool(found[batch["usage"].isna()].isna().all())


def test_far_too_much_is_far_from_usual(model: Model) -> None:
    batch = rows()
    found = scored(model, batch)
    strange = batch["usage"] > 10 * batch["median"]
    assert strange.sum() == 3
    assert float(found[strange].min()) > 6
    assert float(found[~strange].median()) < 2


def test_it_changes_nothing_and_says_the_same_again(model: Model) -> None:
    batch = rows()
    before = batch.copy(deep=True)
    first, second = scored(model, batch), scored(model, batch)
    pd.testing.assert_frame_equal(batch, before)
    pd.testing.assert_series_equal(first, second)


def test_rows_are_scored_each_for_itself(model: Model) -> None:
    """Neither order nor company matters, so a batch may be cut as it suits."""
    batch = rows(homes=4, hours=60)
    whole = scored(model, batch)
    mixed = batch.sample(frac=1, random_state=3)
    pd.testing.assert_series_equal(scored(model, mixed).sort_index(), whole)
    part = batch.iloc[7:40]
    pd.testing.assert_series_equal(scored(model, part), whole.iloc[7:40])


def test_no_rows_have_no_scores(model: Model) -> None:
    empty = pd.DataFrame({name: pd.Series([], dtype=kind) for name, kind in DTYPES.items()})
    assert len(scored(model, empty)) == 0


def test_the_rows_of_these_tests_are_rows_of_the_protocol() -> None:
    assert {str(name): str(kind) for name, kind in rows().dtypes.items()} == DTYPES


class Broken:
    """Answers what it is given."""

    name, version = "broken", "1"

    def __init__(self, answer: object) -> None:
        self._answer = answer

    def score(self, batch: pd.DataFrame) -> pd.Series[float]:
        return self._answer  # type: ignore[return-value]


@pytest.mark.parametrize(
    "answer",
    [
        pd.Series([1.0, 2.0]),
        pd.Series([1, 2, 3]),
        pd.Series([1.0, -0.5, 0.0]),
        pd.Series([1.0, np.inf, 0.0]),
        pd.Series([1.0, 2.0, 3.0], index=[1, 2, 3]),
    ],
)
def test_a_model_that_breaks_the_protocol_is_refused(answer: pd.Series[float]) -> None:
    with pytest.raises(ModelError, match="broken"):
        scored(Broken(answer), rows(homes=1, hours=1))
