"""The loads under which the stream is measured."""

from __future__ import annotations

from dataclasses import dataclass

HEARTBEAT_S, METERS_A_USER = 5, 2.64


@dataclass(frozen=True)
class StreamRun:
    """`rate` readings a second for `seconds`, `readings` in a report; reading less than `gate` of them is a failure."""

    name: str
    command: str
    rate: int
    seconds: int
    profile: str = "scale"
    readings: int = 12
    gate: int = 0

    @property
    def users(self) -> int:
        """As many as have the meters that make the rate."""
        return round(self.rate * HEARTBEAT_S / METERS_A_USER)


STREAM_RUNS = {
    "stream-1m": StreamRun("stream.1m", "stream-1m", 1_000_000, 300, gate=1_000_000),
    "stream-2m": StreamRun("stream.2m", "stream-2m", 2_000_000, 300),
    "stream-demo": StreamRun("stream.demo", "stream-demo", 300_000, 180, profile="demo", readings=2, gate=300_000),
    "stream-single": StreamRun(
        "stream.single", "stream-single", 200_000, 180, profile="demo", readings=1, gate=200_000
    ),
    "stream-single-400k": StreamRun(
        "stream.single_400k", "stream-single-400k", 400_000, 180, profile="demo", readings=1
    ),
}
