"""`python -m simulator faults`: a plan of faults at random, to be kept and given to `run --faults`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Annotated, Any

import typer

from simulator.demand.country import Country
from simulator.faults.chance import drawn
from simulator.faults.kinds import RULES, Fault, FaultPlanError


def faults(
    *,
    users: Annotated[int, typer.Option(help="Homes and businesses, as `run` has them.")] = 10_000,
    days: Annotated[float, typer.Option(help="Length of the plan.")] = 3.0,
    begin: Annotated[float, typer.Option(help="Where it begins, in days from where heartbeats begin.")] = -3.0,
    seed: Annotated[int, typer.Option(help="Of the plan; `run` has its own.")] = 1,
    country_seed: Annotated[int, typer.Option(help="The seed of `run`: who has which meter.")] = 1,
    rates: Annotated[str, typer.Option(help="KIND=RATE,... a thousand customers and day. [those that are usual]")] = "",
) -> None:
    """Draw a plan of faults and print it as JSON."""
    start = round(begin * 86_400_000)
    plan = drawn(Country(users, country_seed), start, days, seed, dict(_rates(rates)))
    typer.echo(json.dumps({"fault": [_entry(fault) for fault in plan]}, indent=1))


def _rates(text: str) -> Iterable[tuple[str, float]]:
    for part in filter(None, text.split(",")):
        kind, _, rate = part.partition("=")
        try:
            yield kind, float(rate)
        except ValueError:
            raise FaultPlanError(f"A rate is written KIND=RATE, e.g. leak=2.5, not {part!r}.") from None


def _entry(fault: Fault) -> dict[str, Any]:
    """A fault whose instants count from where heartbeats begin, as a plan's entry."""
    who = {"user": fault.user_id} if fault.user_id is not None else {"feeder": fault.feeder}
    entry: dict[str, Any] = {
        "id": fault.id,
        "kind": fault.kind,
        "utility": fault.utility,
        "from": f"{fault.start // 1000:+d}s",
        **who,
    }
    rule = RULES[fault.kind]
    more: dict[str, Any] = {"size": fault.size} if rule.unit else {}
    if not rule.instant:
        more = {"to": f"{fault.end // 1000:+d}s", **more}
    return {**entry, **more, **({"sort": fault.sort} if fault.sort else {})}
