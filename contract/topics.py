"""Every topic: purpose, clock, partitions, retention. infra creates them from this table and from nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from contract.settings import Settings
from contract.utilities import UTILITIES
from contract.windows import DAY_MS


@dataclass(frozen=True)
class Topic:
    """One topic; `name` is without namespace. `stamped` ones carry the namespace's trusted clock."""

    name: str
    purpose: str
    key: str
    stamped: bool = False
    spread: bool = False  # over settings.partitions; else one partition
    compacted: bool = False
    retention_ms: int = 7 * DAY_MS

    def partitions(self, settings: Settings) -> int:
        return settings.partitions if self.spread else 1

    def config(self, settings: Settings) -> dict[str, str]:
        """Kafka topic configuration. A producer's clock may be years behind, so nothing expires by it."""
        if self.compacted:
            return {"cleanup.policy": "compact"}
        by_producer = self.stamped and settings.clock == "producer"
        return {
            "message.timestamp.type": "CreateTime" if by_producer or not self.stamped else "LogAppendTime",
            "retention.ms": "-1" if settings.clock == "producer" else str(self.retention_ms),
        }


REPORTS = tuple(
    Topic(utility.name, f"reports of {utility.name} meters (Protobuf)", "user_id", stamped=True, spread=True)
    for utility in UTILITIES
)
REGISTRY = Topic("registry", "which county and zone each block of users is in (JSON)", "block", compacted=True)
WEATHER = Topic("weather", "hourly outdoor temperature per county (JSON)", "county", stamped=True)
EVENTS = Topic("events", "points with lat, lon, weight: accidents, players (JSON)", "event id", stamped=True)
LATE = Topic("late", "reports that missed their live window (JSON)", "user_id")
QUARANTINE = Topic("quarantine", "unusable input with its reason (JSON)", "topic-partition-offset")
ALERTS = Topic("alerts", "anomalies (JSON)", "alert id")
CORRECTIONS = Topic("corrections", "readings with a higher revision and a reason (JSON)", "user_id", stamped=True)

ARCHIVE_GROUP = "archive"  # the consumer group that puts all of them away
TOPICS = (*REPORTS, REGISTRY, WEATHER, EVENTS, LATE, QUARANTINE, ALERTS, CORRECTIONS)


def partition_of(user_id: int, partitions: int) -> int:
    """The partition that holds all reports of a user. Fixed within a day: the batch relies on it."""
    return user_id % partitions


def key_of(user_id: int) -> bytes:
    """The message key of a report: the user's number, four bytes, big end first."""
    return user_id.to_bytes(4, "big")
