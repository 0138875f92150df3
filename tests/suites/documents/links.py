#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that links of the documents lead to sections that are there, and that the contents list every section.

usage: links.py ROOT

House check `readme` looks for the files of links. This one looks for what stands behind their `#`."""
import glob
import os
import re
import sys


def read(path):
    """The text without its blocks of code."""
    with open(path, encoding="utf-8") as file:
        return re.sub(r"^```.*?^```$", "", file.read(), flags=re.S | re.M)


def anchors(text):
    """The anchors that GitHub and GitLab give to headings."""
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")
            for heading in re.findall(r"^#+ (.*)$", text, re.M)}


def links(path):
    """Yields (file, anchor) of each link within the tree; the anchor may be empty."""
    for target in re.findall(r"\]\(([^)\s]+)\)", read(path)):
        if "://" not in target:
            file, _, anchor = target.partition("#")
            yield os.path.normpath(os.path.join(os.path.dirname(path), file)) if file else path, anchor


def check_anchors(documents):
    for path in documents:
        for file, anchor in links(path):
            if anchor and anchor not in anchors(read(file)):
                yield f"{path} links to \"{file}#{anchor}\""


def check_contents(root):
    contents = os.path.join(root, "recipes/REFERENCE.md")
    listed = set(links(contents))
    for path in sorted(glob.glob(os.path.join(root, "recipes/reference/*.md"))):
        sections = anchors("\n".join(re.findall(r"^## .*$", read(path), re.M))) | {""}
        for anchor in sorted(sections):
            if (path, anchor) not in listed:
                yield f"{contents} does not list \"{path}#{anchor}\""


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    root = os.path.abspath(sys.argv[1])
    documents = [os.path.join(root, "README.md")] + [
        path for folder in ("recipes", ".github", "fixtures", "tests")
        for path in glob.glob(os.path.join(root, folder, "**/*.md"), recursive=True)]
    wrong = list(check_anchors(documents)) + list(check_contents(root))
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
