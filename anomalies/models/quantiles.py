"""A learned model: what usage to expect of an hour, by quantiles (LightGBM), each utility with its own boosters.

Learned is log(1 + usage in Wh or L): quantiles survive a monotone change of scale, and homes of all sizes fit one
model.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from anomalies.models.protocol import ModelError

if TYPE_CHECKING:
    import lightgbm

QUANTILES = {"p10": 0.1, "p50": 0.5, "p90": 0.9}
WIDTH = 2.563  # deviations from P10 to P90 of a normal distribution
LEAST_DEVIATION = 0.2  # of the logarithm: a fifth more or less
AMOUNTS = ("hour_before", "day_before", "two_days_before", "median", "mad")
AS_THEY_ARE = ("hour", "weekday", "temperature")
ROUNDS = 120
PARAMETERS = {
    "objective": "quantile",
    "learning_rate": 0.1,
    "num_leaves": 31,
    "min_data_in_leaf": 50,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbosity": -1,
}
Advance = Callable[[], None]


@dataclass(frozen=True)
class QuantileModel:
    """`texts`: boosters as LightGBM writes them, by `<utility>-<quantile>`."""

    version: str
    texts: Mapping[str, str]
    name: str = "quantiles"

    def score(self, batch: pd.DataFrame) -> pd.Series[float]:
        scores = np.full(len(batch), np.nan)
        for utility in batch["utility"].unique():
            chosen = (batch["utility"] == utility).to_numpy()
            low, middle, high = self.expected(str(utility), batch[chosen])
            deviation = np.maximum((high - low) / WIDTH, LEAST_DEVIATION)
            scores[chosen] = np.abs(to_log(batch["usage"].to_numpy()[chosen]) - middle) / deviation
        return pd.Series(scores, batch.index, np.float64)

    def expected(self, utility: str, batch: pd.DataFrame) -> tuple[NDArray[np.float64], ...]:
        """P10, P50 and P90 of the logarithm, in order even where the boosters cross; NaN for a utility not learned."""
        if utility not in self._boosters:
            return (np.full(len(batch), np.nan),) * len(QUANTILES)
        features = features_of(batch)
        found = [np.asarray(each.predict(features, num_threads=1)) for each in self._boosters[utility]]
        return tuple(np.sort(np.stack(found), axis=0))

    @cached_property
    def _boosters(self) -> dict[str, list[lightgbm.Booster]]:
        import lightgbm

        utilities = sorted({key.rsplit("-", 1)[0] for key in self.texts})
        try:
            return {
                utility: [lightgbm.Booster(model_str=self.texts[f"{utility}-{name}"]) for name in QUANTILES]
                for utility in utilities
            }
        except (KeyError, lightgbm.basic.LightGBMError) as error:
            raise ModelError(
                f"Version {self.version} of the quantile model is no set of boosters ({error})."
            ) from error


def train(batch: pd.DataFrame, seed: int, advance: Advance = lambda: None) -> dict[str, str]:
    """The texts of a model. The same rows and seed give the same texts; `advance` is told of every booster.

    Rows without usage teach nothing; a utility without rows is not learned. Raises ModelError if there is nothing.
    """
    import lightgbm

    known = batch[batch["usage"].notna()]
    texts = {}
    for utility in sorted(known["utility"].unique()):
        own = known[known["utility"] == utility]
        data = lightgbm.Dataset(features_of(own), to_log(own["usage"].to_numpy()), free_raw_data=False)
        for name, alpha in QUANTILES.items():
            booster = lightgbm.train({**PARAMETERS, "alpha": alpha, "seed": seed}, data, ROUNDS)
            texts[f"{utility}-{name}"] = booster.model_to_string()
            advance()
    if not texts:
        raise ModelError("No hour with known usage is in this range; archive more, or give earlier days.")
    return texts


def features_of(batch: pd.DataFrame) -> NDArray[Any]:
    """What the boosters see."""
    amounts = [to_log(batch[name].to_numpy()) for name in AMOUNTS]
    return np.stack([*(batch[name].to_numpy(np.float64) for name in AS_THEY_ARE), *amounts], axis=1)


def to_log(amount: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of mWh or mL; what runs backwards counts as nothing."""
    found: NDArray[np.float64] = np.log1p(np.maximum(amount, 0) / 1000)
    return found
