"""How far a sender is: a bar on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

LINE_EVERY_S = 10.0


class SendingProgress:
    """Counts readings; `total` is None where there is no end, and forgotten when passed. A context manager."""

    def __init__(self, label: str, total: int | None, console: Console | None = None) -> None:
        self._console = console or Console(stderr=True)
        self._label, self._total, self.readings, self._stamp = label, total, 0, 0
        self._start = self._shown = time.monotonic()
        columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[words]}"))
        self._bar = Progress(
            *columns, TimeElapsedColumn(), console=self._console, disable=not self._console.is_terminal
        )
        self._task: TaskID = self._bar.add_task(label, total=total, words="")

    def __enter__(self) -> SendingProgress:
        self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._bar.stop()
        if kind is None and not self._console.is_terminal:
            self._line()

    def add(self, readings: int, stamp: int) -> None:
        """So many readings more, up to the simulated instant `stamp` (UTC ms)."""
        self.readings, self._stamp = self.readings + readings, stamp
        if self._total and self.readings > self._total:
            self._total = None
        if self._console.is_terminal:
            self._bar.update(self._task, completed=self.readings, total=self._total, words=self._words())
        elif time.monotonic() - self._shown > LINE_EVERY_S:
            self._line()

    def _line(self) -> None:
        self._shown = time.monotonic()
        share = f" ({self.readings * 100 // self._total} %)" if self._total else ""
        self._console.print(f"{self._label}: {self._words()}{share}", highlight=False, soft_wrap=True)

    def _words(self) -> str:
        seconds = max(time.monotonic() - self._start, 1e-3)
        then = datetime.fromtimestamp(self._stamp / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S")
        return f"{self.readings:,} readings, {self.readings / seconds:,.0f}/s, up to {then} UTC"
