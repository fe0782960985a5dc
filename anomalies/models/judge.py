"""What the watcher asks: the model in use and the baselines, behind one call."""

from __future__ import annotations

from redis import Redis

from anomalies.detectors.episode import Found
from anomalies.history import History
from anomalies.models.current import CurrentModel
from anomalies.models.unusual import find
from contract.encoding.baseline_book import BaselineBook, Piece
from contract.settings import Settings


class Unusual:
    """Of one namespace."""

    def __init__(self, settings: Settings, redis: Redis) -> None:
        def fetch(pieces: list[Piece]) -> list[bytes]:
            pipeline = redis.pipeline(transaction=False)
            for key, first, last in pieces:
                pipeline.getrange(key, first, last)
            return list(pipeline.execute())

        self._settings, self._current = settings, CurrentModel(settings)
        self._book = BaselineBook(fetch, settings.redis_prefix())

    def find(self, history: History) -> Found:
        """Episodes of kind `unusual` in the newest hours. Raises RedisError."""
        return find(history, self._current.get(), self._book, self._settings)
