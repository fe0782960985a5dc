"""Where the job's rows end: topics late and quarantine; and nowhere, for rows whose sink was a function."""

from __future__ import annotations

from pyflink.table import StreamTableEnvironment

from contract.settings import Settings
from contract.topics import LATE, QUARANTINE
from contract.utilities import UTILITIES
from contract.validity import Fault

LATE_COLUMNS = """utility STRING, `partition` INT, `offset` BIGINT, user_id INT, meter_id INT, `at` BIGINT,
  n INT, stamp BIGINT"""
QUARANTINE_COLUMNS = f"reason STRING, topic STRING, {LATE_COLUMNS}"

KAFKA = """
CREATE TEMPORARY TABLE {name} ({columns}) WITH (
  'connector' = 'kafka', 'topic' = '{topic}', 'properties.bootstrap.servers' = '{kafka}',
  'properties.linger.ms' = '50', 'sink.delivery-guarantee' = 'at-least-once', 'format' = 'json'
)"""

UTILITY = f"CASE letter {' '.join(f'WHEN {ord(entry.letter)} THEN {entry.name!r}' for entry in UTILITIES)} END"
WHERE_FROM = f"{UTILITY}, `partition`, `offset`, user_id, meter_id"
REASON = f"CASE fault {' '.join(f'WHEN {entry.value} THEN {entry.name.lower()!r}' for entry in Fault)} END"


def create_outlets(tables: StreamTableEnvironment, settings: Settings) -> None:
    """Tables `late`, `quarantine` (topics) and `nowhere`."""
    for topic, columns in ((LATE, LATE_COLUMNS), (QUARANTINE, QUARANTINE_COLUMNS)):
        names = {"name": topic.name, "topic": settings.topic(topic.name)}
        tables.execute_sql(KAFKA.format(columns=columns, kafka=settings.kafka, **names))
    tables.execute_sql("CREATE TEMPORARY TABLE nowhere (done INT) WITH ('connector' = 'blackhole')")


def late_rows() -> str:
    """The query of what goes to topic `late`."""
    return f"SELECT {WHERE_FROM}, last_at, CAST(n_late AS INT), stamp FROM reports WHERE n_late > 0 AND NOT summed"


def unusable_rows(settings: Settings) -> str:
    """The query of what goes to topic `quarantine`; the archive, which keeps the bytes, tells what is undecodable."""
    topics = " ".join(f"WHEN {ord(entry.letter)} THEN '{settings.topic(entry.name)}'" for entry in UTILITIES)
    return f"""SELECT {REASON}, CASE letter {topics} END, {WHERE_FROM}, `at`, CAST(n AS INT), stamp
FROM reports WHERE fault <> 0 AND fault <> {Fault.UNDECODABLE.value}"""
