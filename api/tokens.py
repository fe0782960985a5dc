"""Session tokens: who is logged in, with which role, until when."""

from __future__ import annotations

from dataclasses import dataclass

import jwt

from contract.roles import Role
from contract.windows import HOUR_MS, Clock

LIFETIME_MS = 12 * HOUR_MS
ALGORITHM = "HS256"


@dataclass(frozen=True)
class Login:
    """Who asks; `expires_at` in UTC ms."""

    name: str
    role: Role
    expires_at: int


class BadToken(ValueError):
    """A token that is not ours, not whole, or over."""


class Tokens:
    """Issues and reads tokens signed with `secret`."""

    def __init__(self, secret: str, clock: Clock) -> None:
        self._secret, self._clock = secret, clock

    def issue(self, name: str, role: Role) -> tuple[str, Login]:
        """A token for `name`, and what it says."""
        now = self._clock()
        login = Login(name, role, now + LIFETIME_MS)
        claims = {"sub": name, "role": str(role), "iat": now // 1000, "exp": login.expires_at // 1000}
        return jwt.encode(claims, self._secret, ALGORITHM), login

    def read(self, token: str) -> Login:
        """The login of a token. Raises BadToken."""
        options: jwt.types.Options = {"require": ["sub", "role", "exp"], "verify_exp": False, "verify_iat": False}
        try:
            claims = jwt.decode(token, self._secret, [ALGORITHM], options=options)
            login = Login(str(claims["sub"]), Role(claims["role"]), int(claims["exp"]) * 1000)
        except (jwt.InvalidTokenError, ValueError) as error:
            raise BadToken(str(error)) from error
        if login.expires_at <= self._clock():
            raise BadToken("the session is over")
        return login
