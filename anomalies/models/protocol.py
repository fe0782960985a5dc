"""What a model is: something with a name and a version that gives every row of a batch a score.

A batch is a DataFrame; each row is one whole hour of one service point:

| column | dtype | what |
|---|---|---|
| utility | object (str) | electricity, gas or water |
| user_id | int64 | |
| at | int64 | the hour's end, UTC ms |
| hour, weekday | int64 | local: 0 .. 23 of the hour's beginning; 0 is Monday |
| usage | float64 | mWh or mL of the hour; NaN unknown |
| hour_before, day_before, two_days_before | float64 | usage of 1, 24 and 48 hours before; NaN unknown |
| median, mad | float64 | of the home's own baseline of the hour (contract/baseline_view.py); NaN where there is none |
| temperature | float64 | outdoors, degrees C; NaN unknown |

The score is a float64 Series with the batch's index: 0 is as usual, s is as far off as s standard deviations of a
normally distributed home; never negative, NaN where the model cannot tell. `attrs` of the Series may name the `model`
and `version` that judged, if that was another one. A model keeps no state and changes nothing: same batch, same score.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

DTYPES = {
    "utility": "object",
    "user_id": "int64",
    "at": "int64",
    "hour": "int64",
    "weekday": "int64",
    "usage": "float64",
    "hour_before": "float64",
    "day_before": "float64",
    "two_days_before": "float64",
    "median": "float64",
    "mad": "float64",
    "temperature": "float64",
}


class ModelError(ValueError):
    """A model that broke the protocol, or artifacts that are none; the message says which and how."""


class Model(Protocol):
    """Implementations are frozen dataclasses."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    def score(self, batch: pd.DataFrame) -> pd.Series[float]:
        """See above. May raise anything; whoever calls it goes through `scored`."""
        ...


def scored(model: Model, batch: pd.DataFrame) -> pd.Series[float]:
    """The model's scores, held against the protocol. Raises ModelError."""
    found = model.score(batch)
    if not found.index.equals(batch.index):
        raise ModelError(f"Model {model.name} {model.version} gave {len(found)} scores for {len(batch)} rows.")
    if found.dtype != np.float64:
        raise ModelError(f"Model {model.name} {model.version} gave scores of {found.dtype}, not float64.")
    if bool((found < 0).any()) or bool(np.isinf(found).any()):
        raise ModelError(f"Model {model.name} {model.version} gave a negative or infinite score.")
    return found
