"""Whether the archive holds what the broker acknowledged."""

from __future__ import annotations

import boto3
from confluent_kafka import Consumer, TopicPartition

from contract.master_data import RawObject, cover, parse_key
from contract.settings import Settings
from contract.utilities import UTILITIES


def missing(settings: Settings) -> int:
    """Reports on the three topics that lie behind the end of what the archive covers without a hole."""
    objects = _objects(settings)
    consumer = Consumer({"bootstrap.servers": settings.kafka, "group.id": "bench"})
    behind = 0
    for utility in UTILITIES:
        for number in range(settings.partitions):
            place = TopicPartition(settings.topic(utility.name), number)
            end = consumer.get_watermark_offsets(place, timeout=10)[1]
            mine = [entry for entry in objects if (entry.topic, entry.partition) == (utility.name, number)]
            reach = max((entry.last + 1 for entry in mine), default=0)
            cover(mine, 0, min(reach, end))
            behind += max(0, end - reach)
    consumer.close()
    return behind


def _objects(settings: Settings) -> list[RawObject]:
    client = boto3.client(
        "s3",
        endpoint_url=settings.s3_endpoint,
        aws_access_key_id=settings.s3_access_key,
        aws_secret_access_key=settings.s3_secret_key,
        region_name="us-east-1",
    )
    folder = f"{settings.s3_prefix()}raw/"
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=settings.s3_bucket, Prefix=folder)
    keys = [entry["Key"] for page in pages for entry in page.get("Contents", [])]
    return [found for key in keys if (found := parse_key(key))]
