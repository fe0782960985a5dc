"""Messages of topic `weather`: how warm it was in a county in an hour. What is none is passed over, and said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import orjson
import structlog

from contract.validity import LAST_INSTANT

log = structlog.get_logger()

NUMBER_LIMIT = 2**31  # the columns of tables and objects hold no more


class Told(NamedTuple):
    """The temperature of a county in the hour that began at `at` (UTC ms)."""

    at: int
    county: int
    milli_celsius: int


def told(values: Iterable[bytes]) -> Iterator[Told]:
    """In the order of these messages."""
    passed = 0
    for value in values:
        found = _read(value)
        if found is None:
            passed += 1
        else:
            yield found
    if passed:
        log.warning("passed over what tells no weather", messages=passed)


def _read(value: bytes) -> Told | None:
    try:
        row = orjson.loads(value)
        found = Told(row["at"], row["county"], row["temperature_mc"])
    except (ValueError, KeyError, TypeError):
        return None
    if any(type(each) is not int for each in found) or not 0 <= found.at <= LAST_INSTANT:
        return None
    return found if abs(found.county) < NUMBER_LIMIT and abs(found.milli_celsius) < NUMBER_LIMIT else None
