"""One step of the set-up: skipped while what it was made from is unchanged."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Step:
    """`make` leaves `product` behind; `inputs` are files, or texts, that its result depends on."""

    name: str
    title: str
    product: Path
    inputs: tuple[Path | str, ...]
    make: Callable[[], None]


def run(step: Step, stamps: Path) -> None:
    """Make the product unless its stamp says that it is there and of these inputs. One line of progress."""
    started = time.monotonic()
    stamp = stamps / step.name
    fingerprint = _fingerprint(step.inputs)
    done = step.product.exists() and stamp.exists() and stamp.read_text() == fingerprint
    if not done:
        print(f"          {step.title} ...", flush=True)
        stamp.unlink(missing_ok=True)
        step.make()
        stamps.mkdir(parents=True, exist_ok=True)
        stamp.write_text(fingerprint)
    print(f"{time.monotonic() - started:7.1f} s {step.title}{' (ready)' if done else ''}", flush=True)


def _fingerprint(inputs: tuple[Path | str, ...]) -> str:
    digest = hashlib.sha256()
    for part in inputs:
        digest.update(part.read_bytes() if isinstance(part, Path) else part.encode())
        digest.update(b"\0")
    return digest.hexdigest()
