"""What forecasts of the region have to reach, and the page that says whether they do."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from rich.console import Console

from batch_job.forecasts.model import Effort
from tests.score.region import DAYS, FILE, Score, foretold, region, score, with_future_shuffled

BELOW_NAIVE = 0.25
BAND = (0.77, 0.83)
SEEDS = (1, 2, 3)  # of the draws that training makes: the gate is not the luck of one
PAGE = Path(__file__).parent / "FORECASTS.md"


def missed(found: Score) -> list[str]:
    """A phrase for each gate that was not reached."""
    return list(_missed(found))


def _missed(found: Score) -> Iterator[str]:
    low, high = BAND
    if not found.below >= BELOW_NAIVE:
        yield f"MASE is {found.below:.1%} below the weekly naive forecast's, wanted are {BELOW_NAIVE:.0%}"
    if not low <= found.measured.coverage <= high:
        yield f"the band covers {found.measured.coverage:.1%}, wanted are {low:.0%} to {high:.0%}"


def judge() -> int:
    """Measures, writes the page and gives the exit code."""
    console = Console(highlight=False)
    if not FILE.exists():
        console.print(f"Forecasts are not scored: {FILE.name} is not in ../shared/data.")
        return 0
    begun, own = time.monotonic(), region()
    forecasts = {seed: foretold(own, DAYS, Effort(seed=seed)) for seed in SEEDS}
    scores = {seed: score(own, found) for seed, found in forecasts.items()}
    blind = foretold(with_future_shuffled(own, DAYS // 2), DAYS, Effort(seed=SEEDS[0]))
    known = slice(0, DAYS // 2 + 1)  # the day that the shuffling begins with is still foretold from what was before
    same = all(
        np.array_equal(getattr(blind, name)[known], getattr(forecasts[SEEDS[0]], name)[known], equal_nan=True)
        for name in ("low", "middle", "high")
    )
    phrases = [f"seed {seed}: {phrase}" for seed, found in scores.items() for phrase in missed(found)]
    phrases += [] if same else ["shuffling the future changes what was foretold before it"]
    lines = page(scores, same, phrases, time.monotonic() - begun)
    PAGE.write_text("\n".join(lines) + "\n")
    for line in lines:
        console.print(line, soft_wrap=True)
    return 1 if phrases else 0


def page(scores: dict[int, Score], same: bool, phrases: list[str], seconds: float) -> list[str]:
    """FORECASTS.md."""
    [first, *_] = scores.values()
    return [
        "# How well the coming day is foretold",
        "",
        f"Half-hourly load of Victoria, {first.days} local days from {first.first}; each day is foretold at its",
        "midnight from the loads before it and the calendar, without weather. Constants were chosen on earlier days.",
        "",
        "| seed | MASE | weekly naive MASE | below it | P10 to P90 covers | mean pinball loss, MW |",
        "|---|---:|---:|---:|---:|---:|",
        *(
            f"| {seed} | {found.mase:.3f} | {found.naive:.3f} | {found.below:.1%} | {found.measured.coverage:.1%} "
            f"| {found.measured.pinball / found.measured.slots:.1f} |"
            for seed, found in scores.items()
        ),
        f"| wanted | | | {BELOW_NAIVE:.0%} | {BAND[0]:.0%} to {BAND[1]:.0%} | |",
        "",
        f"- Shuffling the future changes {'nothing' if same else 'forecasts'}.",
        f"- `make score`, {seconds:.0f} s.",
        *(f"- Not reached: {phrase}." for phrase in phrases),
    ]
