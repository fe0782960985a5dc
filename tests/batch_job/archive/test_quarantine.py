"""What is no report reaches the quarantine, however large it is and however many come; or no offset is committed."""

from __future__ import annotations

import socket
from base64 import b64decode
from contextlib import closing
from dataclasses import replace
from hashlib import sha256

import numpy as np
import pytest
from confluent_kafka import Producer

from batch_job.archive.arrivals import Arrivals
from batch_job.archive.quarantine import MOST_BYTES, BrokerAwayError, Quarantine
from batch_job.problem import Problem
from contract.settings import Settings
from contract.topics import QUARANTINE
from tests.agreement.drained import drained
from tests.batch_job.archive.arriving import STAMP

MIB = 2**20


def test_a_message_larger_than_an_entry_may_be_is_cut_and_named(namespace: Settings) -> None:
    values = [b"\xff" * MOST_BYTES, b"\xfe" * (MOST_BYTES + 1), b"\xfd" * (4 * MIB)]
    quarantine = Quarantine(Producer({"bootstrap.servers": namespace.kafka}), namespace)
    quarantine.send(_arrivals(values), [0, 1, 2])
    quarantine.wait()

    whole, *cut = drained(namespace, QUARANTINE.name)
    assert b64decode(whole["value"]) == values[0]
    assert not {"length", "sha256"} & set(whole)
    assert [row["offset"] for row in cut] == [1, 2]
    for row, value in zip(cut, values[1:], strict=True):
        assert b64decode(row["value"]) == value[:MOST_BYTES]
        assert (row["length"], row["sha256"]) == (len(value), sha256(value).hexdigest())


def test_more_messages_than_the_producer_holds_wait_for_the_broker(namespace: Settings) -> None:
    count = 2_000
    producer = Producer({"bootstrap.servers": namespace.kafka, "queue.buffering.max.messages": 100})
    quarantine = Quarantine(producer, namespace)
    quarantine.send(_arrivals([b"\xff"] * count), list(range(count)))
    quarantine.wait()

    assert [row["offset"] for row in drained(namespace, QUARANTINE.name)] == list(range(count))


def test_an_entry_that_no_broker_took_is_never_waited_off(settings: Settings) -> None:
    with closing(socket.socket()) as bound:  # takes no connection
        bound.bind((settings.host, 0))
        away = replace(settings, port_base=bound.getsockname()[1] - 1)
        producer = Producer({"bootstrap.servers": away.kafka, "message.timeout.ms": 1_000, "log_level": 0})
        quarantine = Quarantine(producer, away)
        quarantine.send(_arrivals([b"\xff"]), [0])
        with pytest.raises(BrokerAwayError):
            quarantine.wait(0.1)
        for _ in range(2):
            with pytest.raises(Problem, match="1 entries of the quarantine are lost"):
                quarantine.wait()


def _arrivals(values: list[bytes]) -> Arrivals:
    return Arrivals("water", 0, np.arange(len(values)), np.full(len(values), STAMP), values)
