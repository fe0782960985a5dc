"""A model behind a real HTTP server, which answers as it is told."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import numpy as np
import pandas as pd

from anomalies.models.protocol import DTYPES, Model

Answer = Callable[[dict[str, list[Any]]], tuple[int, bytes]]
"""From the columns of a request to status and body."""


class Drops(bytes):
    """A body whose bytes come one by one, `apart_s` seconds apart."""

    apart_s: float


def drop_by_drop(body: bytes, apart_s: float) -> Drops:
    drops = Drops(body)
    drops.apart_s = apart_s
    return drops


@contextmanager
def serving(answer: Answer) -> Iterator[str]:
    """The address of a server that answers so."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, body = answer(asked["columns"])
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            for piece in [body[at : at + 1] for at in range(len(body))] if isinstance(body, Drops) else [body]:
                if isinstance(body, Drops):
                    time.sleep(body.apart_s)
                self.wfile.write(piece)

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/score"
    finally:
        server.shutdown()
        server.server_close()


def scoring_by(model: Model, version: str = "7") -> Answer:
    """As an endpoint should: the scores of a model, null for NaN."""

    def answer(columns: dict[str, list[Any]]) -> tuple[int, bytes]:
        batch = pd.DataFrame({name: pd.Series(values, dtype=_kind(name)) for name, values in columns.items()})
        scores = [None if np.isnan(each) else each for each in model.score(batch).tolist()]
        return 200, json.dumps({"version": version, "scores": scores}).encode()

    return answer


def _kind(name: str) -> str:
    return DTYPES[name]


def slowly(seconds: float, answer: Answer) -> Answer:
    def later(columns: dict[str, list[Any]]) -> tuple[int, bytes]:
        time.sleep(seconds)
        return answer(columns)

    return later
