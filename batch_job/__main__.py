"""`python -m batch_job`: archive, settle, reconcile, status."""

from __future__ import annotations

import sys

from confluent_kafka import KafkaException

from batch_job.commands import commands
from batch_job.problem import Problem
from contract.settings import SettingsError

if __name__ == "__main__":
    try:
        commands()
    except (Problem, SettingsError) as problem:
        sys.exit(f"concord: {problem}")
    except KafkaException as error:
        sys.exit(f"concord: Kafka does not answer ({error.args[0].str()}); start it with `python -m infra up kafka`.")
