"""Which cells are beyond chance, at a bounded share of false ones among them."""

from __future__ import annotations

import numpy as np

from hotspots.earth import Array


def chances(z: Array, null: Array) -> Array:
    """How often chance alone reaches each `z`: its rank among all of `null`, never 0; nan where z is."""
    pool = np.sort(null[~np.isnan(null)])
    reached = len(pool) - np.searchsorted(pool, z, side="left")
    p = (1 + reached) / (1 + len(pool))
    return np.where(np.isnan(z), np.nan, p)


def discovered(p: Array, rate: float) -> Array:
    """True for the cells that Benjamini and Hochberg's rule takes at this rate of false discoveries."""
    tested = np.flatnonzero(~np.isnan(p))
    order = tested[np.argsort(p[tested], kind="stable")]
    passes = np.flatnonzero(p[order] <= rate * np.arange(1, len(order) + 1) / max(len(order), 1))
    found = np.zeros(len(p), bool)
    found[order[: passes[-1] + 1 if len(passes) else 0]] = True
    return found
