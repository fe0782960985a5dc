"""Spark's own look at the frozen input through s3a: the numpy core has read all of it, and nothing else.

The core fetches whole objects and decodes them with pyarrow, which costs a tenth of the processor time of Spark's
reader; so this second reader, which shares no code with it, counts what the core says that it took. Of a large fleet
it counts some partitions in one night and others in the next, every one in its turn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from batch_job.nightly.inputs.cover import Clip
from batch_job.nightly.publishing.audit_days import AuditError
from batch_job.nightly.spark.trouble import plainly
from batch_job.nightly.spark.work import Done, Work
from contract.master_data import parse_key
from contract.settings import Settings

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SCHEMA = "offset long, fault short"
MOST_OBJECTS = 64  # to open one takes Spark longer than to count what is in it

Place = tuple[str, int]
"""Utility and partition."""


def check_input(spark: SparkSession, settings: Settings, works: list[Work], done: Iterable[Done]) -> None:
    """Raises AuditError if Spark counts other numbers of usable readings by utility and partition than the core.

    Raises StoreAwayError.
    """
    looked_at = in_turn(works)
    places = {(work.utility, work.partition) for work in looked_at}
    taken: Counter[Place] = Counter()
    for each in done:
        if (each.utility, each.partition) in places:
            taken[each.utility, each.partition] += each.usable
    with plainly():
        counted = usable_readings(spark, settings, [clip for work in looked_at for clip in work.clips])
    wrong = sorted(place for place in taken | counted if counted[place] != taken[place])
    if wrong:
        utility, partition = wrong[0]
        raise AuditError(
            f"{utility}-{partition} holds {counted[wrong[0]]} usable readings by Spark's count, "
            f"but {taken[wrong[0]]} were settled"
        )


def in_turn(works: list[Work]) -> list[Work]:
    """All of them, or as many as have MOST_OBJECTS, beginning elsewhere for each run; for the same run the same."""
    begin = works[0].runs[0].run_id % len(works) if works else 0
    found, objects = [], 0
    for work in [*works[begin:], *works[:begin]]:
        if objects >= MOST_OBJECTS:
            break
        found.append(work)
        objects += len(work.clips)
    return found


def usable_readings(spark: SparkSession, settings: Settings, clips: list[Clip]) -> Counter[Place]:
    """Counts what is read through s3a of exactly these objects; offsets outside of a clip do not count."""
    counted: Counter[Place] = Counter()
    prefix = f"s3a://{settings.s3_bucket}/{settings.s3_prefix()}"
    for group in ([clip for clip in clips if _whole(clip)], [clip for clip in clips if not _whole(clip)]):
        if group:
            for path, count in _by_object(spark, prefix, group):
                raw = parse_key(path)
                assert raw is not None, path
                counted[raw.topic, raw.partition] += count
    return counted


def _by_object(spark: SparkSession, prefix: str, clips: list[Clip]) -> list[tuple[str, int]]:
    """Only a few objects are not taken whole; whatever is computed for every reading costs more than reading it."""
    from pyspark.sql import functions as sql

    frame = spark.read.schema(SCHEMA).parquet(*(prefix + clip.key for clip in clips)).where("fault = 0")
    path = sql.col("_metadata.file_path")
    if not _whole(clips[0]):
        inside = [path.endswith(clip.key) & sql.col("offset").between(clip.first, clip.last) for clip in clips]
        frame = frame.where(reduce(or_, inside))
    return [(row["path"], row["count"]) for row in frame.groupBy(path.alias("path")).count().collect()]


def _whole(clip: Clip) -> bool:
    raw = parse_key(clip.key)
    return raw is not None and (raw.first, raw.last) == (clip.first, clip.last)
