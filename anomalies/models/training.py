"""Training a model on the archive, and putting it on S3 as a new version with what it was made of."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from rich.progress import Progress

from anomalies.history import Array
from anomalies.models import versions
from anomalies.models.archive import Span, closings_from, objects_of
from anomalies.models.catalogue import LEARNED
from anomalies.models.metrics import metrics
from anomalies.models.objects import Objects
from anomalies.models.protocol import ModelError
from anomalies.models.training_rows import Split, history_of, split
from anomalies.models.versions import Manifest, digest
from anomalies.registry import Points, Registry
from contract.utilities import TAKEN
from contract.windows import DAY_MS, Clock

LEAST_DAYS = 3
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Order:
    """`homes`: at most so many of each utility, drawn by the seed."""

    model: str
    span: Span
    seed: int = 1
    homes: int = 500


def train(objects: Objects, registry: Registry, order: Order, clock: Clock, progress: Progress) -> Manifest:
    """Raises ModelError, StoreAwayError, HoleError."""
    if order.model not in LEARNED:
        raise ModelError(f"There is no model {order.model!r} to train; there are {', '.join(LEARNED)}.")
    if order.span.stop - order.span.start < LEAST_DAYS * DAY_MS:
        raise ModelError(f"A model needs at least {LEAST_DAYS} days; give an earlier --from or a later --to.")
    if not any(len(points) for points in registry.values()):
        raise ModelError("The registry has no homes yet; run the simulator or a replay first.")
    cover: dict[str, list[str]] = {}
    rows = _together(list(_splits(objects, registry, order, cover, progress)))
    learned = LEARNED[order.model]
    task = progress.add_task("train", total=learned.steps)
    files = learned.train(rows.learn, order.seed, lambda: progress.advance(task))
    version = versions.version_of(clock())
    found = Manifest(
        order.model,
        version,
        clock(),
        _commit(),
        order.seed,
        order.span.start,
        order.span.stop,
        cover,
        len(rows.learn),
        metrics(learned.load(version, files), rows.measure),
        {name: digest(text) for name, text in files.items()},
    )
    versions.put(objects, found, files)
    return found


def _splits(
    objects: Objects, registry: Registry, order: Order, cover: dict[str, list[str]], progress: Progress
) -> Iterator[Split]:
    """Of each utility that has homes and readings, but what is fed in; fills `cover`."""
    for utility in TAKEN:
        points = registry[utility]
        own = objects_of(objects, utility, order.span)
        cover.update(own)
        keys = [key for found in own.values() for key in found]
        if not keys or not len(points):
            continue
        task = progress.add_task(f"read {utility.name}", total=len(keys))
        chosen = _drawn(points, order)
        closings = closings_from(objects, keys, order.span, points.user_id[chosen], _advance(progress, task))
        yield split(history_of(utility, points, chosen, closings, order.span))


def _advance(progress: Progress, task: Any) -> Any:
    return lambda: progress.advance(task)


def _drawn(points: Points, order: Order) -> Array:
    """Rows of the homes, in order; heads of feeders are none."""
    homes = np.flatnonzero(~points.heads)
    return np.sort(np.random.default_rng(order.seed).permutation(homes)[: order.homes])


def _together(splits: list[Split]) -> Split:
    if not splits:
        raise ModelError("The archive holds nothing of this range; run the archive, or give other days.")
    learn, measure = (pd.concat([getattr(each, name) for each in splits]) for name in ("learn", "measure"))
    return Split(learn.reset_index(drop=True), measure.reset_index(drop=True))


def _commit() -> str:
    try:
        found = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.SubprocessError):
        return "unknown"
    return found.stdout.strip()
