"""How long after a kill the job runs and the live view is exact again, while meters go on reporting."""

from __future__ import annotations

import time

from tests.drills.accounts import assert_accounted, assert_nothing_dropped
from tests.drills.exactness import until_exact
from tests.drills.fleet import Fleet
from tests.drills.patience import RECOVERY_S
from tests.drills.rig import Incarnation, Rig


def assert_recovered(what: str, rig: Rig, fleet: Fleet, killed: float, before: Incarnation | None = None) -> None:
    """Prints the seconds since `killed` (monotonic). With `before`, the job must have begun again since.

    The fleet is paused only after the job runs again, so what it reported meanwhile has to be there too.
    """
    rig.wait_until_running(other_than=before)
    running = time.monotonic() - killed
    with fleet.paused():
        account = until_exact(rig)
        exact = time.monotonic() - killed
    print(f"\n{what}: running after {running:.1f} s, exact after {exact:.1f} s: {account}", flush=True)
    assert exact <= RECOVERY_S
    assert_accounted(rig.settings)
    assert_nothing_dropped(rig.settings)
