"""Whether the API and the parts it reads from answer."""

from __future__ import annotations

from typing import Literal

import structlog
from fastapi import APIRouter, Response
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from api.asks import Asked
from api.models import Body
from api.services import Services

router = APIRouter(tags=["health"])
State = Literal["fine", "attention"]


class Health(Body):
    """`attention` when a part does not answer; the rest still does."""

    status: State
    parts: dict[str, State]


@router.get("/health", responses={503: {"model": Health}})
async def health(asked: Asked, response: Response) -> Health:
    """200 if both answer, else 503."""
    parts = {"redis": await _redis(asked), "mysql": await run_in_threadpool(_mysql, asked)}
    status: State = "fine" if set(parts.values()) == {"fine"} else "attention"
    response.status_code = 200 if status == "fine" else 503
    return Health(status=status, parts=parts)


async def _redis(asked: Services) -> State:
    try:
        await asked.redis.ping()
    except RedisError as error:
        return _attention("redis", error)
    return "fine"


def _mysql(asked: Services) -> State:
    try:
        with asked.engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        return _attention("mysql", error)
    return "fine"


def _attention(part: str, error: Exception) -> State:
    structlog.get_logger().warning("part is away", part=part, error=type(error).__name__)
    return "attention"
