"""The broker: one node that is its own controller."""

from __future__ import annotations

import base64
import uuid
from pathlib import Path

from contract.settings import Settings
from infra.place import Place
from infra.setup.command import run
from infra.stack.folders import Folders
from infra.stack.jvm import MODEST_G1
from infra.stack.part import NotAnswering, Part

_PROPERTIES = """process.roles=broker,controller
node.id=1
controller.quorum.bootstrap.servers={controller}
listeners=PLAINTEXT://{broker},CONTROLLER://{controller}
advertised.listeners=PLAINTEXT://{broker},CONTROLLER://{controller}
controller.listener.names=CONTROLLER
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs={data}
auto.create.topics.enable=false
message.max.bytes=4194304
replica.fetch.max.bytes=4194304
offsets.topic.replication.factor=1
offsets.topic.num.partitions=8
offsets.retention.minutes=525600
transaction.state.log.replication.factor=1
transaction.state.log.num.partitions=4
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.num.partitions=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
num.network.threads=2
num.io.threads=4
"""
_LOGGING = """status=error
rootLogger.level=WARN
rootLogger.appenderRef.out.ref=out
logger.server.name=kafka.server.KafkaServer
logger.server.level=INFO
appender.out.type=Console
appender.out.name=out
appender.out.layout.type=PatternLayout
appender.out.layout.pattern=%d %p %m (%c)%n
"""


def kafka(settings: Settings, place: Place, folders: Folders) -> Part:
    """The broker on port base +1, its controller on +6."""
    properties, logging = folders.run / "kafka.properties", folders.run / "kafka-log4j2.properties"
    options = ("-Xms128m", "-Xmx512m", *MODEST_G1, f"-Dlog4j2.configurationFile={logging}")
    java = (str(place.java), *options, "-cp", f"{place.jars('kafka')}/*")
    controller_port = settings.port_base + 6

    def prepare() -> None:
        data = folders.of("kafka")
        controller = f"{settings.host}:{controller_port}"
        properties.write_text(_PROPERTIES.format(broker=settings.kafka, controller=controller, data=data))
        logging.write_text(_LOGGING)
        if not (data / "meta.properties").exists():
            _format(java, properties)

    return Part(
        name="kafka",
        command=(*java, "kafka.Kafka", str(properties)),
        ask=lambda: _ask(settings.kafka),
        ports=(settings.port_base + 1, controller_port),
        prepare=prepare,
        stop_s=30,
    )


def _format(java: tuple[str, ...], properties: Path) -> None:
    # The tool has a form of its own for ids; a leading dash would be read as an option.
    cluster = "c" + base64.urlsafe_b64encode(uuid.uuid4().bytes).decode()[1:22]
    command = [*java, "kafka.tools.StorageTool", "format", "--standalone", "-t", cluster, "-c", str(properties)]
    run("Formatting Kafka's storage", command)


def _ask(bootstrap: str) -> str:
    from confluent_kafka import KafkaException
    from confluent_kafka.admin import AdminClient

    client = AdminClient({"bootstrap.servers": bootstrap, "log_level": 0})
    try:
        metadata = client.list_topics(timeout=2)
    except KafkaException as error:
        raise NotAnswering(str(error.args[0])) from error
    return f"{len(metadata.topics)} topics"
