"""Putting an object of the archive: once, and never over another."""

from __future__ import annotations

import io

import pyarrow.parquet as pq
from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_exponential_jitter

from batch_job.store import Store, StoreAwayError, TakenError
from contract.master_data import RawObject


class ConflictError(ValueError):
    """An object of this name holds something else: the topic was made anew under an old archive."""


@retry(
    retry=retry_if_exception_type(StoreAwayError),
    stop=stop_after_attempt(3),
    wait=wait_exponential_jitter(multiplier=0.1, max=1),
    reraise=True,
)
def put_once(store: Store, name: RawObject, body: bytes) -> bool:
    """Puts a new object; False if an earlier try had put the same rows. Raises StoreAwayError, ConflictError."""
    key = name.key("")
    try:
        store.put_new(key, body)
    except TakenError:
        if not _same_rows(store.get(key), body):
            raise ConflictError(
                f"{key} holds other readings under the same offsets, so its topic was made anew: "
                "clear this namespace's archive or choose another namespace."
            ) from None
        return False
    return True


def _same_rows(one: bytes, other: bytes) -> bool:
    if one == other:
        return True
    first, second = (pq.read_table(io.BytesIO(body)) for body in (one, other))
    return bool(first.equals(second))
