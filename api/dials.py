"""Meters' dials that have other digits than is usual, by the numbers that the live view gives meters."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import Connection

from contract.live_view import METER_BITS
from contract.tables.registry import meters, other_dials
from contract.utilities import BY_NAME

Dials = Mapping[int, int]
"""Digits by a meter's number modulo 32; of two that meet, those of the newer one."""


def dials_of(connection: Connection, utility: str, user_ids: Collection[int]) -> dict[int, Dials]:
    """By user, of those that have or had such a meter."""
    found: dict[int, dict[int, int]] = {}
    for row in connection.execute(other_dials(BY_NAME[utility]).where(meters.c.user_id.in_(user_ids))):
        found.setdefault(row.user_id, {})[row.meter_id % 2**METER_BITS] = row.register_digits
    return dict(found)
