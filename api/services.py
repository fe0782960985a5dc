"""The one place where the API's objects are made."""

from __future__ import annotations

from dataclasses import dataclass

from redis.asyncio import Redis
from sqlalchemy import Engine, create_engine

from api.access import Access
from api.accounts import Accounts
from api.day_rows import DayRows
from api.homes import Homes
from api.live_points import LivePoints
from api.live_reads import LiveReads
from api.login_limit import LoginLimit
from api.passwords import Passwords
from api.tokens import Tokens
from api.usage_answers import UsageAnswers
from api.watch import Watch
from contract.settings import Settings
from contract.windows import Clock

POOL = 8
MYSQL_WAIT_S = 5
REDIS_WAIT_S = 2


@dataclass(frozen=True)
class Services:
    """What routes ask; shared by all requests."""

    settings: Settings
    clock: Clock
    engine: Engine
    redis: Redis
    tokens: Tokens
    passwords: Passwords
    login_limit: LoginLimit
    accounts: Accounts
    access: Access
    homes: Homes
    live: LivePoints
    live_watch: Watch[int]
    usage: UsageAnswers

    async def close(self) -> None:
        await self.live_watch.close()
        await self.redis.aclose()
        self.engine.dispose()


def build(settings: Settings, clock: Clock) -> Services:
    """Everything, with connections that open on first use."""
    engine, redis, prefix = connect_mysql(settings), connect_redis(settings), settings.redis_prefix()
    accounts, live = Accounts(engine), LiveReads(redis, prefix)
    points = LivePoints(live, settings.live_window_ms, clock)
    return Services(
        settings,
        clock,
        engine,
        redis,
        Tokens(settings.token_secret, clock),
        Passwords(),
        LoginLimit(redis, prefix),
        accounts,
        Access(accounts, clock),
        Homes(engine),
        points,
        Watch(points.watched),
        UsageAnswers(DayRows(engine), live, clock),
    )


def connect_mysql(settings: Settings) -> Engine:
    """Transactions see one snapshot; a server that is away is told within seconds."""
    waits = {"connect_timeout": MYSQL_WAIT_S, "read_timeout": 30}
    return create_engine(
        settings.mysql_url, isolation_level="REPEATABLE READ", pool_size=POOL, pool_pre_ping=True, connect_args=waits
    )


def connect_redis(settings: Settings) -> Redis:
    return Redis(
        host=settings.host,
        port=settings.redis_port,
        socket_timeout=REDIS_WAIT_S,
        socket_connect_timeout=REDIS_WAIT_S,
        max_connections=64,
    )
