"""The app: routes, refusals, services."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, Depends, FastAPI

from api import problems, services
from api.asks import only_known_parameters
from api.routes import alerts, health, homes, live, reconciliation, regions, runs, session, usage
from contract.settings import Settings
from contract.windows import Clock

NOUNS = (session, homes, usage, live, regions, alerts, runs, reconciliation)


def create_app(settings: Settings, clock: Clock) -> FastAPI:
    """The app for these settings; it connects when it is first asked."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.services = services.build(settings, clock)
        yield
        await app.state.services.close()

    app = FastAPI(title="Concord", version="1", lifespan=lifespan, dependencies=[Depends(only_known_parameters)])
    problems.install(app)
    for noun in NOUNS:
        v1 = APIRouter(prefix="/v1")
        v1.include_router(noun.router)
        app.include_router(v1)
    app.include_router(health.router)
    return app
