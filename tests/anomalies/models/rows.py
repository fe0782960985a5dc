"""Rows of the protocol: homes with a day's rhythm, some of whose hours are unknown."""

from __future__ import annotations

import numpy as np
import pandas as pd

from anomalies.models.protocol import DTYPES
from contract.utilities import TAKEN
from contract.windows import HOUR_MS

BEGIN = 1_795_000_000_000 // HOUR_MS * HOUR_MS
STRANGE = 40  # times what is usual


def rows(homes: int = 12, hours: int = 96, seed: int = 1) -> pd.DataFrame:
    """Of each utility that is taken; the last hour of each first home is far too much."""
    return pd.concat([_utility(each.name, homes, hours, seed) for each in TAKEN]).reset_index(drop=True)


def _utility(name: str, homes: int, hours: int, seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    hour = np.arange(hours) % 24
    rhythm = 500_000 * (1.5 + np.sin(hour / 24 * 2 * np.pi))
    size = rng.uniform(0.5, 2, homes)[:, None]
    usual = size * rhythm
    usage = usual * rng.uniform(0.9, 1.1, usual.shape)
    usage[0, -1] *= STRANGE
    usage[rng.random(usage.shape) < 0.05] = np.nan
    usage[0, -1] = usual[0, -1] * STRANGE
    lag = {part: np.roll(usage, count, axis=1) for part, count in _LAGS.items()}
    columns = {
        "utility": np.full(usage.size, name, object),
        "user_id": np.repeat(np.arange(homes) + 64, hours),
        "at": np.tile(BEGIN + np.arange(1, hours + 1) * HOUR_MS, homes),
        "hour": np.tile(hour, homes),
        "weekday": np.tile(np.arange(hours) // 24 % 7, homes),
        "usage": usage.ravel(),
        **{part: np.where(np.arange(hours) < _LAGS[part], np.nan, values).ravel() for part, values in lag.items()},
        "median": usual.ravel(),
        "mad": (0.05 * usual).ravel(),
        "temperature": np.full(usage.size, np.nan),
    }
    return pd.DataFrame(columns).astype(DTYPES)


_LAGS = {"hour_before": 1, "day_before": 24, "two_days_before": 48}
