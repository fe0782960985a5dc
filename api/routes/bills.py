"""A home's bills, what the open ones will come to, and what other tariffs would have cost."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from starlette.concurrency import run_in_threadpool

from api import bill_bodies, outlook_bodies
from api.asks import Asked, AsOf, SeenHome, UtilityName, seen_home, utility_of
from api.models.bills import Bill, Bills, Outlook, Outlooks, TariffCosts, TodayCost
from api.outlook_reads import Foretold
from api.problems import not_found

router = APIRouter(tags=["bills"])
Seen = Annotated[SeenHome, Depends(seen_home)]
FirstDay = Annotated[date, Path(description="of the billing period, local")]


@router.get("/homes/{user_id}/bills")
def bills(seen: Seen, asked: Asked, as_of: AsOf = None) -> Bills:
    """The bill of each ended period of which the login may see every day, newest first."""
    rows = asked.bills.newest(seen.home.user_id, seen.as_of(as_of))
    heads = [bill_bodies.head(row) for row in rows if _may_see(seen, row.first_day, row.last_day)]
    return Bills(user_id=seen.home.user_id, zone=seen.home.zone, bills=heads)


@router.get("/homes/{user_id}/bills/{utility}/{first_day}")
def bill(seen: Seen, utility: UtilityName, first_day: FirstDay, asked: Asked, as_of: AsOf = None) -> Bill:
    """One bill with its lines, the intervals each rests on, and the difference to what was published before."""
    name = utility_of(utility).name
    found = asked.bills.find(seen.home.user_id, name, first_day, seen.as_of(as_of))
    if found is None or not _may_see(seen, found.bill.first_day, found.bill.last_day):
        raise not_found(f"bill of {name} from {first_day}")
    return bill_bodies.bill(seen.home, found)


@router.get("/homes/{user_id}/outlook")
async def outlook(seen: Seen, asked: Asked) -> Outlooks:
    """What each open bill will come to, P10 to P90, how earlier outlooks fared, and the head-room of a monthly peak."""
    found = await run_in_threadpool(asked.outlooks.of_home, seen.home.user_id)
    shown = [await _outlook(seen, asked, foretold) for foretold in found.values() if _is_seen(seen, foretold)]
    return Outlooks(user_id=seen.home.user_id, zone=seen.home.zone, outlooks=shown)


@router.get("/homes/{user_id}/cost-today")
async def cost_today(seen: Seen, asked: Asked) -> TodayCost:
    """What the local day has cost so far, live; of a day that the login may see from its beginning."""
    found = await asked.today_costs.answer(seen.home)
    return found if _may_see(seen, found.day, found.day) else found.model_copy(update={"parts": []})


@router.get("/homes/{user_id}/tariff-costs")
def tariff_costs(seen: Seen, asked: Asked) -> TariffCosts:
    """What the last twelve billing periods would have cost under each tariff on file, at today's prices."""
    rows = [row for row in asked.outlooks.costs(seen.home.user_id) if _may_see(seen, row.first_day, row.last_day)]
    return TariffCosts(user_id=seen.home.user_id, utilities=outlook_bodies.utility_costs(rows))


async def _outlook(seen: SeenHome, asked: Asked, foretold: Foretold) -> Outlook:
    ended = [row for row in foretold.ended if _may_see(seen, row.first_day, row.last_day)]
    room = await asked.head_rooms.answer(seen.home, foretold.newest)
    return outlook_bodies.outlook(foretold, ended, room)


def _is_seen(seen: SeenHome, foretold: Foretold) -> bool:
    return _may_see(seen, foretold.newest.first_day, foretold.newest.first_day)


def _may_see(seen: SeenHome, first: date, last: date) -> bool:
    return bill_bodies.covers(seen.spans, seen.home.zone, first, last)
