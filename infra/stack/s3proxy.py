"""S3Proxy: the S3 interface over a folder, and the bucket in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contract.settings import Settings
from infra.place import Place
from infra.stack.folders import Folders
from infra.stack.part import NotAnswering, Part

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_CONFIG = """s3proxy.endpoint={endpoint}
s3proxy.authorization=aws-v2-or-v4
s3proxy.identity={access_key}
s3proxy.credential={secret_key}
jclouds.provider=filesystem-nio2
jclouds.filesystem.basedir={data}
"""
_LOGGING = """<configuration>
  <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
    <encoder><pattern>%d %-5level %logger{20} %msg%n</pattern></encoder>
  </appender>
  <root level="WARN"><appender-ref ref="out"/></root>
</configuration>
"""


def s3proxy(settings: Settings, place: Place, folders: Folders) -> Part:
    """S3 on port base +4."""
    config, logging = folders.run / "s3proxy.conf", folders.run / "s3proxy-logback.xml"
    java = (str(place.java), "-Xmx128m", "-XX:+UseSerialGC", f"-Dlogback.configurationFile={logging}")

    def prepare() -> None:
        folders.of("s3").mkdir(exist_ok=True)
        logging.write_text(_LOGGING)
        config.touch(mode=0o600)
        config.write_text(
            _CONFIG.format(
                endpoint=settings.s3_endpoint,
                access_key=settings.s3_access_key,
                secret_key=settings.s3_secret_key,
                data=folders.of("s3"),
            )
        )

    return Part(
        name="s3proxy",
        command=(*java, "-cp", f"{place.jars('s3')}/*", "org.gaul.s3proxy.Main", "--properties", str(config)),
        ask=lambda: _ask(settings),
        ports=(settings.port_base + 4,),
        prepare=prepare,
    )


def make_bucket(settings: Settings) -> None:
    """Create the bucket unless it is there."""
    client = _client(settings, attempts=5)
    if settings.s3_bucket not in _buckets(client):
        client.create_bucket(Bucket=settings.s3_bucket)


def _ask(settings: Settings) -> str:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        buckets = _buckets(_client(settings, attempts=1))
    except (BotoCoreError, ClientError) as error:
        raise NotAnswering(str(error)) from error
    return f"bucket {settings.s3_bucket}" if settings.s3_bucket in buckets else "no bucket yet"


def _buckets(client: S3Client) -> list[str]:
    return [bucket["Name"] for bucket in client.list_buckets()["Buckets"]]


def _client(settings: Settings, attempts: int) -> S3Client:
    import boto3
    from botocore.config import Config

    return boto3.client(
        "s3",
        endpoint_url=settings.s3_endpoint,
        aws_access_key_id=settings.s3_access_key,
        aws_secret_access_key=settings.s3_secret_key,
        region_name="us-east-1",
        config=Config(
            connect_timeout=2, read_timeout=5, retries={"total_max_attempts": attempts}, s3={"addressing_style": "path"}
        ),
    )
