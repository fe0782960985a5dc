"""What Spark wraps its tasks' errors in is told as those errors."""

from __future__ import annotations

import errno

from batch_job.nightly.spark.trouble import plain
from batch_job.problem import Problem
from batch_job.store import StoreAwayError

TASK = """Job aborted due to stage failure: Task 3 in stage 0.0 failed 4 times
Traceback (most recent call last):
  File "batch_job/store.py", line 52, in _away
batch_job.store.StoreAwayError: S3 does not answer: Could not connect to the endpoint URL
\tat org.apache.spark.api.python.BasePythonRunner"""
S3A = """An error occurred while calling o55.parquet.
: java.net.ConnectException: Call From here
Caused by: software.amazon.awssdk.core.exception.SdkClientException: Unable to execute HTTP request: Connection refused
"""
MYSQL = """Traceback (most recent call last):
  File "batch_job/nightly/inputs/history.py", line 57, in _published
sqlalchemy.exc.OperationalError: (pymysql.err.OperationalError) (2003, "Can't connect to MySQL server")
(Background on this error at: an address)"""
FULL = "Caused by: java.io.IOException: No space left on device"


def test_s3_away_is_told_as_such() -> None:
    for said, word in ((TASK, "does not answer: Could not connect"), (S3A, "Connection refused")):
        found = plain(said)
        assert isinstance(found, StoreAwayError)
        assert word in str(found)
        assert "\n" not in str(found)


def test_mysql_away_is_told_as_such() -> None:
    found = plain(MYSQL)
    assert isinstance(found, Problem)
    assert '(2003, "Can\'t connect to MySQL server"); start it' in str(found)


def test_a_full_disk_is_told_as_such() -> None:
    found = plain(FULL)
    assert isinstance(found, OSError)
    assert found.errno == errno.ENOSPC


def test_a_spark_that_does_not_start_is_told_as_such() -> None:
    assert isinstance(
        plain("[JAVA_GATEWAY_EXITED] Java gateway process exited before sending its port number."), Problem
    )


def test_what_is_a_fault_of_ours_stays_what_it_is() -> None:
    assert plain("KeyError: 'user_id'\n\tat org.apache.spark") is None
