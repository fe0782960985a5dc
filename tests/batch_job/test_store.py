"""Objects on the real S3 server: large ones are taken, damaged ones are not."""

from __future__ import annotations

from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from hashlib import md5
from random import Random

import pytest
from botocore.exceptions import ClientError

from batch_job.store import client, open_store
from contract.settings import Settings

LARGE = 60_000_000  # a partition's settled days of a million service points


def test_two_large_objects_at_once_are_taken_whole(namespace: Settings) -> None:
    store, body = open_store(namespace), Random(7).randbytes(LARGE)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda key: store.put(key, body), ("large/1", "large/2")))

    assert all(store.get(key) == body for key in ("large/1", "large/2"))
    assert store.delete("large/") == 2


def test_a_body_that_is_not_what_was_sent_is_refused(namespace: Settings) -> None:
    other = b64encode(md5(b"sent", usedforsecurity=False).digest()).decode()

    with pytest.raises(ClientError, match="BadDigest"):
        client(namespace).put_object(Bucket=namespace.s3_bucket, Key="damaged", Body=b"came", ContentMD5=other)


def test_folder_by_folder_the_same_objects_come(namespace: Settings) -> None:
    store = open_store(namespace)
    keys = [f"raw/water/2026-03-{day}T05/water-{number}" for day in (10, 11, 13) for number in range(3)]
    for key in (*keys, "raw/gas/2026-03-10T05/gas-0"):
        store.put(key, key.encode())

    assert [key for key, _, _ in store.walk("raw/water/")] == keys
    for after in ("raw/water/2026-03-11T00", "raw/water/2026-03-12", keys[4], keys[5], keys[-1]):
        assert list(store.walk("raw/water/", after)) == list(store.list("raw/water/", after))
    assert list(store.walk("raw/export/")) == []
