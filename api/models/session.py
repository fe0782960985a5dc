"""Logging in, and who is logged in."""

from __future__ import annotations

from pydantic import Field

from api.models import Body, Utility
from contract.roles import Role


class Credentials(Body):
    """A name and its password."""

    name: str = Field(min_length=1, max_length=64)
    password: str = Field(min_length=1, max_length=256)


class Session(Body):
    """The token to send as `Authorization: Bearer`; also set as a cookie."""

    token: str
    role: Role
    name: str
    expires_at: int


class HomeOfMine(Body):
    """A home this login may open."""

    user_id: int
    name: str
    county: str
    county_name: str
    state: str
    zone: str
    utilities: list[Utility]


class Me(Body):
    """Who is logged in, and what time it is (UTC ms): a page chooses its days by the server's clock, not by its own."""

    name: str
    role: Role
    homes: list[HomeOfMine]
    now: int


class HomePlace(HomeOfMine):
    """A home with its place in the country and in the grid."""

    lat: float
    lon: float
    feeder: int | None
