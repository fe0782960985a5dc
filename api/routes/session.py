"""Login, logout, and who is logged in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from starlette.concurrency import run_in_threadpool

from api.asks import Asked
from api.guard import COOKIE, PEOPLE, Guard
from api.homes import Home
from api.models.session import Credentials, HomeOfMine, Me, Session
from api.problems import Problem
from api.services import Services
from api.tokens import LIFETIME_MS, Login
from contract.roles import Role

router = APIRouter(tags=["session"])
guard = Guard(*PEOPLE, Role.DEVICE)


@router.post("/login")
async def login(body: Credentials, request: Request, response: Response, asked: Asked) -> Session:
    """Answers a token, and sets it as a cookie that scripts cannot read."""
    await asked.login_limit.count(body.name, request.client.host if request.client else "")
    account = await run_in_threadpool(asked.accounts.find, body.name)
    known_hash = account.password_hash if account else None
    fits = await run_in_threadpool(asked.passwords.fits, body.password, known_hash)
    if not account or not fits:
        raise Problem(401, "Not logged in", "Name or password is wrong; check both and try again.")
    await asked.login_limit.forget(body.name)
    token, who = asked.tokens.issue(account.name, account.role)
    secure = asked.settings.environment != "development"
    age = LIFETIME_MS // 1000
    response.set_cookie(COOKIE, token, max_age=age, httponly=True, samesite="strict", secure=secure)
    return Session(token=token, role=who.role, name=who.name, expires_at=who.expires_at)


@router.post("/logout", status_code=204)
async def logout(_: Annotated[Login, Depends(guard)]) -> Response:
    """Takes the cookie back."""
    response = Response(status_code=204)
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return response


@router.get("/me")
async def me(login: Annotated[Login, Depends(guard)], asked: Asked) -> Me:
    """Who is logged in, with the homes lived in now."""
    homes = await run_in_threadpool(_homes, asked, login)
    return Me(name=login.name, role=login.role, homes=homes, now=await asked.data_clock.now())


def _homes(asked: Services, login: Login) -> list[HomeOfMine]:
    if login.role is not Role.HOMEOWNER:
        return []
    return [HomeOfMine.model_validate(place(home)) for home in asked.homes.find_all(asked.access.own_homes(login))]


def place(home: Home) -> dict[str, object]:
    """The fields of HomeOfMine; a county is its FIPS number in five digits."""
    return {
        "user_id": home.user_id,
        "name": home.name,
        "county": f"{home.county:05d}",
        "county_name": home.county_name,
        "state": home.state,
        "zone": home.zone,
        "utilities": list(home.utilities),
    }
