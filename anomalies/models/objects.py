"""This namespace's objects on S3, as training and loading need them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from contract.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

QUICKLY = Config(
    connect_timeout=3,
    read_timeout=30,
    retries={"max_attempts": 1},
    s3={"addressing_style": "path"},
    # S3Proxy knows no trailing checksums
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)


class StoreAwayError(ConnectionError):
    """S3 did not take a request, or refused it."""


class Objects:
    """Keys are without the namespace's prefix. Every method raises StoreAwayError while S3 does not answer."""

    def __init__(self, settings: Settings) -> None:
        self._bucket, self._prefix = settings.s3_bucket, settings.s3_prefix()
        self._s3: S3Client = boto3.client(
            "s3",
            endpoint_url=settings.s3_endpoint,
            region_name="us-east-1",
            aws_access_key_id=settings.s3_access_key,
            aws_secret_access_key=settings.s3_secret_key,
            config=QUICKLY,
        )

    def put_new(self, key: str, body: bytes) -> None:
        """Raises StoreAwayError too if the key is there: what was put never changes."""
        try:
            self._s3.put_object(Bucket=self._bucket, Key=self._prefix + key, Body=body, IfNoneMatch="*")
        except (BotoCoreError, ClientError) as error:
            raise StoreAwayError(f"S3 did not take {key}: {error}") from error

    def get(self, key: str) -> bytes:
        try:
            return self._s3.get_object(Bucket=self._bucket, Key=self._prefix + key)["Body"].read()
        except (BotoCoreError, ClientError) as error:
            raise StoreAwayError(f"S3 did not give {key}: {error}") from error

    def list(self, folder: str) -> Iterator[str]:
        """The keys under `folder`, in order."""
        pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=self._prefix + folder)
        try:
            for page in pages:
                for entry in page.get("Contents", ()):
                    yield entry["Key"].removeprefix(self._prefix)
        except (BotoCoreError, ClientError) as error:
            raise StoreAwayError(f"S3 did not list {folder}: {error}") from error

    def close(self) -> None:
        self._s3.close()
