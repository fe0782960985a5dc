"""What only the race needs, made on demand: an environment with Quix Streams, and Spark's connector to Kafka."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from contract.settings import read_env_file
from infra.place import Place
from infra.setup import jars, python
from infra.setup.step import run


@dataclass(frozen=True)
class Outside:
    """The interpreter of the race environment, and a folder of jars."""

    python: Path
    jars: Path


def install(place: Place) -> Outside:
    """Fetches what is missing, everything pinned by hash. Raises Problem."""
    environment = {**read_env_file(place.root / ".env"), **os.environ}
    folder = (place.runtime / "race-python").relative_to(place.root)
    packages = python.environment(place, "race", str(folder), "Quix Streams")
    connector = jars.race(place, place.runtime / "race-jars", environment)
    for step in (packages, connector):
        run(step, place.runtime / "stamps")
    return Outside(packages.product, connector.product)
