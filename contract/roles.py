"""Who may do what."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """A login has one role."""

    HOMEOWNER = "homeowner"  # own service points only
    OPERATOR = "operator"  # regions; a home only with a reason, which is logged
    ANALYST = "analyst"  # regions, runs, reconciliation
    DEVICE = "device"  # posts readings
    ADMINISTRATOR = "administrator"
