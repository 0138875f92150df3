#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws what the demo prints on a terminal, and compares it with the picture that the README shows.

usage: terminal_picture.py [--renew] STEMPRINT ROOT

--renew writes the picture. It is text, so that a change of it can be read."""
import os
import re
import sys
from xml.sax.saxutils import escape

import examples

PICTURE = ".github/screenshots/terminal.svg"
COMMAND = "stemprint render recipes/big-band.yaml"
COLUMNS, COLUMN, LINE, MARGIN, TITLE = 80, 8.4, 19, 20, 34
PLAIN, DIM = "#d6dae0", "#8b939e"
COLOURS = {"32": "#5fd38a", "33": "#e8c468", "1;31": "#ff7b72", "0": PLAIN}


def spans(line):
    """Yields (column, text, colour) of the parts of a line, which escapes of colours divide."""
    column, colour = 0, PLAIN
    for text, code in re.findall(r"([^\033]*)(?:\033\[([0-9;]*)m)?", line):
        if text:
            yield column, text, colour
            column += len(text)
        colour = COLOURS[code] if code else colour


def text(column, row, words, colour):
    x, y = MARGIN + column * COLUMN, TITLE + MARGIN + row * LINE
    length = f' textLength="{len(words) * COLUMN:.1f}"' if len(words) > 1 else ""
    return f'<text x="{x:.1f}" y="{y}"{length} fill="{colour}" xml:space="preserve">{escape(words)}</text>'


def draw(lines):
    width, height = round(2 * MARGIN + COLUMNS * COLUMN), TITLE + MARGIN + len(lines) * LINE + MARGIN
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
    yield "<!-- SPDX-License-Identifier: GPL-3.0-or-later. tests/suites/documents/terminal_picture.py draws this. -->"
    yield f"<title>{escape(COMMAND)}</title>"
    yield f'<rect width="{width}" height="{height}" rx="8" fill="#1b1f24"/>'
    for i in range(3):
        yield f'<circle cx="{MARGIN + 4 + 20 * i}" cy="{TITLE // 2 + 2}" r="6" fill="#3d444d"/>'
    yield '<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, DejaVu Sans Mono, monospace" font-size="14">'
    yield text(0, 0, "$", DIM)
    yield text(2, 0, COMMAND, "#ffffff")
    for row, line in enumerate(lines):
        for column, words, colour in spans(line):
            # The font decides how wide spaces are, so each run of words has a place of its own.
            for found in re.finditer(r"\S+(?: \S+)*", words):
                yield text(column + found.start(), row + 1, found.group(), colour)
    yield "</g>"
    yield "</svg>"


def print_demo(program, root):
    world = examples.World(program, root)
    try:
        world.run(COMMAND.replace("render", "render --color always"))
        return world.said
    finally:
        world.leave()


def main():
    words = sys.argv[1:]
    renew = words[:1] == ["--renew"]
    if len(words) != 2 + renew:
        sys.exit(__doc__)
    program, root = (os.path.abspath(word) for word in words[renew:])
    path = os.path.join(root, PICTURE)
    drawn = "\n".join(draw(print_demo(program, root))) + "\n"
    if renew:
        with open(path, "w", encoding="utf-8") as file:
            file.write(drawn)
        return
    with open(path, encoding="utf-8") as file:
        if file.read() != drawn:
            sys.exit(f"{PICTURE} does not show what the demo prints now; `tests/suites/documents/terminal_picture.py "
                     "--renew build/release/cmd/stemprint .` draws it again")


if __name__ == "__main__":
    main()
