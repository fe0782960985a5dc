"""The robust baseline: distance from the home's own median of the hour, in deviations by its MAD."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

MAD_TO_DEVIATION = 1.4826
LEAST = {"electricity": 150_000.0, "gas": 100_000.0, "water": 10_000.0}  # mWh, mL an hour


@dataclass(frozen=True)
class RobustBaseline:
    """Needs no training: the nightly run makes the baselines."""

    name: str = "robust"
    version: str = "1"
    least_share: float = 0.25  # of the median: four hours of four weeks may be alike by chance

    def score(self, batch: pd.DataFrame) -> pd.Series[float]:
        usual = batch["median"].to_numpy()
        floor = np.maximum(self.least_share * usual, batch["utility"].map(LEAST).to_numpy(np.float64))
        deviation = np.maximum(MAD_TO_DEVIATION * batch["mad"].to_numpy(), floor)
        return pd.Series(np.abs(batch["usage"].to_numpy() - usual) / deviation, batch.index, np.float64)
