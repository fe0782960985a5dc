"""What settings must be like so that everything can work with them."""

from __future__ import annotations

import math
from collections.abc import Collection
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from contract.settings import Settings

LIVE_WINDOWS_S = (5, 10, 15, 20, 30, 60)
MOST_READINGS, FINEST_CELLS, EVERY_HOME = 12, 15, 100
SECRETS = ("s3_secret_key", "mysql_password", "token_secret")
MAY_BE_NOTHING = {
    "delay_s",
    "idle_s",
    "grace_s",
    "simulated_users",
    "simulated_solar",
    "spike_min_windows",
    "hotspot_resolution",
    "hotspot_records",
    "hotspot_window_s",
}
SHARES = ("outage_share", "hotspot_rate")
PRICES = ("price_electricity", "price_gas", "price_water")


class SettingsError(ValueError):
    """A setting that cannot work; the message says which, why and what to write instead."""


def check(settings: Settings, defaults: Settings) -> None:
    """Raises SettingsError."""
    _choices(settings)
    for name, value in vars(settings).items():
        if isinstance(value, int | float):
            _number(name, value)
    for name in PRICES:
        _price(name, getattr(settings, name))
    for name in SECRETS if settings.environment != "development" else ():
        if getattr(settings, name) == getattr(defaults, name):
            raise SettingsError(f"CONCORD_{name.upper()} still has its default outside development; set a secret.")


def check_names(written: Collection[str], known: Collection[str]) -> None:
    """Of variables in a `.env` file: whoever misspells one would never learn why nothing changes."""
    for key in written:
        if key.startswith("CONCORD_") and key not in known:
            like = get_close_matches(key, known, 1)
            raise SettingsError(f".env sets {key}, which is no setting; {f'write {like[0]}' if like else 'remove it'}.")


def _choices(settings: Settings) -> None:
    if settings.live_window_s not in LIVE_WINDOWS_S:
        raise SettingsError(f"CONCORD_LIVE_WINDOW_S is {settings.live_window_s}; it must be one of {LIVE_WINDOWS_S}.")
    if settings.clock not in ("broker", "producer"):
        raise SettingsError(f"CONCORD_CLOCK is {settings.clock!r}; it must be broker or producer.")
    if settings.namespace and not settings.namespace.isidentifier():
        raise SettingsError(f"CONCORD_NAMESPACE is {settings.namespace!r}; use letters, digits and underscores.")
    limits = {"readings_per_report": MOST_READINGS, "hotspot_resolution": FINEST_CELLS, "simulated_solar": EVERY_HOME}
    for name, most in limits.items():
        if getattr(settings, name) > most:
            raise SettingsError(f"CONCORD_{name.upper()} is {getattr(settings, name)}; it must be {most} at most.")


def _number(name: str, value: Any) -> None:
    least = "0 or more" if name in MAY_BE_NOTHING else "above 0"
    if not math.isfinite(value) or value < 0 or (value == 0 and name not in MAY_BE_NOTHING):
        raise SettingsError(f"CONCORD_{name.upper()} is {value}; it must be {least}.")
    if name in SHARES and value > 1:
        raise SettingsError(f"CONCORD_{name.upper()} is {value}; it is a share, so it must be 1 at most.")


def _price(name: str, value: str) -> None:
    try:
        price = Decimal(value)
    except InvalidOperation:
        price = Decimal(-1)
    if not (price.is_finite() and price >= 0):
        raise SettingsError(f"CONCORD_{name.upper()} is {value!r}; write a number with a point, such as 0.17.")
