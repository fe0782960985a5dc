"""The app: routes, refusals, pages, services."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import APIRouter, Depends, FastAPI
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from api import pages, problems, schema, services
from api.asks import only_known_parameters
from api.headers import SafeHeaders
from api.routes import (
    accounting,
    alerts,
    bills,
    corrections,
    feeders,
    forecasts,
    health,
    homes,
    hotspots,
    live,
    quality,
    reconciliation,
    regions,
    runs,
    session,
    stages,
    tariffs,
    unbilled,
    usage,
)
from contract.settings import Settings
from contract.windows import Clock

NOUNS = (
    session,
    homes,
    usage,
    bills,
    live,
    regions,
    hotspots,
    alerts,
    feeders,
    forecasts,
    runs,
    reconciliation,
    accounting,
    stages,
    tariffs,
    corrections,
    quality,
    unbilled,
)
WORTH_PACKING = 2000  # bytes; a home's live body is smaller and asked for most
PACKING = 5  # gzip's level: nearly all of the gain for a third of the time


def create_app(settings: Settings, clock: Clock, built: Path = pages.BUILT) -> FastAPI:
    """The app for these settings, with the pages in `built`; it connects when it is first asked."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.services = services.build(settings, clock)
        app.state.services.start()
        yield
        await app.state.services.close()

    app = FastAPI(
        title="Concord",
        version="1",
        lifespan=lifespan,
        dependencies=[Depends(only_known_parameters)],
        middleware=[
            Middleware(SafeHeaders),
            Middleware(GZipMiddleware, minimum_size=WORTH_PACKING, compresslevel=PACKING),
        ],
        responses=schema.REFUSALS,
        docs_url=None,  # its page loads scripts from other hosts
        redoc_url=None,
    )
    problems.install(app)
    for noun in NOUNS:
        v1 = APIRouter(prefix="/v1")
        v1.include_router(noun.router)
        app.include_router(v1)
    app.include_router(health.router)
    pages.install(app, built)
    schema.install(app)
    return app
