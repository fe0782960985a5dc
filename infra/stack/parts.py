"""All parts of a stack, in the order in which they come up."""

from __future__ import annotations

from collections.abc import Callable

from contract.settings import Settings
from infra.place import Place
from infra.problem import Problem
from infra.stack.flink import jobmanager, taskmanager
from infra.stack.folders import Folders
from infra.stack.kafka import kafka
from infra.stack.mariadb import mariadb
from infra.stack.own import anomalies, api, archive, hotspots, scheduler, simulator, stream
from infra.stack.part import Part
from infra.stack.redis import redis
from infra.stack.s3proxy import s3proxy

Maker = Callable[[Settings, Place, Folders], Part]
_SERVERS: tuple[Maker, ...] = (kafka, redis, mariadb, s3proxy, jobmanager, taskmanager)
_OWN: tuple[Maker, ...] = (stream, archive, anomalies, hotspots, api, scheduler, simulator)


def all_parts(settings: Settings, place: Place, folders: Folders) -> list[Part]:
    return [make(settings, place, folders) for make in (*_SERVERS, *_OWN)]


def all_but(parts: list[Part], name: str) -> list[str]:
    """What a bare `up` starts, but for one."""
    return [part.name for part in parts if not part.by_name_only and part.name != name]


def chosen(parts: list[Part], names: list[str]) -> list[Part]:
    """The named parts, or all; `servers` stands for all servers. Raises Problem for a name that is none."""
    known = {part.name for part in parts} | {"servers"}
    for name in names:
        if name not in known:
            raise Problem(f"There is no part {name!r}; the parts are {', '.join(sorted(known))}.")
    wanted = [part for part in parts if part.name in names or (part.server and "servers" in names)]
    return wanted if names else [part for part in parts if not part.by_name_only]
