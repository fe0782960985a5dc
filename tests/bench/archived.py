"""Whether the archive holds what the broker acknowledged."""

from __future__ import annotations

from contract.master_data import RawObject, cover, parse_key
from contract.settings import Settings
from tests import report_topics
from tests.namespaces import s3


def missing(settings: Settings) -> int:
    """Reports on the three topics that lie behind the end of what the archive covers without a hole."""
    objects, behind = _objects(settings), 0
    for (topic, partition), end in report_topics.ends(settings).items():
        mine = [entry for entry in objects if (settings.topic(entry.topic), entry.partition) == (topic, partition)]
        reach = max((entry.last + 1 for entry in mine), default=0)
        cover(mine, 0, min(reach, end))
        behind += max(0, end - reach)
    return behind


def _objects(settings: Settings) -> list[RawObject]:
    folder = f"{settings.s3_prefix()}raw/"
    with s3(settings) as client:
        pages = client.get_paginator("list_objects_v2").paginate(Bucket=settings.s3_bucket, Prefix=folder)
        keys = [entry["Key"] for page in pages for entry in page.get("Contents", [])]
    return [found for key in keys if (found := parse_key(key))]
