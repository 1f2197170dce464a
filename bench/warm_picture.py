#!/usr/bin/env python3
"""bench/warm_picture.py NUMBERS.json PICTURE.svg: memory while idle against time to the first byte, out of what
bench/run --warm has measured; a panel for each program. Nearer to the lower left corner is better."""

import json
import math
import sys
from html import escape
from pathlib import Path

PANEL_WIDTH, PANEL_HEIGHT, GAP = 250, 230, 62
LEFT, TOP, BELOW = 64, 58, 52
INK, PALE, LINE = "#24292f", "#57606a", "#d0d7de"
COLOURS = {"rouse on-demand": "#54aeff", "rouse warm": "#cf222e", "rouse warm io": "#cf222e",
           "rouse standalone": "#2da44e", "rouse lazy": "#bf8700"}
OTHER = "#8c959f"
LABEL_PX = 13  # as high as a name
LETTER_PX, BOLD_LETTER_PX = 6, 7.2
DOT_PX = 5


class Panel:
    """The coordinates of one program: memory from 0 on, time in powers of ten."""

    def __init__(self, left, title, points, decades):
        self.left, self.title, self.points, self.decades = left, title, points, decades
        self.most_mb = 1.15 * max(point["memory_kb"] for point in points.values()) / 1000

    def x(self, memory_kb):
        return self.left + PANEL_WIDTH * memory_kb / 1000 / self.most_mb

    def y(self, time_us):
        low, high = self.decades
        return TOP + PANEL_HEIGHT * (1 - (math.log10(time_us) - low) / (high - low))

    def draw(self):
        yield text(self.left, TOP - 12, self.title, 13, INK, "start", "bold")
        yield from self.grid()
        yield from self.dots()

    def grid(self):
        bottom = TOP + PANEL_HEIGHT
        for decade in range(self.decades[0], self.decades[1] + 1):
            at = self.y(10**decade)
            yield line(self.left, at, self.left + PANEL_WIDTH, at)
            yield text(self.left - 6, at + 4, time_text(10**decade), 11, PALE, "end")
        step = tick(self.most_mb)
        for number in range(int(self.most_mb / step) + 1):
            at = self.x(1000 * number * step)
            yield line(at, bottom, at, bottom + 4)
            yield text(at, bottom + 17, f"{number * step:g}", 11, PALE, "middle")
        yield text(self.left + PANEL_WIDTH / 2, bottom + 36, "memory while idle, MB", 11, PALE, "middle")

    def dots(self):
        """With their names beside them, where there is room."""
        places = {name: (self.x(point["memory_kb"]), self.y(point["first_byte_us"]))
                  for name, point in self.points.items()}
        taken = [(x - DOT_PX, y - DOT_PX, x + DOT_PX, y + DOT_PX) for x, y in places.values()]
        for name, (x, y) in places.items():
            left, top, right, bottom = box = self.room_for(name, x, y, taken)
            taken.append(box)
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{COLOURS.get(name, OTHER)}"/>'
            yield text((left + right) / 2, bottom - 3, name, 11, COLOURS.get(name, PALE), "middle",
                       "bold" if name in COLOURS else "normal")

    def room_for(self, name, x, y, taken):
        """The nearest free box to the right or to the left of a dot: (left, top, right, bottom)."""
        width = len(name) * (BOLD_LETTER_PX if name in COLOURS else LETTER_PX)
        for lines in (0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6):
            middle = y + lines * LABEL_PX
            for left in (x + DOT_PX + 2, x - DOT_PX - 2 - width):
                box = left, middle - LABEL_PX / 2, left + width, middle + LABEL_PX / 2
                inside = self.left - 4 <= box[0] and box[2] <= self.left + PANEL_WIDTH + GAP / 4
                if inside and not any(overlap(box, other) for other in taken):
                    return box
        return x + DOT_PX + 2, y - LABEL_PX / 2, x + DOT_PX + 2 + width, y + LABEL_PX / 2


def overlap(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def tick(most):
    """A round number that fits four to eight times."""
    rough = most / 5
    power = 10 ** math.floor(math.log10(rough))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)


def time_text(time_us):
    return f"{time_us:g} µs" if time_us < 1000 else f"{time_us / 1000:g} ms"


def text(x, y, words, size, colour, anchor, weight="normal"):
    return (f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" font-weight="{weight}" fill="{colour}" '
            f'text-anchor="{anchor}">{escape(words)}</text>')


def line(x1, y1, x2, y2):
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{LINE}"/>'


def picture(numbers):
    """The SVG of {program: {contender: {"memory_kb", "first_byte_us"}}}."""
    times = [point["first_byte_us"] for points in numbers.values() for point in points.values()]
    decades = math.floor(math.log10(min(times))), math.ceil(math.log10(max(times)))
    width = LEFT + len(numbers) * (PANEL_WIDTH + GAP)
    height = TOP + PANEL_HEIGHT + BELOW
    heading = "time to the first byte of one caller, against the memory of an idle service and its daemon"
    parts = [text(10, 20, heading, 13, INK, "start")]
    for number, (title, points) in enumerate(numbers.items()):
        parts += Panel(LEFT + number * (PANEL_WIDTH + GAP), title, points, decades).draw()
    body = "\n".join(f"  {part}" for part in parts)
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
            f'font-family="sans-serif">\n  <title>Memory while idle against time to the first byte</title>\n'
            f'  <rect width="{width}" height="{height}" fill="#ffffff"/>\n{body}\n</svg>\n')


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    Path(sys.argv[2]).write_text(picture(json.loads(Path(sys.argv[1]).read_text())))


if __name__ == "__main__":
    main()
