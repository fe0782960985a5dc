"""The learned models by name: how each is trained, and made again from its files. A third one gets a line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from anomalies.models import quantiles
from anomalies.models.protocol import Model

if TYPE_CHECKING:
    import pandas as pd

Train = Callable[["pd.DataFrame", int, Callable[[], None]], Mapping[str, str]]
"""Rows of the protocol, seed, and what to call after each step; gives the files of a version by name."""


@dataclass(frozen=True)
class Learned:
    """`steps`: how often a training of all utilities that are taken advances."""

    train: Train
    load: Callable[[str, Mapping[str, str]], Model]
    steps: int


LEARNED = {
    "quantiles": Learned(quantiles.train, quantiles.QuantileModel, 3 * len(quantiles.QUANTILES)),
}
