"""What routes are asked with: services, a utility, a home that the login may see; unknown parameters are refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Path, Query, Request
from fastapi.dependencies.utils import get_flat_params
from fastapi.routing import APIRoute
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from api.access import Span
from api.guard import OF_HOMES, Guard
from api.homes import Home
from api.problems import Problem, not_found
from api.services import Services
from api.times import WRITTEN, instant
from api.tokens import Login
from contract.reading import IDENTITY_LIMIT
from contract.utilities import BY_NAME, Utility


def services(request: Request) -> Services:
    found: Services = request.app.state.services
    return found


async def only_known_parameters(request: Request) -> None:
    """Refuses a query parameter that the route does not have. Raises Problem (422)."""
    route = request.scope.get("route")
    if not request.query_params or not isinstance(route, APIRoute):
        return
    known = [field.alias for field in get_flat_params(route.dependant) if isinstance(field.field_info, _QUERY)]
    for name in request.query_params:
        if name not in known:
            wanted = f"it takes {', '.join(known)}" if known else "it takes none"
            raise Problem(422, "Not understood", f"{name[:40]!r} is not a parameter here; {wanted}.")


_QUERY = type(Query())
UserId = Annotated[int, Path(gt=0, lt=IDENTITY_LIMIT, description="the home's number")]
UtilityName = Annotated[str, Path(json_schema_extra={"enum": list(BY_NAME)})]
Written = int | Annotated[str, Field(max_length=40)]  # a time, see times.WRITTEN
AsOf = Annotated[Written | None, Query(description=f"as it was known then: {WRITTEN}")]
Reason = Annotated[str | None, Query(max_length=255, description="why an operator looks at a home; it is kept")]
Asked = Annotated[Services, Depends(services)]


def utility_of(name: str) -> Utility:
    """Raises Problem (422)."""
    if name not in BY_NAME:
        raise Problem(422, "Not understood", f"utility is {name[:40]!r}; ask for {', '.join(BY_NAME)}.")
    return BY_NAME[name]


@dataclass(frozen=True)
class SeenHome:
    """A home and what of its time the login may see."""

    home: Home
    spans: list[Span]

    def as_of(self, written: Written | None) -> int | None:
        """The instant (UTC ms) as of which something is asked. Raises Problem (422)."""
        return None if written is None else instant("as_of", written, self.home.zone)


async def seen_home(
    login: Annotated[Login, Depends(Guard(*OF_HOMES))], user_id: UserId, asked: Asked, reason: Reason = None
) -> SeenHome:
    """A dependency: the home of the path, if the login may see it. Raises Problem (401, 403, 404)."""
    return await run_in_threadpool(look, asked, login, user_id, reason)


def look(asked: Services, login: Login, user_id: int, reason: str | None) -> SeenHome:
    """The home behind a number, after the privacy rule. Raises Problem."""
    spans = asked.access.spans(login, user_id, reason)
    home = asked.homes.find(user_id)
    if home is None:
        raise not_found(f"home {user_id}")
    return SeenHome(home, spans)
