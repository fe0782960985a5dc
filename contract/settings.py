"""Every setting of every part, read once from `CONCORD_*` and `.env` in `__main__` and passed down."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from contract.settings_check import SettingsError, check, check_names

__all__ = ["Settings", "SettingsError", "load", "read_env_file"]

_LARGE = {
    "live_window_s": "60",
    "readings_per_report": "12",
    "delay_s": "130",
    "archive_age_s": "60",
    "simulated_solar": "0",
}

# A profile is the set of answers that belong together; single variables override it.
PROFILES: dict[str, dict[str, str]] = {
    "demo": {"live_window_s": "10", "readings_per_report": "2", "delay_s": "5", "clock": "producer"},
    "scale": {**_LARGE, "clock": "producer"},
    "fleet": {**_LARGE, "clock": "broker"},
}
# Read by others than this, from the environment or `.env`.
OTHERS = ("CONCORD_PROFILE", "CONCORD_JAVA_HOME")


@dataclass(frozen=True)
class Settings:
    """All settings; every default works on one machine. Times end in their unit."""

    profile: str = "demo"
    namespace: str = ""  # prefix of topics, Redis keys, S3 keys and the MySQL schema; "" is the live one
    environment: str = "development"  # anything else refuses the default secrets below
    host: str = "127.0.0.1"
    port_base: int = 28000
    data_dir: str = ".concord/live"  # everything a running stack writes
    clock: str = "producer"  # whose clock stamps messages: "broker" (LogAppendTime) or "producer" (CreateTime)
    live_window_s: int = 10
    readings_per_report: int = 2
    delay_s: int = 5  # watermark = broker time - delay
    idle_s: int = 10  # a silent partition stops holding the watermark after this
    grace_s: int = 600  # a zone's day is settled this long after its midnight
    checkpoint_s: int = 10
    archive_age_s: int = 20  # what has come of a partition is put on S3 after this, however little it is
    partitions: int = 4
    parallelism: int = 2
    taskmanager_mib: int = 1800  # reports that fill only part of a window wait in it: 1 M service points fit
    spark_driver_mib: int = 1500
    spark_master: str = ""  # address of a standalone cluster that settles; "": this machine's own cores
    simulated_users: int = 10_000
    simulated_solar: int = 17  # of a hundred homes so many feed in what their panels make beyond their need
    simulated_faults: str = "simulator/data/demo_faults.toml"  # a plan for the stack's simulator; "": none
    spike_sigmas: float = 6.0  # a window's maximum this far above the home's other windows is a spike
    spike_min_windows: int = 30  # judged only after this many windows
    baseline_weeks: int = 6  # of settled days that the nightly run makes baselines of
    baseline_least_hours: int = 4  # with fewer of an hour of the week, that hour of all days counts; then all hours
    hotspot_resolution: int = 5  # of H3 cells; these are about 17 km across
    hotspot_rate: float = 0.01  # share of false ones among the cells called hot
    hotspot_records: int = 1000  # density looks at so many newest alerts or events; 0: at any number
    hotspot_window_s: int = 86_400  # and at none older than this; 0: of any age
    alert_radius_km: float = 15.0  # a crowd of alerts: so many (meters) within this of one
    alert_minimum: int = 5
    event_radius_km: float = 5.0
    event_minimum: int = 17
    silent_minutes: float = 10.0  # a meter not heard for longer is silent
    outage_meters: int = 5  # so many of a feeder or cell, and such a share of them, silent at once are an outage
    outage_share: float = 0.5
    shift_deviations: float = 6.0  # usage so far from a home's own for two days is a level shift
    rest_factor: float = 2.0  # a rest so many times the home's longest other one is unusual
    zero_run_hours: float = 48.0  # but none shorter than this, where a home rests at times
    leak_l_per_min: float = 0.25  # water that runs without a pause for 24 h, at least so much
    night_flow_l_per_min: float = 0.25  # or from 02 to 05 local time
    gas_summer_l_a_day: float = 6000.0  # more gas a day than a kitchen takes, in the warm months
    unusual_model: str = "quantiles"  # or robust, or an http address; robust judges until the learned one is trained
    unusual_deviations: float = 8.0  # three hours on end so far from what the model expects are unusual
    model_timeout_s: float = 2.0  # for each of two tries to ask a model at an address
    price_electricity: str = "0.17"  # of a kWh and of a m3, for what an anomaly may have cost, until a tariff says it
    price_gas: str = "0.55"
    price_water: str = "2.40"
    s3_bucket: str = "concord"
    s3_access_key: str = "concord"
    s3_secret_key: str = "concord-development-only"
    mysql_user: str = "concord"
    mysql_password: str = "concord-development-only"
    token_secret: str = "concord-development-only-token-secret"

    @property
    def api_port(self) -> int:
        return self.port_base

    @property
    def kafka(self) -> str:
        """Bootstrap address of the broker."""
        return f"{self.host}:{self.port_base + 1}"

    @property
    def redis_port(self) -> int:
        return self.port_base + 2

    @property
    def mysql_port(self) -> int:
        return self.port_base + 3

    @property
    def s3_endpoint(self) -> str:
        return f"http://{self.host}:{self.port_base + 4}"

    @property
    def flink_port(self) -> int:
        return self.port_base + 5

    @property
    def mysql_schema(self) -> str:
        return f"concord_{self.namespace}" if self.namespace else "concord"

    @property
    def mysql_url(self) -> str:
        """SQLAlchemy address of this namespace's schema."""
        who = f"{self.mysql_user}:{self.mysql_password}"
        return f"mysql+pymysql://{who}@{self.host}:{self.mysql_port}/{self.mysql_schema}?charset=utf8mb4"

    @property
    def live_window_ms(self) -> int:
        return self.live_window_s * 1000

    @property
    def full_report(self) -> int:
        """Readings that fill a live window, so that the report needs no windowing of its own."""
        return self.readings_per_report

    def topic(self, name: str) -> str:
        """The topic's name in this namespace."""
        return f"{self.namespace}.{name}" if self.namespace else name

    def s3_prefix(self) -> str:
        """What every object key of this namespace begins with."""
        return f"{self.namespace}/" if self.namespace else ""

    def redis_prefix(self) -> bytes:
        """What every Redis key of this namespace begins with."""
        return self.namespace.encode() + b":" if self.namespace else b""


def read_env_file(path: Path) -> dict[str, str]:
    """`KEY=value` lines of a `.env` file; comments and blank lines are skipped."""
    if not path.exists():
        return {}
    lines = (line.strip() for line in path.read_text().splitlines())
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return {key.strip(): value.strip() for key, value in pairs}


def load(environ: Mapping[str, str] | None = None, env_file: Path = Path(".env")) -> Settings:
    """Settings from the profile, then `.env`, then the environment. Raises SettingsError."""
    written = read_env_file(env_file)
    check_names(written, [*OTHERS, *(f"CONCORD_{field.name.upper()}" for field in fields(Settings))])
    source = {**written, **(os.environ if environ is None else environ)}
    profile = source.get("CONCORD_PROFILE", "demo")
    if profile not in PROFILES:
        raise SettingsError(f"CONCORD_PROFILE is {profile!r}; it must be one of {', '.join(PROFILES)}.")
    chosen = {"profile": profile, **PROFILES[profile]}
    names = {field.name for field in fields(Settings)}
    for key, value in source.items():
        name = key.removeprefix("CONCORD_").lower()
        if key.startswith("CONCORD_") and name in names:
            chosen[name] = value
    typed: dict[str, Any] = {name: _typed(name, value) for name, value in chosen.items()}
    settings = replace(Settings(), **typed)
    check(settings, Settings())
    return settings


def _typed(name: str, value: str) -> object:
    kind = type(getattr(Settings(), name))
    try:
        return kind(value)
    except ValueError:
        raise SettingsError(f"CONCORD_{name.upper()} is {value!r}; it must be a {kind.__name__}.") from None
