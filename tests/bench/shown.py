"""What Redis shows of many service points: their headers in one piece, thousands at a time."""

from __future__ import annotations

from typing import Any

import numpy as np
from redis import Redis

from contract.encoding.live_layout import HEADER
from contract.settings import Settings
from contract.utilities import Utility

AT_ONCE = 5000  # the script's stack holds 8,000 values
# Answers of thousands of values would be taken apart in Python, one of them is a numpy view.
SCRIPT = """
local names, size, none, keys = ARGV[1], tonumber(ARGV[2]), string.rep('\\0', tonumber(ARGV[3])), {}
for i = 1, #names / size do keys[i] = string.sub(names, (i - 1) * size + 1, i * size) end
local found = redis.call('MGET', unpack(keys))
for i = 1, #keys do found[i] = found[i] or none end
return table.concat(found)
"""
Array = np.ndarray[Any, np.dtype[Any]]


class Shown:
    """The headers of one utility's service points."""

    def __init__(self, redis: Redis, settings: Settings, utility: Utility) -> None:
        self._begin, self._script = (
            settings.redis_prefix() + b"h" + utility.letter.encode(),
            redis.register_script(SCRIPT),
        )

    def differ(self, heard: Array, names: list[str]) -> int:
        """In how many rows of `heard` (with `user_id`) any of these fields is not what the header has."""
        wrong = 0
        for start in range(0, len(heard), AT_ONCE):
            part = heard[start : start + AT_ONCE]
            headers = self._headers(part["user_id"])
            wrong += int(np.logical_or.reduce([headers[name] != part[name] for name in names]).sum())
        return wrong

    def _headers(self, users: Array) -> Array:
        """HEADER of each, zeros where there is none."""
        keys = np.empty(len(users), [("begin", f"V{len(self._begin)}"), ("user_id", ">u4")])
        keys["begin"], keys["user_id"] = np.void(self._begin), users
        found: Any = self._script(args=[keys.tobytes(), keys.itemsize, HEADER.itemsize])
        return np.frombuffer(found, HEADER)
