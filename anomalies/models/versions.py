"""Versions of learned models on S3: <namespace>/models/<name>/<version>/, immutable; the manifest, put last, counts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from anomalies.models.catalogue import LEARNED
from anomalies.models.objects import Objects
from anomalies.models.protocol import Model, ModelError

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Manifest:
    """What a version was made of, and how well it did; `files`: their SHA-256. Instants in UTC ms."""

    model: str
    version: str
    trained_at: int
    commit: str
    seed: int
    start: int
    stop: int
    cover: dict[str, list[str]]  # by topic and partition, the objects read
    rows: int
    metrics: dict[str, Any]
    files: dict[str, str]


def folder(model: str, version: str) -> str:
    return f"models/{model}/{version}/"


def version_of(instant: int) -> str:
    """Versions sort by the instant (UTC ms) of their training."""
    return datetime.fromtimestamp(instant / 1000, UTC).strftime("%Y%m%dT%H%M%S") + f"{instant % 1000:03d}Z"


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def put(objects: Objects, manifest: Manifest, files: Mapping[str, str]) -> None:
    """Raises StoreAwayError; a version without manifest is none."""
    where = folder(manifest.model, manifest.version)
    for name, text in files.items():
        objects.put_new(where + name, text.encode())
    objects.put_new(where + MANIFEST, json.dumps(asdict(manifest), sort_keys=True, indent=1).encode())


def newest(objects: Objects, model: str) -> str | None:
    """The latest version of a model; None if there is none. Raises StoreAwayError."""
    keys = objects.list(f"models/{model}/")
    return max((key.split("/")[-2] for key in keys if key.endswith(f"/{MANIFEST}")), default=None)


def load(objects: Objects, model: str, version: str) -> Model:
    """Raises StoreAwayError, or ModelError if the files are not those of the manifest."""
    where = folder(model, version)
    fields = json.loads(objects.get(where + MANIFEST))
    files = {name: objects.get(where + name).decode() for name in fields["files"]}
    wrong = [name for name, text in files.items() if digest(text) != fields["files"][name]]
    if wrong:
        raise ModelError(f"{where}{wrong[0]} is not the file that its manifest names; train anew.")
    return LEARNED[model].load(version, files)
