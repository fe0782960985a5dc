"""`python -m anomalies train`: a new version of a model from archived days."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from typing import Annotated

import typer

from contract.settings import load
from contract.windows import DAY_MS

Day = Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="First day, UTC.")]
LastDay = Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day, UTC, included.")]


def train(
    first: Day,
    last: LastDay,
    model: Annotated[str, typer.Option(help="Which learned model.")] = "quantiles",
    seed: Annotated[int, typer.Option(min=0, help="Same days and seed, same model.")] = 1,
    homes: Annotated[int, typer.Option(min=1, help="At most so many homes of each utility.")] = 500,
) -> None:
    """Train a model on archived readings; the running process judges by it from the next whole hour on."""
    from rich.console import Console
    from rich.progress import Progress
    from sqlalchemy.exc import SQLAlchemyError

    from anomalies.models.archive import Span
    from anomalies.models.objects import Objects, StoreAwayError
    from anomalies.models.protocol import ModelError
    from anomalies.models.training import Order
    from anomalies.models.training import train as run
    from anomalies.registry import connect, read_registry
    from contract.master_data import HoleError

    settings, span = load(), Span(_ms(first), _ms(last) + DAY_MS)
    console = Console(stderr=True)
    try:
        with Progress(console=console) as progress:
            order = Order(model, span, seed, homes)
            made = run(Objects(settings), read_registry(connect(settings)), order, _now, progress)
    except (ModelError, StoreAwayError, HoleError) as error:
        sys.exit(f"concord: {error}")
    except SQLAlchemyError as error:
        sys.exit(f"concord: The registry cannot be read ({error}); start it with `python -m infra up mariadb`.")
    console.print(f"{made.model} {made.version}: {made.rows:,} rows", made.metrics)


def _ms(day: datetime) -> int:
    return round(day.replace(tzinfo=UTC).timestamp() * 1000)


def _now() -> int:
    return time.time_ns() // 1_000_000
