"""Which roles a route is for. Every /v1 route but login has a guard; a test walks them."""

from __future__ import annotations

from fastapi import Request

from api.problems import Problem
from api.services import Services
from api.tokens import BadToken, Login
from contract.roles import Role

COOKIE = "concord_session"
PEOPLE = (Role.HOMEOWNER, Role.OPERATOR, Role.ANALYST, Role.ADMINISTRATOR)
STAFF = (Role.OPERATOR, Role.ANALYST, Role.ADMINISTRATOR)
OF_HOMES = (Role.HOMEOWNER, Role.OPERATOR, Role.ADMINISTRATOR)


class Guard:
    """A dependency that lets only logins of `roles` pass, and gives the login. Raises Problem (401, 403)."""

    def __init__(self, *roles: Role) -> None:
        self.roles = roles

    async def __call__(self, request: Request) -> Login:
        login = _login(request)
        if login.role not in self.roles:
            wanted = " or ".join(self.roles)
            detail = f"This is for {wanted}, and {login.name} is {login.role}; log in with another account."
            raise Problem(403, "Not allowed", detail)
        return login


def still_logged_in(login: Login, now: int) -> None:
    """Raises Problem (401) when the session is over at `now`, UTC ms."""
    if login.expires_at <= now:
        raise Problem(401, "Not logged in", "The session is over; log in again.")


def _login(request: Request) -> Login:
    services: Services = request.app.state.services
    kind, _, bearer = request.headers.get("authorization", "").partition(" ")
    token = bearer if kind.lower() == "bearer" else request.cookies.get(COOKIE, "")
    try:
        return services.tokens.read(token)
    except BadToken:
        detail = "This needs a login; POST /v1/login with name and password first."
        raise Problem(401, "Not logged in", detail, {"WWW-Authenticate": "Bearer"}) from None
