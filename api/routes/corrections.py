"""Corrections of readings: operators send them, whoever sees the home sees them."""

from __future__ import annotations

from typing import Annotated

import structlog
from fastapi import APIRouter, Depends
from sqlalchemy.exc import IntegrityError
from starlette.concurrency import run_in_threadpool

from api.asks import Asked, SeenHome, UserId, UtilityName, look, seen_home, utility_of
from api.corrections import AwayError
from api.guard import Guard
from api.homes import Home
from api.models.corrections import Correction, Corrections, NewCorrection
from api.problems import Problem
from api.services import Services
from api.times import instant
from api.tokens import Login
from contract.reading import Reading, as_report
from contract.roles import Role
from contract.validity import Fault, fault

router = APIRouter(tags=["corrections"])
Keeper = Annotated[Login, Depends(Guard(Role.OPERATOR, Role.ADMINISTRATOR))]
log = structlog.get_logger()

WHY_NOT = {
    Fault.FUTURE: "at lies in the future; send what the meter has shown already.",
    Fault.ANCIENT: "at is more than 400 days ago, and nothing is settled that long after; look at the date.",
}


@router.get("/homes/{user_id}/corrections")
def corrections(seen: Annotated[SeenHome, Depends(seen_home)], asked: Asked) -> Corrections:
    """The home's corrections, newest first, each with the run that settled its day with it."""
    return Corrections(user_id=seen.home.user_id, corrections=asked.corrections.of_home(seen.home, seen.spans))


@router.post("/homes/{user_id}/corrections/{utility}", status_code=201)
async def correct(
    login: Keeper, user_id: UserId, utility: UtilityName, body: NewCorrection, asked: Asked
) -> Correction:
    """Sends a correction with the next revision; the next settlement settles its days again, and bills follow."""
    now = await asked.data_clock.now()
    return await run_in_threadpool(_send, asked, login, (user_id, utility), body, now)


def _send(asked: Services, login: Login, point: tuple[int, str], body: NewCorrection, now: int) -> Correction:
    user_id, name = point[0], utility_of(point[1]).name
    seen = look(asked, login, user_id, body.reason)
    reading = _reading(asked, seen.home, name, body)
    why = fault(as_report([reading]), now)
    if why is not Fault.NONE:
        raise Problem(422, "No reading", WHY_NOT.get(why, f"this is no reading of a meter ({why.name.lower()})."))
    try:
        asked.corrections.send(name, reading, body.reason, login.name, now)
    except AwayError as error:
        log.error("a correction could not be sent", user=user_id, reason=str(error))
        raise Problem(503, "Kafka is away", "Nothing was recorded; send it again in a moment.") from None
    except IntegrityError:
        detail = "Somebody corrects the same instant just now; look at the list, then send yours again."
        raise Problem(409, "Two at once", detail) from None
    log.info("correction sent", user=user_id, utility=name, at=reading.at, by=login.name)
    found = asked.corrections.of_home(seen.home, seen.spans)
    return next(each for each in found if (each.meter_id, each.at) == (reading.meter_id, reading.at))


def _reading(asked: Services, home: Home, utility: str, body: NewCorrection) -> Reading:
    if utility not in home.utilities:
        raise Problem(
            422, "No such supply", f"Home {home.user_id} has no {utility}; it has {', '.join(home.utilities)}."
        )
    at = instant("at", body.at, home.zone)
    meter_id = body.meter_id or asked.corrections.meter_at(home.user_id, utility, at)
    if meter_id is None:
        raise Problem(422, "Which meter?", "The registry has no meter there at that time; add meter_id.")
    return Reading(home.user_id, meter_id, at, body.register_, body.demand)
