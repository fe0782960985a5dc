"""The learned part: LightGBM, from rows of features to the median load in levels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from batch_job.forecasts.loads import Numbers
from batch_job.problem import Problem

if TYPE_CHECKING:
    import lightgbm

PARAMETERS = {
    "objective": "l1",
    "learning_rate": 0.05,
    "num_leaves": 31,
    "min_data_in_leaf": 40,
    "feature_fraction": 0.6,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 1.0,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbosity": -1,
}


@dataclass(frozen=True)
class Effort:
    """How long to learn, and from what draw: the same rows and effort give the same model."""

    rounds: int = 300
    seed: int = 1


@dataclass(frozen=True)
class Model:
    """A trained one."""

    booster: lightgbm.Booster

    def predict(self, rows: Numbers) -> Numbers:
        """From shape (..., features) to (...)."""
        flat = rows.reshape(-1, rows.shape[-1])
        found = np.asarray(self.booster.predict(flat, num_threads=1), np.float64)
        return found.reshape(rows.shape[:-1])


def train(rows: Numbers, came: Numbers, effort: Effort) -> Model:
    """`came`, in levels, may hold NaN, which teach nothing. Raises Problem if the machine has no OpenMP."""
    try:
        import lightgbm
    except OSError as error:
        raise Problem(
            f"LightGBM finds no OpenMP on this machine ({error}); put .concord/runtime/lib into LD_LIBRARY_PATH."
        ) from error
    flat, wanted = rows.reshape(-1, rows.shape[-1]), came.ravel()
    known = ~np.isnan(wanted)
    data = lightgbm.Dataset(flat[known], wanted[known])
    return Model(lightgbm.train({**PARAMETERS, "seed": effort.seed}, data, effort.rounds))
