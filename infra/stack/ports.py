"""Ports that somebody else holds, found before a server stumbles over them."""

from __future__ import annotations

import socket

import psutil

from infra.problem import Problem
from infra.stack.part import Part


def check(part: Part, host: str) -> None:
    """Raises Problem naming the taken port and its holder."""
    for port in part.ports:
        if _taken(host, port):
            raise Problem(
                f"Port {port}, which {part.name} needs, is taken by {_holder(port)}; stop that, "
                f"or set CONCORD_PORT_BASE to the first of eight free ports."
            )


def _taken(host: str, port: int) -> bool:
    with socket.socket() as probe:
        # Without this, the remains of connections just closed would count as taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def _holder(port: int) -> str:
    for connection in psutil.net_connections("tcp"):
        if connection.status == psutil.CONN_LISTEN and connection.laddr and connection.laddr.port == port:
            return f"process {connection.pid} ({_name(connection.pid)})" if connection.pid else "another user's process"
    return "a process that cannot be seen"


def _name(pid: int) -> str:
    try:
        return psutil.Process(pid).name()
    except psutil.NoSuchProcess:
        return "just ended"
