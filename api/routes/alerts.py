"""What stood out."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from sse_starlette import EventSourceResponse
from starlette.concurrency import run_in_threadpool

from api.access import Span
from api.alert_feed import EVERYBODY, Question
from api.asks import Asked, Reason, Written, look
from api.events import STREAM, stream
from api.guard import OF_HOMES, Guard, still_logged_in
from api.models.alerts import Alerts
from api.problems import Problem
from api.routes.live import lives_there
from api.services import Services
from api.times import WRITTEN, instant
from api.tokens import Login
from contract.alerts import Kind, Severity
from contract.reading import IDENTITY_LIMIT
from contract.roles import Role

router = APIRouter(tags=["alerts"])
Viewer = Annotated[Login, Depends(Guard(*OF_HOMES))]
OfHome = Annotated[int | None, Query(gt=0, lt=IDENTITY_LIMIT, description="of one home")]
OfCounty = Annotated[str | None, Query(pattern=r"^[0-9]{5}$", description="of one county; FIPS number in five digits")]
Limit = Annotated[int, Query(ge=1, le=500)]


class Filters:
    """Which alerts are asked for, as written."""

    def __init__(
        self,
        kind: Kind | None = None,
        severity: Severity | None = None,
        lasting: Annotated[bool | None, Query(alias="open", description="true: that last; false: that ended")] = None,
        county: OfCounty = None,
        since: Annotated[Written | None, Query(description=f"that lasted after it; {WRITTEN}")] = None,
    ) -> None:
        self.county, self.since = county, since
        self.kind, self.severity, self.lasting = kind, severity, lasting

    def question(self) -> Question:
        """Raises Problem (422)."""
        since = None if self.since is None else instant("since", self.since, "UTC")
        return Question(self.kind, self.severity, self.lasting, int(self.county) if self.county else None, since)


@router.get("/alerts")
async def alerts(
    *,
    login: Viewer,
    asked: Asked,
    filters: Annotated[Filters, Depends()],
    user_id: OfHome = None,
    limit: Limit = 50,
    reason: Reason = None,
) -> Alerts:
    """The newest anomalies: a homeowner's own ones, an operator's of everywhere, of a county or of a home."""
    question = filters.question()
    if user_id is not None and filters.county is not None:
        raise Problem(422, "Not understood", "user_id and county exclude each other; leave one of them out.")
    if user_id is not None:
        seen = await run_in_threadpool(look, asked, login, user_id, reason)
        return await asked.alerts.of_homes({user_id: seen.spans}, question, limit)
    if login.role is not Role.HOMEOWNER:
        return await asked.alerts.everywhere(question, limit)
    if filters.county is not None:
        raise Problem(403, "Not allowed", "Counties are for operators; leave county out to see your own homes' alerts.")
    homes = await run_in_threadpool(_own, asked, login)
    return await asked.alerts.of_homes(homes, question, limit)


@router.get("/alerts/events", response_class=EventSourceResponse, responses=STREAM)
async def events(login: Viewer, asked: Asked, user_id: OfHome = None, reason: Reason = None) -> EventSourceResponse:
    """Event `alerts` with the newest and the lasting ones, now and when one opened, changed or cleared."""
    if user_id is not None:
        allowed = partial(lives_there, asked, login, user_id, reason)
        await allowed()
        spans = (await run_in_threadpool(look, asked, login, user_id, reason)).spans
        return stream("alerts", _seen(asked.alert_watch.follow(user_id), spans), allowed)
    if login.role is Role.HOMEOWNER:
        raise Problem(403, "Not allowed", "All homes together are for operators; add ?user_id= with a home of yours.")

    async def logged_in() -> None:
        still_logged_in(login, asked.clock())

    return stream("alerts", asked.alert_watch.follow(EVERYBODY), logged_in)


async def _seen(bodies: AsyncGenerator[str, None], spans: list[Span]) -> AsyncGenerator[str, None]:
    """The bodies without what began when the login could not see the home."""
    async with aclosing(bodies):
        async for text in bodies:
            found = Alerts.model_validate_json(text)
            mine = [alert for alert in found.alerts if any(span.start < alert.start <= span.end for span in spans)]
            yield Alerts(now=found.now, alerts=mine).model_dump_json()


def _own(asked: Services, login: Login) -> dict[int, list[Span]]:
    return {user_id: asked.access.spans(login, user_id, None) for user_id in asked.access.own_homes(login)}
