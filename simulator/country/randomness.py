"""Seeded draws that depend on seed, purpose and number alone, so that no order of work changes a byte."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint16]


class Purpose(IntEnum):
    """What a stream of draws is for; utilities take 16 and above, in their order."""

    TRAITS = 1
    PLACE = 2
    REGISTER = 3
    ABSENCE = 4
    WEATHER = 5
    RIPPLE = 6
    DEMAND = 16


def draws(seed: int, purpose: int, number: int, rows: int, columns: int) -> Words:
    """Uniform 16-bit integers of shape (rows, columns); `columns` must be a multiple of 4."""
    generator = np.random.Philox(key=np.array([seed, number << 8 | purpose], np.uint64))
    return generator.random_raw(rows * columns // 4).astype("<u8", copy=False).view("<u2").reshape(rows, columns)


def again(words: Words, bits: int) -> Words:
    """Words for a second use: without the `bits` upper bits that the first one went by."""
    return np.left_shift(words, np.uint16(bits))


def below(words: Words, limit: int | NDArray[np.int64]) -> NDArray[np.int64]:
    """Integers in [0, limit) from uniform 16-bit ones."""
    return words.astype(np.int64) * limit >> 16
