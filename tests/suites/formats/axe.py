#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""axe.py PROGRAM ROOT AXE.JS [FOLDER]: axe-core finds nothing in the page: light, dark, on a phone, from files and from copies. With
FOLDER it leaves pictures of the page there."""

import pathlib
import subprocess
import sys
import tempfile

import chromium

program, root, script = (pathlib.Path(word).resolve() for word in sys.argv[1:4])
pictures = pathlib.Path(sys.argv[4]) if len(sys.argv) > 4 else None
failed = 0
with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    browser = chromium.Browser(folder)
    for page, words in (("files", []), ("copies", ["--embed-audio"])):
        subprocess.run([program, "render", "--anew", "-q", root / "recipes/big-band.yaml", "-d", folder / "out", "--html", folder / f"{page}.html", *words], check=True)
        for width, scheme in ((1200, "light"), (1200, "dark"), (390, "light"), (390, "dark")):
            browser.open(folder / f"{page}.html", width, scheme)
            browser.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            browser.evaluate(script.read_text() + "; true")
            found = browser.call("Runtime.evaluate", awaitPromise=True, returnByValue=True,
                                 expression="axe.run().then(r => ({ passes: r.passes.length, violations: r.violations.map(v => [v.id, v.impact, v.nodes.map(n => n.html.slice(0, 200))]) }))")["result"]["value"]
            print(f"{page}, {width} px, {scheme}: {found['passes']} rules pass, {len(found['violations'])} do not")
            for violation in found["violations"]:
                print("  ", *violation)
            failed += len(found["violations"]) + (found["passes"] < 20)
            if pictures and page == "files":
                browser.picture(pictures / f"page-{width}-{scheme}.png")
    browser.close()
sys.exit(1 if failed else 0)
