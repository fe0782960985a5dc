"""`make score`: how well anomalies are found, on seeds that nobody tuned anything with, and the coming day foretold.

`python -m tests.score --tuning` measures those that may be looked at while changing detectors, and writes nothing;
`--forecasts` measures forecasts alone.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

from tests.score import forecast_gates
from tests.score.gates import missed
from tests.score.report import show, write
from tests.score.scoring import run
from tests.score.seeds import GATE, TUNING


def main(arguments: Sequence[str]) -> int:
    """Exit code 1 if a gate is not reached, 2 for an option that is none."""
    if len(arguments) > 1 or set(arguments) - {"--tuning", "--forecasts"}:
        words = "--tuning, for the seeds to tune with, and --forecasts, for forecasts alone"
        print(f"`python -m tests.score` knows one of {words}.", file=sys.stderr)
        return 2
    if "--forecasts" in arguments:
        return forecast_gates.judge()
    started = time.monotonic()
    result = run(TUNING if arguments else GATE)
    show(result)
    if not arguments:
        write(result, "make score", time.monotonic() - started)
    if phrases := missed(result):
        print(f"Anomalies are not found well enough: {'; '.join(phrases)}.", file=sys.stderr)
    code = 1 if phrases else 0
    return code if arguments else max(code, forecast_gates.judge())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
