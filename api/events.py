"""Server-sent events of something watched, for as long as the login may see it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sse_starlette import EventSourceResponse, ServerSentEvent

from api.problems import Problem

KEEPALIVE_S = 15
STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Events, for as long as they are read",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}


def stream(name: str, bodies: AsyncGenerator[str, None], allowed: Callable[[], Awaitable[None]]) -> EventSourceResponse:
    """Events called `name`; ends when `allowed` raises a Problem."""
    return EventSourceResponse(
        _events(name, bodies, allowed),
        ping=KEEPALIVE_S,
        ping_message_factory=lambda: ServerSentEvent(comment="keepalive"),
        headers={"Cache-Control": "no-store"},
    )


async def _events(
    name: str, bodies: AsyncGenerator[str, None], allowed: Callable[[], Awaitable[None]]
) -> AsyncIterator[ServerSentEvent]:
    async with aclosing(bodies):
        async for body in bodies:
            try:
                await allowed()
            except (Problem, SQLAlchemyError):  # the page comes back by itself and is told why
                return
            yield ServerSentEvent(body, event=name)
