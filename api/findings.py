"""From a settled day to the quality of its intervals, and to findings over stretches of them; pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from api.finding_words import EVEN, LINE, MISSING, words
from api.models.quality import Finding, How, IntervalQuality, QualityCounts
from contract.rules import EDITING, Rule, bit, quality, rules_in
from contract.usage import Basis
from contract.windows import INTERVAL_MS

WHOLE_DAY = (Rule.HIGH, Rule.LOW, Rule.MULTIPLIER)
SHAPES: dict[Rule, How] = {
    Rule.CORRECTED: "correction",
    Rule.CATCH_UP: "catch_up",
    Rule.LIKE_DAY: "usual",
    Rule.TEMPERATURE: "temperature",
}


@dataclass(frozen=True)
class SettledDay:
    """A day out of the batch view; the last mask is the whole day's, `usual` what was usual before it."""

    start: int
    values: Sequence[int | None]
    basis: Sequence[int]
    masks: Sequence[int]
    usual: int | None = None

    def end(self, place: int) -> int:
        return self.start + (place + 1) * INTERVAL_MS


def how(basis: int, mask: int) -> How | None:
    """In which way a value was found."""
    if basis == Basis.UNKNOWN:
        return None
    told = [name for rule, name in SHAPES.items() if mask & bit(rule)]
    if told:
        return told[0]
    if basis == Basis.MEASURED:
        return "reading"
    if mask & EDITING:
        return "register"
    return "line" if basis == Basis.LINEAR else "even"


def intervals(day: SettledDay) -> list[IntervalQuality]:
    """Every interval of the day, in order."""
    columns = zip(day.values, day.basis, day.masks, strict=False)
    return [
        IntervalQuality(
            start=day.end(place) - INTERVAL_MS,
            end=day.end(place),
            usage=value,
            quality=quality(basis, mask).value,
            how=how(basis, mask),
            rules=[rule.name.lower() for rule in rules_in(mask)],
        )
        for place, (value, basis, mask) in enumerate(columns)
    ]


def counts(listed: Sequence[IntervalQuality]) -> QualityCounts:
    names = list(QualityCounts.model_fields)
    return QualityCounts(**{name: sum(each.quality == name for each in listed) for name in names})


def findings(day: SettledDay, corrected: dict[int, dict[str, int | str]]) -> list[Finding]:
    """What was found, by time, the whole day's last; `corrected` is the evidence of corrections by place."""
    found = [each for name, flags in _flags(day) for each in _stretches(day, name, flags, corrected)]
    return [*sorted(found, key=lambda each: (each.start, each.rule)), *_of_day(day)]


def _flags(day: SettledDay) -> Iterator[tuple[str, list[bool]]]:
    masks = day.masks[:-1]
    ways = [how(basis, mask) for basis, mask in zip(day.basis, masks, strict=True)]
    yield LINE, [way == "line" for way in ways]
    yield EVEN, [way == "even" for way in ways]
    yield MISSING, [way is None for way in ways]
    for rule in Rule:
        yield rule.name, [bool(mask & bit(rule)) for mask in masks]


def _stretches(
    day: SettledDay, name: str, flags: list[bool], corrected: dict[int, dict[str, int | str]]
) -> Iterator[Finding]:
    for flag, places in groupby(range(len(flags)), key=lambda place: flags[place]):
        if flag:
            listed = list(places)
            known = [value for place in listed if (value := day.values[place]) is not None]
            evidence: dict[str, int | str] = {"intervals": len(listed), "usage": sum(known)}
            if name == Rule.CORRECTED.name:
                evidence |= next((corrected[place] for place in listed if place in corrected), {})
            if name == Rule.SPIKE.name:
                evidence["third_highest"] = sorted(each for each in day.values if each is not None)[-3]
            yield _finding(name, (day.end(listed[0]) - INTERVAL_MS, day.end(listed[-1])), evidence, whole_day=False)


def _of_day(day: SettledDay) -> Iterator[Finding]:
    known = [value for value in day.values if value is not None]
    for rule in rules_in(day.masks[-1]):
        evidence: dict[str, int | str] = {"usage": sum(known)}
        if rule in WHOLE_DAY and day.usual is not None:
            evidence["usual"] = day.usual
        yield _finding(rule.name, (day.start, day.end(len(day.values) - 1)), evidence, whole_day=True)


def _finding(name: str, span: tuple[int, int], evidence: dict[str, int | str], *, whole_day: bool) -> Finding:
    sentence = words(name, evidence)
    start, end = span
    return Finding(rule=name.lower(), start=start, end=end, whole_day=whole_day, evidence=evidence, sentence=sentence)
