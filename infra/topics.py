"""Creates the topics of the contract and makes sure that those that exist keep its clock."""

from __future__ import annotations

from concurrent.futures import Future

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import AdminClient
from confluent_kafka.admin._config import ConfigResource
from confluent_kafka.cimpl import NewTopic

from contract.settings import Settings
from contract.topics import TOPICS
from infra.problem import Problem

_STAMP = "message.timestamp.type"


def create(settings: Settings) -> None:
    """Create what is missing in this namespace. Raises Problem where a topic has another clock or partition count."""
    client = AdminClient({"bootstrap.servers": settings.kafka})
    wanted = [
        NewTopic(settings.topic(topic.name), topic.partitions(settings), 1, config=topic.config(settings))
        for topic in TOPICS
    ]
    futures = client.create_topics(wanted, operation_timeout=30)
    there = {name for name, future in futures.items() if not _created(name, future)}
    if there:
        _check(client, settings, there)
    fresh = len(wanted) - len(there)
    if fresh:
        print(f"          {fresh} topics created", flush=True)


def _created(name: str, future: Future[None]) -> bool:
    """False where it exists already."""
    try:
        future.result()
    except KafkaException as error:
        if error.args[0].code() == KafkaError.TOPIC_ALREADY_EXISTS:
            return False
        raise Problem(f"Topic {name} cannot be created: {error.args[0].str()}.") from error
    return True


def _check(client: AdminClient, settings: Settings, there: set[str]) -> None:
    """A topic made under other settings would silently give every row another time or another home."""
    resources = [ConfigResource(ConfigResource.Type.TOPIC, name) for name in sorted(there)]
    found = {resource.name: future.result() for resource, future in client.describe_configs(resources).items()}
    partitions = {name: len(topic.partitions) for name, topic in client.list_topics(timeout=10).topics.items()}
    for topic in TOPICS:
        name = settings.topic(topic.name)
        if name not in found:
            continue
        stamp, wanted = found[name][_STAMP].value, topic.config(settings).get(_STAMP, "CreateTime")
        if stamp != wanted:
            raise Problem(f"Topic {name} has {_STAMP}={stamp}, these settings need {wanted}; choose another namespace.")
        if partitions[name] != topic.partitions(settings):
            raise Problem(
                f"Topic {name} has {partitions[name]} partitions, CONCORD_PARTITIONS asks for "
                f"{topic.partitions(settings)}; set that back or choose another namespace."
            )
