"""What servers need before our processes can use them: topics, the bucket, the tables."""

from __future__ import annotations

from contract.settings import Settings
from infra.place import Place


def furnish(settings: Settings, place: Place, servers: set[str]) -> None:
    """Only in the servers named, which must be up. Doing it again changes nothing. Raises Problem."""
    from infra import migrate, topics
    from infra.stack import s3proxy

    if "kafka" in servers:
        topics.create(settings)
    if "s3proxy" in servers:
        s3proxy.make_bucket(settings)
    if "mariadb" in servers:
        migrate.upgrade(settings, place)
