"""Refusals as problem documents: one sentence of what is wrong and what to do next."""

from __future__ import annotations

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

MEDIA_TYPE = "application/problem+json"
RETRY_S = 5
AWAY = {
    "redis": "The live view is away; settled usage, runs and reconciliation still answer, so try again in a moment.",
    "mysql": "The batch view is away; live values and the map still answer, so try again in a moment.",
}


class Problem(Exception):
    """A refusal with an HTTP status; `detail` is one sentence that ends in the next step."""

    def __init__(self, status: int, title: str, detail: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status, self.title, self.detail, self.headers = status, title, detail, headers


def not_found(what: str) -> Problem:
    """The answer for what does not exist and for what this login may not see, so that neither tells of the other."""
    return Problem(404, "Not found", f"There is no {what} that this login may see; GET /v1/me lists its homes.")


def install(app: FastAPI) -> None:
    """Makes every error of `app` a problem document."""
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RedisError, _away)
    app.add_exception_handler(SQLAlchemyError, _away)
    app.add_exception_handler(Exception, _unexpected)


def answer(status: int, title: str, detail: str, headers: dict[str, str] | None = None) -> Response:
    body = {"title": title, "detail": detail, "status": status}
    return JSONResponse(body, status, headers, MEDIA_TYPE)


def _problem(_: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return answer(error.status, error.title, error.detail, error.headers)


def _invalid(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"][1:]) or "the body"
    why = str(first["msg"]).removeprefix("Value error, ")
    return answer(422, "Not understood", f"{where}: {why.rstrip('.')}; see /openapi.json for what is expected.")


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    detail = f"{request.method} {request.url.path}: {error.detail}; see /openapi.json for what there is."
    headers = dict(error.headers) if error.headers else None
    return answer(error.status_code, str(error.detail), detail, headers)


def _away(request: Request, error: Exception) -> Response:
    part = "redis" if isinstance(error, RedisError) else "mysql"
    structlog.get_logger().error("part is away", part=part, path=request.url.path, error=type(error).__name__)
    return answer(503, "Part of the platform is away", AWAY[part], {"Retry-After": str(RETRY_S)})


def _unexpected(request: Request, error: Exception) -> Response:
    structlog.get_logger().error("unexpected error", path=request.url.path, exc_info=error)
    return answer(500, "Unexpected error", "Something of ours went wrong and was logged; try again, or tell us when.")
