"""The one place where the API's objects are made."""

from __future__ import annotations

from dataclasses import dataclass

from redis.asyncio import Redis
from sqlalchemy import Engine, create_engine

from api.access import Access
from api.accounting import Accounts as StreamAccounts
from api.accounts import Accounts
from api.alert_bodies import AlertBodies
from api.alert_feed import AlertFeed
from api.bill_reads import BillReads
from api.corrections import CorrectionDoor
from api.data_clock import DataClock
from api.day_evidence import DayEvidence
from api.day_quality import DayQualities
from api.day_rows import DayRows
from api.feeder_reads import FeederReads
from api.flink_metrics import STREAM, FlinkMetrics
from api.forecast_reads import ForecastReads
from api.forecast_records import ForecastRecords
from api.head_rooms import HeadRooms
from api.homes import Homes
from api.hotspots import Hotspots
from api.kafka_offsets import KafkaOffsets
from api.live_points import LivePoints
from api.live_reads import LiveReads
from api.login_limit import LoginLimit
from api.night_reads import NightReads
from api.outlook_reads import OutlookReads
from api.passwords import Passwords
from api.price_reads import PriceReads
from api.receipts import Receipts
from api.region_rows import RegionRows
from api.region_usage import RegionUsages
from api.regions import Regions
from api.run_reads import RunReads
from api.stages import Stages
from api.statuses import Statuses
from api.tariff_reads import TariffReads
from api.today_costs import TodayCosts
from api.tokens import Tokens
from api.trail_bodies import TrailBodies
from api.trails import Trails
from api.unbilled_reads import UnbilledReads
from api.usage_answers import UsageAnswers
from api.watch import Watch
from contract.settings import Settings
from contract.utilities import Utility
from contract.windows import MINUTE_MS, Clock

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
    trails: Trails
    trail_bodies: TrailBodies
    usage: UsageAnswers
    receipts: Receipts
    regions: Regions
    region_watch: Watch[Utility]
    region_usage: RegionUsages
    hotspots: Hotspots
    hotspot_watch: Watch[Utility]
    alerts: AlertFeed
    alert_watch: Watch[int]
    accounting: StreamAccounts
    stages: Stages
    runs: RunReads
    nights: NightReads
    feeders: FeederReads
    forecasts: ForecastReads
    forecast_records: ForecastRecords
    bills: BillReads
    outlooks: OutlookReads
    head_rooms: HeadRooms
    today_costs: TodayCosts
    tariffs: TariffReads
    corrections: CorrectionDoor
    quality: DayQualities
    data_clock: DataClock
    unbilled: UnbilledReads

    def start(self) -> None:
        self.trails.start()
        self.stages.start()

    async def close(self) -> None:
        await self.stages.close()
        await self.trails.close()
        await self.live_watch.close()
        await self.alert_watch.close()
        await self.region_watch.close()
        await self.hotspot_watch.close()
        await self.redis.aclose()
        self.engine.dispose()


def build(settings: Settings, clock: Clock) -> Services:
    """Everything, with connections that open on first use."""
    engine, redis, prefix = connect_mysql(settings), connect_redis(settings), settings.redis_prefix()
    accounts, homes, live = Accounts(engine), Homes(engine), LiveReads(redis, prefix)
    rows, runs = DayRows(engine), RunReads(engine)
    regions = Regions(homes, Statuses(homes, live, clock), redis, prefix, clock)
    data_clock = DataClock(redis, prefix, regions, clock, by_producer=settings.clock == "producer")
    flink = FlinkMetrics(f"http://{settings.host}:{settings.flink_port}", settings.topic(STREAM))
    silent_ms = round(settings.silent_minutes * MINUTE_MS)
    points = LivePoints(live, settings.live_window_ms, silent_ms, data_clock, clock)
    alerts = AlertFeed(redis, prefix, live, AlertBodies(homes, regions), clock)
    trails = Trails(redis, prefix, live, settings.live_window_ms, clock)
    usage = UsageAnswers(rows, live, clock)
    hotspots = Hotspots(redis, prefix, regions, clock)
    prices = PriceReads(engine)
    door = CorrectionDoor(engine, settings, clock)
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
        homes,
        points,
        Watch(points.watched),
        trails,
        TrailBodies(trails, alerts, settings.live_window_ms),
        usage,
        Receipts(usage, DayEvidence(engine), runs),
        regions,
        Watch(regions.watched),
        RegionUsages(RegionRows(engine, rows), live, clock),
        hotspots,
        Watch(hotspots.watched),
        alerts,
        Watch(alerts.watched),
        StreamAccounts(redis, prefix, regions, flink, clock),
        Stages(redis, prefix, flink, KafkaOffsets(settings), clock),
        runs,
        NightReads(engine),
        FeederReads(engine),
        ForecastReads(engine),
        ForecastRecords(engine),
        BillReads(engine),
        OutlookReads(engine),
        HeadRooms(usage, prices, clock),
        TodayCosts(usage, prices, clock),
        TariffReads(engine, clock),
        door,
        DayQualities(engine, usage, door),
        data_clock,
        UnbilledReads(engine),
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
