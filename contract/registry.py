"""Who is where. User numbers are given out in blocks of 64, and a block lies in one county and one zone.

So the stream can sum per block without knowing anyone, and look up a county only for the few sums. Once any block is
published, users of all others are strangers to it: their reports are refused, so that numbers which anybody may make up
never fill the live view. The archive has them all the same, and a block that is published later is settled.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

BLOCK_SIZE = 64


@dataclass(frozen=True)
class Block:
    """A block of user numbers in the compacted topic `registry`: county as FIPS number (0: none), zone as IANA name."""

    block: int
    county: int
    zone: str


def block_of(user_id: int) -> int:
    """The block a user number belongs to."""
    return user_id // BLOCK_SIZE


def block_key(block: int) -> bytes:
    return f"block:{block}".encode()


def write_block(block: Block) -> bytes:
    return json.dumps(asdict(block), sort_keys=True).encode()


def read_block(data: bytes) -> Block:
    """Raises ValueError, KeyError or TypeError if the message is not a block."""
    fields = json.loads(data)
    return Block(int(fields["block"]), int(fields["county"]), str(fields["zone"]))
