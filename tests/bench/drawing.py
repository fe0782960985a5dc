"""A line over time as an SVG, small enough to be read as text."""

from __future__ import annotations

from pathlib import Path

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 640, 180, 56, 28, 28
Series = list[list[float]]
"""Pairs of seconds and value."""


def draw(file: Path, title: str, series: Series) -> None:
    """Replaces `file`. The value axis begins at 0."""
    last, most = max(at for at, _ in series) or 1, max(value for _, value in series) or 1
    wide, high = WIDTH - LEFT - 12, HEIGHT - TOP - BOTTOM
    points = " ".join(f"{LEFT + at / last * wide:.1f},{TOP + high - value / most * high:.1f}" for at, value in series)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"',
        'font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        f'<text x="{LEFT}" y="18">{title}</text>',
        f'<path d="M{LEFT},{TOP}V{TOP + high}H{LEFT + wide}" fill="none" stroke="#888"/>',
        f'<text x="{LEFT - 6}" y="{TOP + 10}" text-anchor="end">{most:.3g}</text>',
        f'<text x="{LEFT - 6}" y="{TOP + high}" text-anchor="end">0</text>',
        f'<text x="{LEFT + wide}" y="{HEIGHT - 10}" text-anchor="end">{last:.0f} s</text>',
        f'<polyline points="{points}" fill="none" stroke="#1565c0" stroke-width="1.5"/>',
        "</svg>",
    ]
    file.write_text("\n".join(lines) + "\n")
