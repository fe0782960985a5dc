"""The batch's baselines as this worker sees them: pieces are fetched when an hour's first high window needs them."""

from __future__ import annotations

from redis import Redis

from contract.encoding.baseline_book import BaselineBook, Piece
from contract.settings import Settings


def baselines(redis: Redis, settings: Settings) -> BaselineBook:
    """The baselines of this namespace; published ones are met without a restart."""

    def fetch(pieces: list[Piece]) -> list[bytes]:
        pipeline = redis.pipeline(transaction=False)
        for key, first, last in pieces:
            pipeline.getrange(key, first, last)
        found: list[bytes] = pipeline.execute()
        return found

    return BaselineBook(fetch, settings.redis_prefix())
