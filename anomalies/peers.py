"""Peers: service points near each other, which share their weather."""

from __future__ import annotations

import numpy as np

from anomalies.history import Array

MOST = 96  # halves of so many or more are parted again
FEWEST = 8  # fewer are no measure of each other
APART = 0.25  # degrees of empty land: beyond it is other weather


def peers_of(place: Array) -> Array:
    """A group number of each place (latitude, longitude in degrees): of towns that lie apart, halved until few."""
    group = np.zeros(len(place), np.int64)
    waiting, done = [np.arange(len(place))], 0
    while waiting:
        rows = waiting.pop()
        parts = _towns(place, rows) or _halves(place, rows)
        waiting += parts
        if not parts:
            group[rows] = done
            done += 1
    return group


def _towns(place: Array, rows: Array) -> list[Array]:
    """Two parts with empty land between them, as even as that allows; none if no land is, or a part were few."""
    if len(rows) < 2 * FEWEST:
        return []
    order = rows[np.argsort(place[rows], axis=0, kind="stable")]  # by latitude, and by longitude
    empty = np.diff(np.take_along_axis(place, order, axis=0), axis=0)[FEWEST - 1 : len(rows) - FEWEST]
    cuts, sides = np.nonzero(empty > APART)
    if not len(cuts):
        return []
    best = int(np.abs(cuts + FEWEST - len(rows) / 2).argmin())
    cut, side = cuts[best] + FEWEST, sides[best]
    return [order[:cut, side], order[cut:, side]]


def _halves(place: Array, rows: Array) -> list[Array]:
    """By the longer side; none if they are few already."""
    if len(rows) < MOST:
        return []
    side = int(np.ptp(place[rows], axis=0).argmax())
    order = rows[np.argsort(place[rows, side], kind="stable")]
    return [order[: len(order) // 2], order[len(order) // 2 :]]
