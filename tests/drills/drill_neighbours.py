"""A clock of 2099 or 1970, a silent partition, a silent utility, a chatty meter: no other window moves or waits."""

from __future__ import annotations

import time

from contract.live_view import LiveState
from contract.live_windows import WindowStatistics
from contract.topics import LATE, QUARANTINE
from contract.utilities import BY_LETTER
from tests.agreement.drained import drained
from tests.drills import scan, truth
from tests.drills.rig import Rig
from tests.drills.street import FUTURE, PAST, Street

CALM_S, MISCHIEF_S = 25, 60
SLACK_S = 8  # beyond the watermark's delay; to wait for what is silent would be to wait for ever


def test_no_other_window_moves_or_waits(rig: Rig) -> None:
    before, settings = rig.wait_until_running(), rig.settings
    street, begin = Street(settings), time.time_ns() // 1_000_000
    street.live(begin + CALM_S * 1000, misbehaving=False)
    street.live(begin + (CALM_S + MISCHIEF_S) * 1000, misbehaving=True)
    headers = scan.headers(settings)

    length, idle_ms = settings.live_window_ms, settings.idle_s * 1000
    first = begin + CALM_S * 1000 + idle_ms  # until then what has just become silent may be waited for
    last = begin + (CALM_S + MISCHIEF_S - settings.delay_s - SLACK_S) * 1000
    due = list(range(first - first % length + length, last, length))
    took = [_seconds(street, point, closes) for point in street.good() for closes in due]
    print(f"\n{len(took)} windows of others, shown {min(took):.1f} to {max(took):.1f} s after their end", flush=True)
    assert len(due) >= 2
    assert min(took) >= settings.delay_s, "a window was moved forward"
    assert max(took) <= settings.delay_s + SLACK_S, "a window waited"

    heard = truth.references(settings)
    for letter, user in street.good():
        state = headers[letter, user]
        assert _shown(state) == _said(heard[BY_LETTER[letter].name].windows[user, state.window_end])
    assert not drained(settings, LATE.name)
    wrong = {(row["user_id"], row["reason"]) for row in drained(settings, QUARANTINE.name)}
    assert wrong == {(FUTURE, "future"), (PAST, "ancient")}
    assert rig.incarnation() == before, "the job began again"


def _seconds(street: Street, point: tuple[str, int], closes: int) -> float:
    """From a window's end to its being shown."""
    return (street.seen[point].get(closes, 2**62) - closes) / 1000


def _shown(state: LiveState) -> tuple[int, ...]:
    return state.n, state.sum, state.sum_of_squares, state.min, state.max


def _said(window: WindowStatistics) -> tuple[int, ...]:
    return window.n, window.total, window.squares, window.least, window.most
