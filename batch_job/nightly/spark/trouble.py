"""What Spark failed with, told as the error that its tasks met: S3 or MySQL is away, or a disk has no room."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

from batch_job.problem import Problem
from batch_job.store import StoreAwayError

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
FULL = re.compile("|".join(re.escape(os.strerror(number)) for number in NO_ROOM))
OF_A_TASK = re.compile(r"StoreAwayError: (.+)")
OF_MYSQL = re.compile(r"sqlalchemy\.exc\.OperationalError: (?:\(pymysql\S+\) )?(.+)")
NO_START = "JAVA_GATEWAY_EXITED"
OF_S3A = re.compile(r"(?:fs\.s3a|awssdk)\.\S*(?:Exception|Error): (.+)")


@contextmanager
def plainly() -> Iterator[None]:
    """Raises StoreAwayError, OSError or Problem in the place of what Spark wraps them in; all else as it is."""
    from py4j.protocol import Py4JError  # type: ignore[import-untyped]
    from pyspark.errors import PySparkException

    try:
        yield
    except (Py4JError, PySparkException) as error:
        told = plain(str(error))
        if told is None:
            raise
        raise told from error


def plain(said: str) -> Exception | None:
    """The error in what Spark said; None if it is none of those that may come to a sound program."""
    if FULL.search(said):
        return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    for pattern in (OF_A_TASK, OF_S3A):
        if found := pattern.search(said):
            return StoreAwayError(found[1].strip().rstrip("."))
    if found := OF_MYSQL.search(said):
        return Problem(f"MySQL does not answer {found[1].strip()}; start it with `python -m infra up mariadb`.")
    if NO_START in said:
        return Problem("Spark did not start; make room in memory and on the disk, then run the same command again.")
    return None
