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

# A stamp is a TIMESTAMP_LTZ; as UTC ms it is a difference to the epoch, exact and cheap.
STAMP = "TIMESTAMPDIFF(SECOND, TO_TIMESTAMP_LTZ(0, 3), stamp) * CAST(1000 AS BIGINT) + EXTRACT(MILLISECOND FROM stamp)"
UTILITY = f"CASE letter {' '.join(f'WHEN {ord(entry.letter)} THEN {entry.name!r}' for entry in UTILITIES)} END"
WHERE_FROM = f"{UTILITY}, `partition`, `offset`, user_id, meter_id"
REASON = f"CASE fault {' '.join(f'WHEN {entry.value} THEN {entry.name.lower()!r}' for entry in Fault)} END"


def create_outlets(tables: StreamTableEnvironment, settings: Settings) -> None:
    """Tables `late`, `quarantine` (topics) and `nowhere`."""
    for topic, columns in ((LATE, LATE_COLUMNS), (QUARANTINE, QUARANTINE_COLUMNS)):
        names = {"name": topic.name, "topic": settings.topic(topic.name)}
        tables.execute_sql(KAFKA.format(columns=columns, kafka=settings.kafka, **names))
    tables.execute_sql("CREATE TEMPORARY TABLE nowhere (done INT) WITH ('connector' = 'blackhole')")


# Of a report in time but longer than its window, the readings before it are late.
LATE_ROWS = f"""SELECT {WHERE_FROM}, last_at, CASE WHEN late THEN n ELSE place - 1 END, {STAMP}
FROM judged WHERE fault = 0 AND (late OR place > 1)"""
UNUSABLE = f"SELECT {REASON}, topic, {WHERE_FROM}, `at`, n, {STAMP} FROM judged WHERE fault <> 0"
