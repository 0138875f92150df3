#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes the picture of the demo's page that the README shows, and tells whether it shows the page as it is now.

usage: page_picture.py [--renew] STEMPRINT ROOT

The picture holds a hash of what it was taken of: the style of the page, and its elements, classes and words down to the
last section that is visible. Figures of the song do not count. --renew takes the picture, and needs chromium."""
import hashlib
import html.parser
import os
import pathlib
import re
import struct
import subprocess
import sys
import tempfile
import zlib

PICTURE = ".github/screenshots/page.png"
LAST_SECTION = "listen"
WIDTH = 1200
KEYWORD = b"stemprint-page"
SIGNATURE = b"\x89PNG\r\n\x1a\n"


class Structure(html.parser.HTMLParser):
    """Collects what the picture shows."""

    def __init__(self):
        super().__init__()
        self.parts, self.tag, self.section, self.is_over = [], "", "", False

    def handle_starttag(self, tag, attributes):
        known = dict(attributes)
        self.tag = tag
        if tag == "section":
            self.is_over |= self.section == LAST_SECTION
            self.section = known.get("id", "")
        if not self.is_over:
            self.parts.append(f"<{tag} {known.get('id', '')} {known.get('class', '')}>")

    def handle_data(self, data):
        if not self.is_over:
            self.parts.append(data if self.tag == "style" else re.sub(r"[0-9.,]+", "0", data))


def structure_of(page):
    parser = Structure()
    parser.feed(page)
    return hashlib.sha256("\n".join(parser.parts).encode()).hexdigest().encode()


def chunks(png):
    """Yields the kind and the bytes of each chunk."""
    at = len(SIGNATURE)
    while at < len(png):
        length, = struct.unpack(">I", png[at:at + 4])
        yield png[at + 4:at + 8], png[at + 8:at + 8 + length]
        at += 12 + length


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def marked(png, mark):
    """The picture with the mark in a chunk of text, in front of its end."""
    kept = [chunk(kind, content) for kind, content in chunks(png) if kind != b"IEND"]
    return SIGNATURE + b"".join(kept) + chunk(b"tEXt", KEYWORD + b"\0" + mark) + chunk(b"IEND", b"")


def mark_of(png):
    marks = [content.partition(b"\0")[2] for kind, content in chunks(png) if kind == b"tEXt" and content.startswith(KEYWORD)]
    return marks[0] if marks else None


def take(page, folder):
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "formats"))
    import chromium  # only a renewal needs it

    browser = chromium.Browser(folder)
    browser.open(page, WIDTH, "light")
    bottom = browser.evaluate(f"Math.ceil(document.getElementById('{LAST_SECTION}').getBoundingClientRect().bottom)")
    browser.picture(folder / "page.png", bottom)
    browser.close()
    return (folder / "page.png").read_bytes()


def main():
    words = sys.argv[1:]
    renew = words[:1] == ["--renew"]
    if len(words) != 2 + renew:
        sys.exit(__doc__)
    program, root = (os.path.abspath(word) for word in words[renew:])
    path = pathlib.Path(root) / PICTURE
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        subprocess.run([program, "render", "--anew", "-q", os.path.join(root, "recipes/big-band.yaml"), "-d", folder / "prints",
                        "--html", folder / "page.html"], check=True)
        mark = structure_of((folder / "page.html").read_text())
        if renew:
            path.write_bytes(marked(take(folder / "page.html", folder), mark))
        elif mark_of(path.read_bytes()) != mark:
            sys.exit(f"{PICTURE} does not show the page of today; `tests/suites/documents/page_picture.py --renew "
                     "build/release/cmd/stemprint .` takes it again")


if __name__ == "__main__":
    main()
