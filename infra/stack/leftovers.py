"""Processes of a stack that outlived their supervisor, known by the mark in their environment."""

from __future__ import annotations

import os

import psutil

from infra.stack.folders import Folders
from infra.stack.supervisor import MARK


def find(folders: Folders) -> list[psutil.Process]:
    """Every process of ours that carries this stack's mark, but for this one and those that called it."""
    mine = {os.getpid(), *(parent.pid for parent in psutil.Process().parents())}
    return [process for process in psutil.process_iter() if process.pid not in mine and _carries(process, folders)]


def end(processes: list[psutil.Process], patience_s: float = 30) -> None:
    """Ask them to end, and after `patience_s` no longer ask. A number used anew by another process is left alone."""
    for process in processes:
        _signal(process, kill=False)
    _, stubborn = psutil.wait_procs(processes, timeout=patience_s)
    for process in stubborn:
        _signal(process, kill=True)
    psutil.wait_procs(stubborn, timeout=5)


def _signal(process: psutil.Process, kill: bool) -> None:
    try:
        # psutil compares the creation time first, so a recycled pid is never hit.
        if kill:
            process.kill()
        else:
            process.terminate()
    except psutil.NoSuchProcess:
        return


def _carries(process: psutil.Process, folders: Folders) -> bool:
    try:
        return process.uids().real == os.getuid() and process.environ().get(MARK) == str(folders.data)
    except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
        return False
