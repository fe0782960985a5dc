"""A street of well-behaved homes that report in real time, and others whose meters misbehave."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from contract.encoding import messages
from contract.reading import Reading, as_report
from contract.settings import Settings
from contract.topics import partition_of
from contract.utilities import ELECTRICITY, GAS, UTILITIES, WATER, Utility
from contract.windows import DAY_MS
from tests.agreement.generated_readings import Sent
from tests.agreement.sending import send
from tests.drills import scan
from tests.drills.truth import Point

EVERY_MS, LOOK_S = 5_000, 0.5
SILENT_PARTITION, SILENT_UTILITY, CHATTER = 0, GAS, 100
FUTURE, PAST, CHATTY = 301, 302, 303  # users; none of them in the silent partition
FUTURE_AT, PAST_AT = 4_070_908_800_000 + 12345, 12_345  # 2099, 1970
HOMES = range(200, 224)


@dataclass
class Street:
    """`seen`: when the header of a service point first showed a window, UTC ms, by point and end of the window."""

    settings: Settings
    seen: dict[Point, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    def good(self) -> list[Point]:
        """The service points that report throughout, as they should."""
        homes = [user for user in HOMES if partition_of(user, self.settings.partitions) != SILENT_PARTITION]
        return [(utility.letter, user) for utility in (ELECTRICITY, WATER) for user in homes]

    def live(self, until: int, *, misbehaving: bool) -> None:
        """Reports until then (UTC ms), each reading by itself, and looks meanwhile."""
        while (now := _now()) < until:
            send(self.settings, sorted(self._due(now, misbehaving), key=lambda sent: sent.stamp))
            while _now() < now + EVERY_MS:
                self._look()
                time.sleep(LOOK_S)

    def _due(self, now: int, misbehaving: bool) -> Iterator[Sent]:
        for utility in UTILITIES:
            for user in HOMES:
                silent = partition_of(user, self.settings.partitions) == SILENT_PARTITION or utility == SILENT_UTILITY
                if not (silent and misbehaving):
                    yield _report(utility, user, now - user % 100, now)
        if misbehaving:
            yield _report(ELECTRICITY, FUTURE, FUTURE_AT + now % DAY_MS, now)
            yield _report(ELECTRICITY, PAST, PAST_AT + now % DAY_MS, now)
            for number in range(CHATTER):
                yield _report(ELECTRICITY, CHATTY, now - number * EVERY_MS // CHATTER, now)

    def _look(self) -> None:
        now = _now()
        for point, state in scan.headers(self.settings).items():
            self.seen[point].setdefault(state.window_end, now)


def _report(utility: Utility, user: int, at: int, stamp: int) -> Sent:
    report = as_report([Reading(user, user * 4, at, at // 1000 * 10 + user, 100 + at // 1000 % 50)])
    return Sent(utility, user, messages.encode(report), report, stamp)


def _now() -> int:
    return time.time_ns() // 1_000_000
