"""The nightly run as lines of a crontab."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from time import localtime, struct_time

from batch_job.nightly import plan
from batch_job.nightly.database import engine
from batch_job.nightly.scheduling.schedule import last_zone
from batch_job.nightly.scheduling.scheduler import NIGHTLY, ROOT
from contract.days import local_day, midnight
from contract.settings import Settings

MINUTE_S, HOUR_MIN, DAY_MIN = 60, 60, 1440
YEAR = 366  # days
OPENMP = ".concord/runtime/lib"  # where set-up puts it


def lines(settings: Settings, now: int) -> str:
    """For the zones of the registry at `now` (UTC ms). Raises Problem while it has no users."""
    zone = last_zone(now, plan.zones(engine(settings), None))
    return crontab(latest(zone, settings.grace_s, now, localtime), str(ROOT))


def latest(zone: str, grace_s: int, now: int, here: Callable[[float], struct_time]) -> tuple[int, int]:
    """The hour and minute by which, on any day of the year from `now` on, `zone` has its midnight and grace behind it.

    By the machine's clock, which `here` tells: Debian's cron takes no other. Where only one of the two zones changes
    its clocks that is an hour late for half of the year, and never early.
    """
    today = local_day(now, zone)
    over = (midnight(today + timedelta(days=number), zone) // 1000 + grace_s for number in range(YEAR))
    minutes = [told.tm_hour * HOUR_MIN + told.tm_min for told in (here(at + MINUTE_S - 1) for at in over)]
    # some lie before the machine's midnight and others after it
    later = max((each - minutes[0] + DAY_MIN // 2) % DAY_MIN - DAY_MIN // 2 for each in minutes)
    hour, minute = divmod((minutes[0] + later) % DAY_MIN, HOUR_MIN)
    return hour, minute


def crontab(at: tuple[int, int], root: str) -> str:
    """Runs the night's verbs at this hour and minute."""
    hour, minute = at
    verbs = "; ".join(f".venv/bin/python -m batch_job {verb}" for verb in NIGHTLY)
    # a compaction that failed keeps no settlement from its night
    # LightGBM asks the machine for OpenMP, and cron gives a command next to no environment
    return f"LD_LIBRARY_PATH={root}/{OPENMP}\n{minute} {hour} * * * cd {root} && {{ {verbs}; }}"
