"""How well a model knows hours that it has not learned, beside the robust baseline."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from anomalies.models.protocol import Model, scored
from anomalies.models.quantiles import QuantileModel, to_log
from anomalies.models.robust import RobustBaseline


def metrics(model: Model, rows: pd.DataFrame) -> dict[str, Any]:
    """By utility: rows, quantiles of the score of both models; of quantiles coverage and error too."""
    found: dict[str, Any] = {}
    for utility in sorted(rows["utility"].unique()):
        own = rows[(rows["utility"] == utility) & rows["usage"].notna()]
        if len(own):
            found[str(utility)] = {"rows": len(own), **_scores(model, own), **_expectations(model, str(utility), own)}
    return found


def _scores(model: Model, rows: pd.DataFrame) -> dict[str, float]:
    """Scores that half and 99 % of the hours stay below."""
    robust = scored(RobustBaseline(), rows)
    named = {"score": scored(model, rows), "robust_score": robust}
    return {
        f"{name}_p{share}": _rounded(scores.quantile(share / 100))
        for name, scores in named.items()
        for share in (50, 99)
    }


def _expectations(model: Model, utility: str, rows: pd.DataFrame) -> dict[str, float]:
    """Share of hours within P10 .. P90 (0.8 would be right); mean error of the logarithm, and that of the median."""
    if not isinstance(model, QuantileModel):
        return {}
    low, middle, high = model.expected(utility, rows)
    usage = to_log(rows["usage"].to_numpy())
    usual = np.abs(usage - to_log(rows["median"].to_numpy()))
    inside = float(((usage >= low) & (usage <= high)).mean())
    there = ~np.isnan(usual)
    error = np.abs(usage - middle)
    return {
        "coverage": _rounded(inside),
        "error": _rounded(float(error[there].mean())) if there.any() else 0.0,
        "error_of_median": _rounded(float(usual[there].mean())) if there.any() else 0.0,
    }


def _rounded(number: float) -> float:
    return round(float(np.nan_to_num(number)), 4)
