"""The nightly run as lines of a crontab."""

from __future__ import annotations

from batch_job.nightly import plan
from batch_job.nightly.database import engine
from batch_job.nightly.scheduling.schedule import last_zone
from batch_job.nightly.scheduling.scheduler import NIGHTLY, ROOT
from contract.settings import Settings

MINUTE_S, HOUR_MIN = 60, 60
OPENMP = ".concord/runtime/lib"  # where set-up puts it


def lines(settings: Settings, now: int) -> str:
    """For the zones of the registry at `now` (UTC ms). Raises Problem while it has no users."""
    return crontab(last_zone(now, plan.zones(engine(settings), None)), settings.grace_s, str(ROOT))


def crontab(zone: str, grace_s: int, root: str) -> str:
    """Midnight of `zone` and grace, by its own clock, so that a clock change moves it as it moves the day."""
    minutes = -(-grace_s // MINUTE_S)
    when = f"{minutes % HOUR_MIN} {minutes // HOUR_MIN} * * *"
    verbs = " && ".join(f".venv/bin/python -m batch_job {verb}" for verb in NIGHTLY)
    # LightGBM asks the machine for OpenMP, and cron gives a command next to no environment
    return f"CRON_TZ={zone}\nLD_LIBRARY_PATH={root}/{OPENMP}\n{when} cd {root} && {verbs}"
