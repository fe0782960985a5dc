"""How good a forecast was: error against the weekly naive forecast's, share inside the band, pinball loss."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from batch_job.forecasts.loads import Numbers

QUANTILES = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class Measured:
    """Sums over slots of which both forecast and load are known; `compared` are those with a load a week before.

    `error` and `naive` are sums of absolute errors over the compared slots, `pinball` the mean of the three losses.
    """

    slots: int
    inside: int
    compared: int
    error: float
    naive: float
    pinball: float
    came: float

    @property
    def ratio(self) -> float:
        """The forecast's MASE by that of the weekly naive one: the scale of both is the same, so it cancels."""
        return self.error / self.naive if self.naive else float("nan")

    @property
    def coverage(self) -> float:
        return self.inside / self.slots if self.slots else float("nan")


def measured(low: Numbers, middle: Numbers, high: Numbers, came: Numbers, week_before: Numbers) -> Measured:
    """Of arrays of one shape."""
    known = ~np.isnan(middle) & ~np.isnan(came)
    both = known & ~np.isnan(week_before)
    return Measured(
        int(known.sum()),
        int((known & (low <= came) & (came <= high)).sum()),
        int(both.sum()),
        float(np.abs(middle - came)[both].sum()),
        float(np.abs(week_before - came)[both].sum()),
        float(pinball((low, middle, high), came)[known].sum()),
        float(came[known].sum()),
    )


def pinball(forecast: tuple[Numbers, Numbers, Numbers], came: Numbers) -> Numbers:
    """The mean loss of P10, P50 and P90, by slot."""
    losses = [
        np.where(came >= each, share * (came - each), (1 - share) * (each - came))
        for share, each in zip(QUANTILES, forecast, strict=True)
    ]
    found: Numbers = np.mean(losses, axis=0)
    return found


def mase(middle: Numbers, came: Numbers, history: Numbers) -> float:
    """Mean absolute error by that of the weekly naive forecast over `history`, shape (days, slots), known before."""
    scale = float(np.nanmean(np.abs(history[7:] - history[:-7])))
    return float(np.nanmean(np.abs(middle - came))) / scale
