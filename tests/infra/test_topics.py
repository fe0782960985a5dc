"""Topics that exist must keep the clock and the partitions the settings ask for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contract.settings import Settings
from infra import topics
from infra.problem import Problem


def test_another_clock_or_partition_count_is_refused(namespace: Settings) -> None:
    topics.create(namespace)
    with pytest.raises(Problem, match=r"electricity has message.timestamp.type=CreateTime.*need LogAppendTime"):
        topics.create(replace(namespace, clock="broker"))
    with pytest.raises(Problem, match=r"electricity has 4 partitions, CONCORD_PARTITIONS asks for 8"):
        topics.create(replace(namespace, partitions=8))
