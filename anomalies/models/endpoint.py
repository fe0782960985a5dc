"""A model behind HTTP, with a timeout, and another model for when it does not answer or answers nonsense.

POST <url>, JSON {"columns": {name: [values]}} with the columns of the protocol, null for NaN. It answers
{"version": text, "scores": [numbers or null]}, a score per row.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any

import httpx
import numpy as np
import pandas as pd
import structlog
from prometheus_client import Counter
from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_fixed

from anomalies.models.protocol import Model

FALLBACKS = Counter("concord_model_fallbacks", "Batches that the endpoint did not score", ["url"])
TRIES, BETWEEN_S = 2, 0.1
MOST_BYTES = 64 * 2**20  # of an answer
log = structlog.get_logger()


class _Nonsense(ValueError):
    """An answer that is no answer."""


@dataclass(frozen=True)
class HttpModel:
    """`timeout_s` is for each of two tries, from its beginning to the last byte of the answer."""

    url: str
    fallback: Model
    timeout_s: float = 2.0
    name: str = "endpoint"
    version: str = "asked"  # the answer says which; see `attrs`

    def score(self, batch: pd.DataFrame) -> pd.Series[float]:
        try:
            version, scores = _answer(self._ask(_body(batch)), len(batch))
        except (httpx.HTTPError, _Nonsense) as error:
            FALLBACKS.labels(self.url).inc()
            log.warning("model endpoint fell out; the fallback scores", url=self.url, reason=repr(error))
            found = self.fallback.score(batch)
            found.attrs = {"model": self.fallback.name, "version": self.fallback.version, **found.attrs}
            return found
        found = pd.Series(scores, batch.index, np.float64)
        found.attrs = {"model": self.name, "version": version}
        return found

    @retry(
        retry=retry_if_exception_type(httpx.TransportError),
        stop=stop_after_attempt(TRIES),
        wait=wait_fixed(BETWEEN_S),
        reraise=True,
    )
    def _ask(self, body: dict[str, Any]) -> Any:
        answer = asyncio.run(self._answered(body))
        try:
            return json.loads(answer)
        except (ValueError, RecursionError) as error:
            raise _Nonsense(f"no JSON: {error!r}") from error

    async def _answered(self, body: dict[str, Any]) -> bytes:
        """Timed as a whole: httpx' own limits begin anew with every byte that a slow server sends."""
        answer = bytearray()
        try:
            # a proxy of the environment has no business between two of our own processes
            async with (
                asyncio.timeout(self.timeout_s),
                httpx.AsyncClient(timeout=None, trust_env=False) as client,
                client.stream("POST", self.url, json=body) as response,
            ):
                response.raise_for_status()
                async for piece in response.aiter_bytes():
                    answer += piece
                    if len(answer) > MOST_BYTES:
                        raise _Nonsense(f"more than {MOST_BYTES:,} bytes")
        except TimeoutError as error:
            raise httpx.ReadTimeout(f"no whole answer in {self.timeout_s} s") from error
        return bytes(answer)


def _body(batch: pd.DataFrame) -> dict[str, Any]:
    return {"columns": {str(name): _plain(batch[name]) for name in batch.columns}}


def _plain(column: pd.Series[Any]) -> list[Any]:
    unknown = column.isna().tolist()
    return [None if gone else value for value, gone in zip(column.tolist(), unknown, strict=True)]


def _answer(answer: Any, rows: int) -> tuple[str, np.ndarray[Any, np.dtype[np.float64]]]:
    try:
        version, scores = str(answer["version"]), np.array(answer["scores"], np.float64)
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise _Nonsense(f"no version and scores: {error!r}") from error
    if scores.shape != (rows,) or bool((scores < 0).any()) or bool(np.isinf(scores).any()):
        raise _Nonsense(f"{scores.shape} scores for {rows} rows, or some negative or infinite")
    return version, scores
