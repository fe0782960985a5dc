"""Who may look at which home, and for which time."""

from __future__ import annotations

from dataclasses import dataclass

from api.accounts import ALWAYS, Accounts, Occupancy
from api.kept import Kept
from api.problems import Problem, not_found
from api.tokens import Login
from contract.roles import Role
from contract.windows import HOUR_MS, MINUTE_MS, SECOND_MS, Clock

SEEN_FOR_MS = 30 * SECOND_MS  # a moved-out home may be seen this long after the move was entered
SEEN_WHILE_AWAY_MS = HOUR_MS  # and this long while the database that knows of moves is away
LOGGED_FOR_MS = 10 * MINUTE_MS  # the same look at the same home for the same reason is one access
LONGEST_REASON = 255


@dataclass(frozen=True)
class Span:
    """What may be seen of a home: (start, end], UTC ms."""

    start: int
    end: int


EVERYTHING = Span(0, ALWAYS)


class Access:
    """The rule of privacy: own homes while they are lived in; an operator with a reason, which is kept."""

    def __init__(self, accounts: Accounts, clock: Clock) -> None:
        self._accounts, self._clock = accounts, clock
        self._occupancies: Kept[str, list[Occupancy]] = Kept(
            accounts.occupancies, clock, SEEN_FOR_MS, away_ms=SEEN_WHILE_AWAY_MS
        )
        self._logged: Kept[tuple[str, int, str], bool] = Kept(self._log, clock, LOGGED_FOR_MS)

    def known(self, login: Login, user_id: int, reason: str | None) -> list[Span] | None:
        """What `spans` says, if that takes no database; else None."""
        if login.role is Role.ADMINISTRATOR:
            return [EVERYTHING]
        if login.role is Role.OPERATOR:
            return [EVERYTHING] if reason and self._logged.fresh((login.name, user_id, reason)) else None
        kept = self._occupancies.fresh(login.name)
        return None if kept is None else _own(kept, user_id)

    def spans(self, login: Login, user_id: int, reason: str | None) -> list[Span]:
        """What this login may see of a home; never empty. Raises Problem (403, 404)."""
        if login.role is Role.ADMINISTRATOR:
            return [EVERYTHING]
        if login.role is Role.OPERATOR:
            self._logged.get((login.name, user_id, _reason(reason)))
            return [EVERYTHING]
        return _own(self._occupancies.get(login.name), user_id)

    def own_homes(self, login: Login) -> list[int]:
        """Homes lived in now, in order."""
        now = self._clock()
        kept = self._occupancies.get(login.name)
        return sorted({stay.user_id for stay in kept if stay.start <= now < stay.end})

    def _log(self, look: tuple[str, int, str]) -> bool:
        name, user_id, reason = look
        self._accounts.log_access(self._clock(), name, user_id, reason)
        return True


def _own(stays: list[Occupancy], user_id: int) -> list[Span]:
    spans = [Span(stay.start, stay.end) for stay in stays if stay.user_id == user_id]
    if not spans:
        raise not_found(f"home {user_id}")
    return spans


def _reason(reason: str | None) -> str:
    if not reason or not reason.strip():
        detail = "An operator needs a reason to look at a home, and it is kept; add ?reason=... in a few words."
        raise Problem(403, "A reason is needed", detail)
    return reason.strip()[:LONGEST_REASON]
