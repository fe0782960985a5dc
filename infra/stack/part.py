"""What a part of a stack is: a process, how to prepare it, and how to ask whether it is well."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


class NotAnswering(Exception):
    """The part does not answer (yet); the message says what was seen."""


def nothing() -> None:
    """The preparation of a part that needs none."""


@dataclass(frozen=True)
class Part:
    """`ask` returns a few words on a healthy part and raises NotAnswering on any other."""

    name: str
    command: tuple[str, ...]
    ask: Callable[[], str]
    ports: tuple[int, ...] = ()
    prepare: Callable[[], None] = nothing
    environment: Mapping[str, str] = field(default_factory=dict)
    server: bool = True  # servers come up before our own processes and go down after them
    patience_s: int = 180
    stop_s: int = 20
    by_name_only: bool = False  # not among what a bare `up` starts
