"""What tells this namespace's job from others on the cluster."""

from __future__ import annotations

from pathlib import Path

from contract.settings import Settings


def job_name(settings: Settings) -> str:
    """The job's name on the cluster: one per namespace."""
    return settings.topic("concord-stream")


def checkpoint_dir(settings: Settings) -> Path:
    """Where this namespace's checkpoints lie."""
    return Path(settings.data_dir).resolve() / "flink" / "checkpoints" / (settings.namespace or "live")
