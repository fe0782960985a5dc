"""What a home does now."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends
from sse_starlette import EventSourceResponse
from starlette.concurrency import run_in_threadpool

from api.access import Span
from api.asks import Asked, Reason, UserId
from api.events import STREAM, stream
from api.guard import OF_HOMES, Guard, still_logged_in
from api.models.live import LiveHome, Trails
from api.problems import not_found
from api.services import Services
from api.tokens import Login

router = APIRouter(tags=["live"])
Owner = Annotated[Login, Depends(Guard(*OF_HOMES))]


@router.get("/live/{user_id}")
async def live(user_id: UserId, login: Owner, asked: Asked, reason: Reason = None) -> LiveHome:
    """The latest live window and reading of each service point; a known login costs no database."""
    await lives_there(asked, login, user_id, reason)
    await asked.trails.visit(user_id)
    found = (await asked.live.homes([user_id])).get(user_id)
    if found is None:
        raise not_found(f"live value of home {user_id}")
    return found


@router.get("/live/{user_id}/events", response_class=EventSourceResponse, responses=STREAM)
async def events(user_id: UserId, login: Owner, asked: Asked, reason: Reason = None) -> EventSourceResponse:
    """Event `live` with the body of `/live/{user_id}` when it changes, at most once a second."""
    allowed = partial(lives_there, asked, login, user_id, reason)
    await allowed()

    async def watched() -> None:
        await allowed()
        await asked.trails.visit(user_id)

    return stream("live", asked.live_watch.follow(user_id), watched)


@router.get("/live/{user_id}/windows")
async def windows(user_id: UserId, login: Owner, asked: Asked, reason: Reason = None) -> Trails:
    """The last live windows of each service point since the home is watched, those of alerts marked."""
    await lives_there(asked, login, user_id, reason)
    await asked.trails.visit(user_id)
    return await asked.trail_bodies.of(user_id)


async def lives_there(asked: Services, login: Login, user_id: int, reason: str | None) -> None:
    """Raises Problem (403, 404) unless the login may see this home now."""
    still_logged_in(login, asked.clock())
    spans = asked.access.known(login, user_id, reason)
    if spans is None:
        spans = await run_in_threadpool(asked.access.spans, login, user_id, reason)
    if not _now_in(spans, asked.clock()):
        raise not_found(f"home {user_id}")


def _now_in(spans: list[Span], now: int) -> bool:
    return any(span.start <= now < span.end for span in spans)
