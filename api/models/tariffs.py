"""Tariffs on file, and the body that puts one there."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import Field

from api.models import Body, Utility


class TariffVersion(Body):
    """In force from `valid_from`, until another version begins; of two that begin together the newer."""

    version: int
    name: str
    valid_from: date
    recorded_at: int
    sha256: str
    document: dict[str, Any]


class TariffOnFile(Body):
    """A tariff with its versions, newest first; `service_points` have it today."""

    tariff_id: str
    utility: Utility
    service_points: int
    versions: list[TariffVersion]


class Tariffs(Body):
    tariffs: list[TariffOnFile]


class NewVersion(Body):
    """A document and the first local day on which it is in force; that may be in the past."""

    valid_from: date
    document: dict[str, Any] = Field(description="prices as text, so that they stay exact")
