"""A real API in this process, on a free port."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from api.app import create_app
from contract.settings import Settings
from contract.windows import Clock


@contextmanager
def served(settings: Settings, clock: Clock) -> Iterator[str]:
    """The address where the app listens until the end of the block."""
    server = uvicorn.Server(uvicorn.Config(create_app(settings, clock), port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()
