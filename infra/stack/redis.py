"""Redis: keeps the live view, appends every write to a file once a second, never evicts."""

from __future__ import annotations

from contract.settings import Settings
from infra.place import Place
from infra.stack.folders import Folders
from infra.stack.part import NotAnswering, Part

_CONFIG = """bind {host}
port {port}
dir "{data}"
appendonly yes
appendfsync everysec
no-appendfsync-on-rewrite yes
auto-aof-rewrite-percentage 300
auto-aof-rewrite-min-size 1gb
# Whoever rewrites the file takes the processor from everybody who waits for Redis. Packed and summed up it took three
# times as long, and as a packed file is small it was soon four times as large again.
rdbcompression no
rdbchecksum no
save ""
maxmemory-policy noeviction
daemonize no
# A process title would be written over the environment, by which a stack knows its own.
set-proc-title no
"""
# The scripts' strings come and go by the ten thousand; C's own malloc, which the packaged server uses, keeps seven of a
# size at hand unless it is told otherwise, and then takes two thirds more time.
_MALLOC = {"GLIBC_TUNABLES": "glibc.malloc.tcache_count=60000:glibc.malloc.trim_threshold=268435456"}


def redis(settings: Settings, place: Place, folders: Folders) -> Part:
    """Redis on port base +2."""
    config = folders.run / "redis.conf"

    def prepare() -> None:
        folders.of("redis").mkdir(exist_ok=True)
        config.write_text(_CONFIG.format(host=settings.host, port=settings.redis_port, data=folders.of("redis")))

    return Part(
        name="redis",
        command=(str(place.redis_server), str(config)),
        environment=_MALLOC,
        ask=lambda: _ask(settings),
        ports=(settings.redis_port,),
        prepare=prepare,
    )


def _ask(settings: Settings) -> str:
    from redis import Redis, RedisError

    with Redis(settings.host, settings.redis_port, socket_timeout=2, socket_connect_timeout=2) as client:
        try:
            client.ping()
            about = client.info("memory")
        except RedisError as error:  # also while it still loads its data
            raise NotAnswering(str(error)) from error
    return f"{about['used_memory_human']} used"
