"""supervisord under one stack: its configuration, and asking it over a socket."""

from __future__ import annotations

import subprocess
import xmlrpc.client
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tenacity
from supervisor.xmlrpc import SupervisorTransport

from infra.place import Place
from infra.problem import Problem
from infra.stack.folders import Folders
from infra.stack.part import Part

MARK = "CONCORD_STACK"  # set in every process of a stack to its data folder: how we know our own

_HEAD = """[supervisord]
logfile={folders.logs}/supervisor.log
logfile_maxbytes=5MB
logfile_backups=1
pidfile={folders.run}/supervisor.pid
childlogdir={folders.logs}
directory={root}
umask=077
minfds=4096

[unix_http_server]
file={folders.run}/supervisor.sock
chmod=0600

[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
"""
_PROGRAM = """
[program:{part.name}]
command={command}
environment={environment}
directory={root}
autostart=false
autorestart=true
startsecs=3
startretries=20
stopasgroup=true
killasgroup=true
stopwaitsecs={part.stop_s}
stdout_logfile={folders.logs}/{part.name}.log
stdout_logfile_maxbytes=20MB
stdout_logfile_backups=1
redirect_stderr=true
"""


@dataclass(frozen=True)
class Process:
    """What the supervisor knows of a part. `state` is its word: RUNNING, STOPPED, BACKOFF, FATAL and so on."""

    name: str
    state: str
    pid: int
    started_s: int


@dataclass(frozen=True)
class Supervisor:
    """One stack's supervisord."""

    folders: Folders
    place: Place

    def write(self, parts: list[Part], environment: Mapping[str, str]) -> None:
        """The configuration of these parts; `environment` goes to all of them."""
        text = _HEAD.format(folders=self.folders, root=_plain(str(self.place.root)))
        for part in parts:
            full = {**environment, **part.environment, MARK: str(self.folders.data)}
            text += _PROGRAM.format(
                part=part,
                folders=self.folders,
                root=_plain(str(self.place.root)),
                command=" ".join(f'"{_plain(word)}"' for word in part.command),
                environment=",".join(f'{key}="{_plain(value)}"' for key, value in full.items()),
            )
        self._config.touch(mode=0o600)
        self._config.write_text(text)

    def running(self) -> bool:
        try:
            self._call("getState")
        except (OSError, xmlrpc.client.Error):
            return False
        return True

    def launch(self) -> None:
        """Start supervisord, which leaves for the background by itself. Raises Problem."""
        command = [str(self.place.python), "-m", "supervisor.supervisord", "-c", str(self._config)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
        if done.returncode != 0:
            raise Problem(f"The supervisor did not start: {(done.stderr or done.stdout).strip()[-500:]}")
        patience = tenacity.Retrying(
            stop=tenacity.stop_after_delay(10),
            wait=tenacity.wait_fixed(0.1),
            retry=tenacity.retry_if_result(lambda up: not up),
        )
        try:
            patience(self.running)
        except tenacity.RetryError:
            raise Problem(f"The supervisor does not answer; read {self.folders.log('supervisor')}.") from None

    def reload(self) -> set[str]:
        """Take over the written configuration; a part whose settings changed is stopped and defined anew.

        Gives the names of those that had been running.
        """
        [[added, changed, removed]] = self._call("reloadConfig")
        running = {name for name, process in self.processes().items() if process.pid}
        for name in [*changed, *removed]:
            self._call("stopProcessGroup", name)
            self._call("removeProcessGroup", name)
        for name in [*added, *changed]:
            self._call("addProcessGroup", name)
        return running & set(changed)

    def processes(self) -> dict[str, Process]:
        """Every part by name."""
        return {
            info["name"]: Process(info["name"], info["statename"], info["pid"], info["now"] - info["start"])
            for info in self._call("getAllProcessInfo")
        }

    def start(self, name: str) -> None:
        self._call("startProcess", name, False)

    def stop(self, name: str) -> None:
        """Ask it to stop and return at once."""
        self._call("stopProcess", name, False)

    def shutdown(self) -> None:
        self._call("shutdown")

    @property
    def _config(self) -> Path:
        return self.folders.run / "supervisor.conf"

    def _call(self, method: str, *arguments: object) -> Any:
        transport = SupervisorTransport(None, None, f"unix://{self.folders.run}/supervisor.sock")
        with xmlrpc.client.ServerProxy("http://localhost", transport=transport) as proxy:
            return getattr(proxy.supervisor, method)(*arguments)


def _plain(text: str) -> str:
    """Text as it stands, for a file in which percent signs and quotes mean something. Raises Problem."""
    if '"' in text or "\n" in text:
        raise Problem(f"{text!r} has a quote or a line break in it, which the supervisor cannot take; change it.")
    return text.replace("%", "%%")
