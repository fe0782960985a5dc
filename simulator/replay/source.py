"""A CSV file, from a folder or from S3, as text: nothing is guessed about its columns."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import pandas as pd

from contract.settings import Settings
from simulator.replay.problem import ReplayError

S3 = "s3://"


def read_columns(settings: Settings, address: str, separator: str, columns: Sequence[str]) -> pd.DataFrame:
    """The named columns of a CSV file (`.gz` too) as stripped text, "" where a row ends early. Raises ReplayError."""
    if len(separator) != 1:
        raise ReplayError(f"The separator is one character, not {separator!r}; write e.g. --separator ';'.")
    table = _read(settings, address, separator)
    if missing := [column for column in columns if column not in table.columns]:
        there = ", ".join(map(str, table.columns))
        raise ReplayError(f"{address} has no column {', '.join(missing)}; it has {there} (separated by {separator!r}).")
    if table.empty:
        raise ReplayError(f"{address} has a header and no rows; choose another file.")
    return pd.DataFrame({column: table[column].fillna("").str.strip() for column in columns})


def _read(settings: Settings, address: str, separator: str) -> pd.DataFrame:
    packed = "gzip" if address.endswith(".gz") else None
    try:
        with _open(settings, address) as file:
            return pd.read_csv(
                file,
                sep=separator,
                dtype=str,
                keep_default_na=False,
                index_col=False,
                compression=packed,  # type: ignore[arg-type]
                encoding="utf-8-sig",
            )
    except FileNotFoundError:
        raise ReplayError(f"There is no file {address}; give the path of a CSV file, or s3://BUCKET/KEY.") from None
    except (ValueError, OSError, EOFError, zlib.error) as error:  # pandas' own errors are ValueErrors
        if isinstance(error, ReplayError):
            raise
        raise ReplayError(f"{address} cannot be read as CSV ({error}); check the file and --separator.") from None


def _open(settings: Settings, address: str) -> BinaryIO:
    return _from_s3(settings, address) if address.startswith(S3) else Path(address).open("rb")


def _from_s3(settings: Settings, address: str) -> BinaryIO:
    import boto3
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, ClientError

    bucket, _, key = address.removeprefix(S3).partition("/")
    client = boto3.client(
        "s3",
        endpoint_url=settings.s3_endpoint,
        aws_access_key_id=settings.s3_access_key,
        aws_secret_access_key=settings.s3_secret_key,
        region_name="us-east-1",
        config=Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 2}),
    )
    try:
        return BytesIO(client.get_object(Bucket=bucket, Key=key)["Body"].read())
    except (BotoCoreError, ClientError) as error:
        raise ReplayError(f"{address} cannot be fetched from {settings.s3_endpoint} ({error}); check both.") from None
    finally:
        client.close()
