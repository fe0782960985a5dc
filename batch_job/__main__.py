"""`python -m batch_job`: archive, settle, reconcile, baselines, status."""

from __future__ import annotations

import sys

from confluent_kafka import KafkaException
from redis import RedisError
from sqlalchemy.exc import OperationalError, ProgrammingError

from batch_job.archive.put import ConflictError
from batch_job.archive.quarantine import BrokerAwayError
from batch_job.commands import commands
from batch_job.nightly.publishing.audit_days import AuditError
from batch_job.nightly.spark.trouble import NO_ROOM
from batch_job.problem import Problem
from batch_job.store import StoreAwayError
from contract.master_data import HoleError
from contract.settings import SettingsError

FULL = (3, 1021, 1114)  # its words for a disk, or a table, that takes no more
NO_SCHEMA = (1044, 1049)  # MySQL's words for a schema that is not there, or not for us

if __name__ == "__main__":
    try:
        commands()
    except (Problem, SettingsError, HoleError, ConflictError) as problem:
        sys.exit(f"concord: {problem}")
    except AuditError as error:
        sys.exit(f"concord: Nothing of this run is published: {error}.")
    except StoreAwayError as error:
        sys.exit(f"concord: {error}; start S3 with `python -m infra up s3proxy`, then try again.")
    except BrokerAwayError as error:
        sys.exit(f"concord: Kafka does not answer ({error}); start it with `python -m infra up kafka`.")
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        where = error.filename or "a disk that it works on (TMPDIR, SPARK_LOCAL_DIRS)"
        sys.exit(f"concord: No room is left at {where}; make some, then run the same command again.")
    except RedisError as error:
        sys.exit(f"concord: Redis does not answer ({error}); start it with `python -m infra up redis`, then try again.")
    except KafkaException as error:
        sys.exit(f"concord: Kafka does not answer ({error.args[0].str()}); start it with `python -m infra up kafka`.")
    except (OperationalError, ProgrammingError) as error:
        number = error.orig.args[0] if error.orig and error.orig.args else 0
        if isinstance(error, ProgrammingError) or number in NO_SCHEMA:
            sys.exit(f"concord: MySQL lacks this namespace's tables ({error.orig}); run `python -m infra migrate`.")
        if number in FULL:
            sys.exit(f"concord: MySQL has no room ({error.orig}); make some, then run the same command again.")
        sys.exit(f"concord: MySQL does not answer ({error.orig}); start it with `python -m infra up mariadb`.")
