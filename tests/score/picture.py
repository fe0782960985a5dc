"""Precision against recall, a line for each kind, as a small SVG."""

from __future__ import annotations

from sklearn.metrics import precision_recall_curve

from contract.alerts import Kind
from tests.score.scoring import Result

SIDE, MARGIN, LEGEND = 360, 46, 150
COLOURS = ("#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#e377c2", "#7f7f7f", "#bcbd22", "#17becf")


def picture(result: Result) -> str:
    """The SVG's text."""
    width, height = SIDE + 2 * MARGIN + LEGEND, SIDE + 2 * MARGIN
    font = 'font-family="sans-serif" font-size="12"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" {font}>'
    lines = [_line(kind, result, colour) for kind, colour in zip(result.samples, COLOURS, strict=False)]
    names = [_name(kind, place, COLOURS[place]) for place, kind in enumerate(result.samples)]
    back = f'<rect width="{width}" height="{height}" fill="white"/>'
    return "\n".join([head, back, *_axes(), *lines, *names, "</svg>"]) + "\n"


def _at(recall: float, precision: float) -> str:
    return f"{MARGIN + recall * SIDE:.1f},{MARGIN + (1 - precision) * SIDE:.1f}"


def _line(kind: Kind, result: Result, colour: str) -> str:
    precision, recall, _ = precision_recall_curve(*result.samples[kind])
    corners: list[str] = []
    for each in zip(recall[::-1].tolist(), precision[::-1].tolist(), strict=True):
        if (at := _at(*each)) not in corners[-1:]:
            corners.append(at)
    return f'<polyline fill="none" stroke="{colour}" stroke-width="1.6" points="{" ".join(corners)}"/>'


def _name(kind: Kind, place: int, colour: str) -> str:
    x, y = SIDE + 2 * MARGIN - 20, MARGIN + 14 + place * 18
    return f'<text x="{x}" y="{y}" fill="{colour}">{kind.value.replace("_", " ")}</text>'


def _axes() -> list[str]:
    found = [f'<rect x="{MARGIN}" y="{MARGIN}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#999"/>']
    for step in range(6):
        part = step / 5
        x, y = _at(part, part).split(",")
        found += [
            f'<text x="{x}" y="{SIDE + MARGIN + 16}" text-anchor="middle">{part:.1f}</text>',
            f'<text x="{MARGIN - 6}" y="{y}" text-anchor="end" dominant-baseline="middle">{part:.1f}</text>',
        ]
    found.append(f'<text x="{MARGIN + SIDE / 2}" y="{SIDE + MARGIN + 34}" text-anchor="middle">recall</text>')
    return [*found, f'<text x="{MARGIN}" y="{MARGIN - 14}">precision</text>']
