"""`make score`: how well anomalies are found, on seeds that nobody tuned anything with.

`python -m tests.score --tuning` measures those that may be looked at while changing detectors, and writes nothing.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

from tests.score.gates import missed
from tests.score.report import show, write
from tests.score.scoring import run
from tests.score.seeds import GATE, TUNING


def main(arguments: Sequence[str]) -> int:
    """Exit code 1 if a gate is not reached, 2 for an option that is none."""
    if set(arguments) - {"--tuning"}:
        print("`python -m tests.score` knows only --tuning, for the seeds to tune with.", file=sys.stderr)
        return 2
    started = time.monotonic()
    result = run(TUNING if arguments else GATE)
    show(result)
    if not arguments:
        write(result, "make score", time.monotonic() - started)
    if phrases := missed(result):
        print(f"Anomalies are not found well enough: {'; '.join(phrases)}.", file=sys.stderr)
    return 1 if phrases else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
