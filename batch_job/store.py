"""This namespace's objects on S3."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import md5
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError

from contract.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

QUICKLY = Config(
    connect_timeout=3,
    read_timeout=30,
    retries={"max_attempts": 1},
    # a signed body would have to be held whole by the server before it may take it; its Content-MD5 guards it instead
    s3={"addressing_style": "path", "payload_signing_enabled": False},
    # S3Proxy knows no trailing checksums
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)


class StoreAwayError(ConnectionError):
    """S3 did not take a request; it may do so later."""


class TakenError(ValueError):
    """An object of this name is there already."""


def client(settings: Settings) -> S3Client:
    """The S3 client of this stack."""
    return boto3.client(
        "s3",
        endpoint_url=settings.s3_endpoint,
        region_name="us-east-1",
        aws_access_key_id=settings.s3_access_key,
        aws_secret_access_key=settings.s3_secret_key,
        config=QUICKLY,
    )


@contextmanager
def _away() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if error.response["Error"]["Code"] in ("PreconditionFailed", "412"):
            raise TakenError(str(error)) from error
        raise StoreAwayError(f"S3 refused a request: {error}") from error
    except (BotoCoreError, HTTPClientError) as error:
        raise StoreAwayError(f"S3 does not answer: {error}") from error


class Store:
    """Keys are without the namespace's prefix. Every method raises StoreAwayError while S3 does not answer."""

    def __init__(self, s3: S3Client, bucket: str, prefix: str) -> None:
        self._s3 = s3
        self._bucket = bucket
        self._prefix = prefix

    def put_new(self, key: str, body: bytes) -> None:
        """Raises TakenError if the key is there already."""
        with _away():
            self._s3.put_object(
                Bucket=self._bucket, Key=self._prefix + key, Body=body, ContentMD5=_md5(body), IfNoneMatch="*"
            )

    def put(self, key: str, body: bytes) -> None:
        """Puts an object, over an earlier try's."""
        with _away():
            self._s3.put_object(Bucket=self._bucket, Key=self._prefix + key, Body=body, ContentMD5=_md5(body))

    def get(self, key: str) -> bytes:
        with _away():
            return self._s3.get_object(Bucket=self._bucket, Key=self._prefix + key)["Body"].read()

    def list(self, folder: str, after: str = "") -> Iterator[tuple[str, int, str]]:
        """Key, size and entity tag of the objects under `folder` whose key is greater than `after`, in key order."""
        pages = self._s3.get_paginator("list_objects_v2")
        prefix = self._prefix + folder
        with _away():
            for page in pages.paginate(Bucket=self._bucket, Prefix=prefix, StartAfter=self._prefix + after):
                for entry in page.get("Contents", ()):
                    yield entry["Key"].removeprefix(self._prefix), entry["Size"], entry["ETag"].strip('"')

    def walk(self, folder: str, after: str = "") -> Iterator[tuple[str, int, str]]:
        """The same of objects that lie in folders right under `folder`, one of these after the other.

        S3 itself would take fewer requests; a server that keeps files reads all that lies below a prefix for each page
        of a thousand, which of tens of thousands takes minutes.
        """
        for inner in self._folders(folder):
            if inner > after or after.startswith(inner):
                yield from self.list(inner, after)

    def _folders(self, folder: str) -> Iterator[str]:
        pages = self._s3.get_paginator("list_objects_v2")
        with _away():
            for page in pages.paginate(Bucket=self._bucket, Prefix=self._prefix + folder, Delimiter="/"):
                for entry in page.get("CommonPrefixes", ()):
                    yield entry["Prefix"].removeprefix(self._prefix)

    def remove(self, key: str) -> None:
        """Deletes one object (of raw data only what another one holds whole)."""
        with _away():
            self._s3.delete_object(Bucket=self._bucket, Key=self._prefix + key)

    def delete(self, folder: str) -> int:
        """Deletes everything under `folder` (results of failed runs; never raw data). Gives the number of objects."""
        keys = [key for key, _, _ in self.list(folder)]
        for key in keys:
            with _away():
                self._s3.delete_object(Bucket=self._bucket, Key=self._prefix + key)
        return len(keys)


def _md5(body: bytes) -> str:
    return b64encode(md5(body, usedforsecurity=False).digest()).decode()


def open_store(settings: Settings) -> Store:
    """The store of this namespace."""
    return Store(client(settings), settings.s3_bucket, settings.s3_prefix())
