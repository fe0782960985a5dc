"""Single headers of the live view in Redis, as tests write and read them."""

from __future__ import annotations

from typing import Any

from redis import Redis

from contract.live_page import page_key, read_header, write_header
from contract.live_view import LiveState
from contract.utilities import Utility


def put_header(redis: Redis, prefix: bytes, utility: Utility, user_id: int, state: LiveState) -> None:
    """Its neighbours stay as they are."""
    client: Any = redis
    key = page_key(prefix, utility, user_id)
    client.set(key, write_header(client.get(key), user_id, state))


def header(redis: Redis, prefix: bytes, utility: Utility, user_id: int) -> LiveState | None:
    """None if nothing has come of it."""
    client: Any = redis
    return read_header(client.get(page_key(prefix, utility, user_id)), user_id)
