"""Makes and removes a namespace: its topics, its MySQL schema, its keys in Redis and S3."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import boto3
from botocore.config import Config
from confluent_kafka.admin import AdminClient
from redis import Redis
from sqlalchemy import create_engine, text

from contract.settings import Settings
from contract.topics import TOPICS
from infra import migrate, topics
from infra.place import Place


@contextmanager
def fresh(settings: Settings) -> Iterator[Settings]:
    """Settings with a namespace of its own: topics and schema made, and everything removed at the end."""
    own = replace(settings, namespace=f"t{uuid.uuid4().hex[:8]}", clock="producer")
    create(own)
    yield own
    remove(own)


def create(settings: Settings) -> None:
    """Topics and migrated schema of a namespace."""
    topics.create(settings)
    migrate.upgrade(settings, Place())


def remove(settings: Settings) -> None:
    """Everything the namespace left anywhere; what other namespaces hold stays."""
    kafka = AdminClient({"bootstrap.servers": settings.kafka})
    for future in kafka.delete_topics([settings.topic(topic.name) for topic in TOPICS]).values():
        future.result(30)
    _empty_redis(settings)
    _empty_s3(settings)
    engine = create_engine(settings.mysql_url)
    with engine.begin() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS `{settings.mysql_schema}`"))
    engine.dispose()


def _empty_redis(settings: Settings) -> None:
    with Redis(host=settings.host, port=settings.redis_port) as redis:
        keys = list(redis.scan_iter(match=settings.redis_prefix() + b"*", count=5000))
        for start in range(0, len(keys), 5000):
            redis.delete(*keys[start : start + 5000])


def _empty_s3(settings: Settings) -> None:
    with s3(settings) as client:
        pages = client.get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=settings.s3_bucket, Prefix=settings.s3_prefix()):
            for entry in page.get("Contents", []):
                client.delete_object(Bucket=settings.s3_bucket, Key=entry["Key"])


@contextmanager
def s3(settings: Settings) -> Iterator[Any]:
    """A client of the stack's S3 server."""
    client = boto3.client(
        "s3",
        endpoint_url=settings.s3_endpoint,
        aws_access_key_id=settings.s3_access_key,
        aws_secret_access_key=settings.s3_secret_key,
        region_name="us-east-1",
        config=Config(s3={"addressing_style": "path"}),
    )
    try:
        yield client
    finally:
        client.close()
