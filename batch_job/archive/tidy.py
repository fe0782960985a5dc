"""Compaction of a namespace's archive, while no settlement reads it."""

from __future__ import annotations

from batch_job.archive.closings import topic_of
from batch_job.archive.compact import Compacted, compact
from batch_job.archive.run import TOPICS
from batch_job.nightly.database import engine, only_one
from batch_job.store import open_store
from contract.settings import Settings
from contract.utilities import BY_NAME


def tidy(settings: Settings) -> Compacted:
    """All topics. Raises Problem while a settlement runs, and StoreAwayError."""
    topics = [*(topic.name for topic in TOPICS), *map(topic_of, BY_NAME)]
    with only_one(engine(settings), settings):
        return compact(open_store(settings), topics)
