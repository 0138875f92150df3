#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""browser.py PROGRAM ROOT [FOLDER]: tests the page in a browser; with FOLDER it leaves pictures of the page there."""

import json
import math
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import wave

import chromium

if not chromium.browser:
    sys.exit(77)

program = os.path.abspath(sys.argv[1])
root = pathlib.Path(os.path.abspath(sys.argv[2]))
pictures = pathlib.Path(sys.argv[3]) if len(sys.argv) > 3 else None

SONG = """\
version: 1
title: The <page> & its "figures"
session: { tail: 1 s, tempo: 120 bpm, markers: { verse: 2|1, a_long_name_near_the_end: 4.75 s } }
tracks:
  noise: { source: { generate: white-noise, level: -20 dB, length: 5 s, channels: 2 }, stem: noise, inserts: [ compressor: { key: sweep, threshold: -30 dB } ], sends: [ { to: plate, level: -6 dB } ], automation: { fader: [ { at: 1 s, value: 0 dB }, { at: 3 s, value: -12 dB, shape: s-curve } ] } }
  sweep: { source: { generate: sweep, level: -3 dB, length: 4 s }, stem: sweep, sends: [ { to: plate, level: -6 dB } ] }
auxes:
  plate: { inserts: [ reverb: { decay: 0.5 s } ] }
outputs:
  master: { inserts: [ compressor: { threshold: -20 dB, ratio: 4 }, meter: after ] }
print:
  directory: out
  mixes: { mix: {} }
  stems: {}
verify:
  loudness: { integrated: -23 LUFS, true_peak: -1 dBTP }
"""


def luminance(colour):
    parts = [int(c) / 255 for c in re.findall(r"\d+", colour)[:3]]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def read_wave(path):
    """All samples of a WAV file of 24 bits, of all channels."""
    with wave.open(str(path)) as file:
        assert file.getsampwidth() == 3
        data = file.readframes(file.getnframes())
    return [int.from_bytes(data[i:i + 3], "little", signed=True) / 2**23 for i in range(0, len(data), 3)]


class Page(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        (cls.folder / "song.yaml").write_text(SONG)
        done = subprocess.run([program, "render", "-q", "--profile", "--bleed", "song.yaml", "--html", "page.html", "--json", "report.json", "--plots", "plots"],
                              cwd=cls.folder, capture_output=True, timeout=60)
        assert done.returncode == 1, done.stderr.decode()
        cls.page, cls.report = cls.folder / "page.html", json.loads((cls.folder / "report.json").read_text())
        try:
            cls.browser = chromium.Browser(cls.folder)
            cls.browser.call("Browser.getVersion")
        except (OSError, EOFError, TimeoutError):
            raise unittest.SkipTest("the browser does not start")
        cls.addClassCleanup(cls.browser.close)

    def show(self, width=1200, scheme="light", page=None):
        self.browser.open(page or self.page, width, scheme)

    def test_is_quiet_and_alone(self):
        for page in [self.page, *sorted((self.folder / "plots").glob("*.svg"))]:
            self.show(page=page)
            asked = [e["params"]["request"]["url"] for e in self.browser.events if e.get("method") == "Network.requestWillBeSent"]
            self.assertEqual([u for u in asked if not u.startswith("data:")], [page.as_uri()])
            said = [e for e in self.browser.events if e.get("method") in ("Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown")]
            self.assertEqual(said, [])

    def test_holds_the_report(self):
        self.show()
        self.assertEqual(json.loads(self.browser.evaluate("document.getElementById('report').textContent")), self.report)
        self.assertIn(self.report["title"], self.browser.evaluate("document.querySelector('h1').textContent"))
        rows = self.browser.evaluate("[...document.querySelectorAll('table.files tbody tr')].map(r => [...r.cells].map(c => c.textContent.replace('\\u2212', '-')))")
        for row, file in zip(rows, self.report["files"], strict=True):
            self.assertEqual(row[0], file["path"])
            self.assertEqual(float(row[3]), file["peak_dbfs"])
            self.assertEqual(float(row[4]), file["loudness"]["true_peak"])
            self.assertAlmostEqual(float(row[5]), file["loudness"]["integrated"], delta=0.0501)
        said = self.browser.evaluate("[...document.querySelectorAll('table.verdicts tbody tr')].map(r => [...r.cells].map(c => c.textContent))")
        told = [[v["status"], v["name"], re.sub(r"(^| )-(?=\d)", "\\1\u2212", v["detail"])] for v in self.report["verdicts"]]
        self.assertEqual(sorted([s.split()[1], n, d] for s, n, d in said), sorted(told))
        self.assertEqual(said[0][0], "\u2717 fail", "what failed comes first")

    # The pictures hold the numbers of the data, and the data those of the report.
    def test_waveforms_are_those_of_the_files(self):
        self.show()
        waveforms = json.loads(self.browser.evaluate("document.getElementById('picture-data').textContent"))
        self.assertEqual([w["file"] for w in waveforms], list(range(len(self.report["files"]))))
        for waveform in waveforms:
            peak = max(max(waveform["highest"]), -min(waveform["lowest"]))
            self.assertAlmostEqual(20 * math.log10(peak), self.report["files"][waveform["file"]]["peak_dbfs"], delta=0.02)
        scale = max(max(w["highest"] + [-v for v in w["lowest"]]) for w in waveforms)
        drawn = self.browser.evaluate(
            "[...document.querySelectorAll('#waveforms .wide svg g .area')].map(path => path.getAttribute('d'))"
            " .concat([...document.querySelectorAll('#waveforms .wide svg .lane')].map(r => [r.y, r.height, r.x, r.width].map(v => v.baseVal.value)))")
        for waveform, path, (y, height, x, width) in zip(waveforms, drawn, drawn[len(waveforms):]):
            points = [float(n) for n in re.findall(r"-?[0-9.]+", path)]
            upper = points[:len(points) // 2]
            columns, shown = len(waveform["highest"]), len(upper) // 2
            for i in range(shown):
                begin, end = i * columns // shown, (i + 1) * columns // shown
                self.assertAlmostEqual(upper[2 * i], x + width * (begin + end) / 2 / columns, delta=0.1)
                expected = y + height / 2 * (1 - max(waveform["highest"][begin:end]) / scale)
                self.assertAlmostEqual(upper[2 * i + 1], expected, delta=0.1)

    # A browser places the line of a marker, and finds its name and those of the lanes, in both pictures.
    def test_markers_and_lanes_stand_over_the_waveforms(self):
        for width, picture in ((1200, ".wide"), (390, ".narrow")):
            self.show(width=width)
            (x, wide), *_ = self.browser.evaluate(f"[...document.querySelectorAll('#waveforms {picture} .lane')].map(e => e.getBoundingClientRect()).map(r => [r.x, r.width])")
            lines = dict(self.browser.evaluate(f"[...document.querySelectorAll('#waveforms {picture} .limit-mark')].map(e => [e.textContent, e.getBoundingClientRect().x + e.getBoundingClientRect().width / 2])"))
            seconds = self.report["files"][0]["frames"] / 48000
            self.assertAlmostEqual(lines["verse: 2|1, 2 s"], x + wide * 2 / seconds, delta=0.5)
            self.assertAlmostEqual(lines["a_long_name_near_the_end: 3|2.50, 4.8 s"], x + wide * 4.75 / seconds, delta=0.5)
            words = self.browser.evaluate(f"[...document.querySelectorAll('#waveforms {picture} text')].map(e => e.textContent)")
            self.assertIn("verse", words)
            self.assertTrue({"noise", "fader", "\u221212 dB", "0 dB"} <= set(words) or "noise fader" in words, words)
            self.assertEqual(self.browser.evaluate(f"document.querySelectorAll('#waveforms {picture} svg > desc').length"), 1)

    def test_loudness_is_that_of_the_mix(self):
        self.show()
        course = json.loads(self.browser.evaluate("document.getElementById('picture-data').textContent"))[0]["momentary"]
        self.assertAlmostEqual(max(v for v in course if v is not None), self.report["files"][0]["loudness"]["momentary_max"], delta=0.011)
        path = self.browser.evaluate("document.querySelector('#loudness .wide .thin').getAttribute('d')")
        drawn = [float(n) for n in re.findall(r"-?[0-9.]+", path)][1::2]
        # The scale is what the axis says.
        ticks = self.browser.evaluate("[...document.querySelectorAll('#loudness .wide text.end')].filter(t => t.x.baseVal[0].value < 64).map(t => [t.textContent.replace('\u2212', '-'), t.y.baseVal[0].value])")
        (low, bottom), (high, top) = [(float(words.split()[0]), y - 4) for words, y in (ticks[0], ticks[-1])]
        expected = [bottom + (top - bottom) * (level - low) / (high - low) for level in course if level is not None]
        # A line that leaves the field ends at its lower edge.
        expected = [y for y in expected if y < bottom - 1]
        self.assertGreater(len(expected), 40)
        field = [y for y in drawn if y < bottom - 1]
        self.assertEqual(len(field), len(expected))
        for y, wanted in zip(field, expected):
            self.assertAlmostEqual(y, wanted, delta=0.1)

    def test_residual_is_that_of_the_proof(self):
        self.show()
        data = json.loads(self.browser.evaluate("document.getElementById('picture-data').textContent"))[0]
        proof = self.report["null"][0]
        self.assertAlmostEqual(max(data["residual_peak"]), proof["residual_peak_dbfs"], delta=0.011)
        ticks = self.browser.evaluate("[...document.querySelectorAll('#residual .wide text.end')].filter(t => t.x.baseVal[0].value < 64).map(t => [t.textContent.replace('\u2212', '-'), t.y.baseVal[0].value])")
        (low, bottom), (high, top) = [(float(words.split()[0]), y - 4) for words, y in (ticks[0], ticks[-1])]
        for name, line in (("residual_peak", "thin"), ("residual_rms", "line")):
            path = self.browser.evaluate(f"document.querySelector('#residual .wide .{line}').getAttribute('d')")
            # Two points a window: a step.
            drawn = [float(n) for n in re.findall(r"-?[0-9.]+", path)][1::2]
            for y, level in zip(drawn, [level for level in data[name] for _ in range(2)], strict=True):
                self.assertAlmostEqual(y, bottom + (top - bottom) * (level - low) / (high - low), delta=0.1)

    def test_spectra_are_those_of_the_files(self):
        self.show()
        data = json.loads(self.browser.evaluate("document.getElementById('picture-data').textContent"))
        expected = []
        for file, entry in zip(self.report["files"], data, strict=True):
            samples = read_wave(self.folder / "out" / file["path"])
            power = sum(s * s for s in samples) / len(samples)
            bands = [10 ** (level / 10) for level in entry["third_octaves_dbfs"] if level is not None]
            # By Parseval. What the noise has over 22.4 kHz is in no band: 7 %.
            self.assertAlmostEqual(10 * math.log10(sum(bands) / power), -0.3 if "noise" in file["path"] else 0.0, delta=0.25)
            expected.append(entry["third_octaves_dbfs"])
        steps = self.browser.evaluate("[...document.querySelectorAll('#spectra .wide .line')].map(p => p.getAttribute('d'))")
        ticks = self.browser.evaluate("[...document.querySelectorAll('#spectra .wide text.end')].filter(t => t.x.baseVal[0].value < 64).map(t => [t.textContent.replace('\u2212', '-'), t.y.baseVal[0].value])")
        (low, bottom), (high, top) = [(float(words.split()[0]), y - 4) for words, y in (ticks[0], ticks[-1])]
        self.assertEqual(len(steps), len(expected))
        drawn = [float(n) for n in re.findall(r"-?[0-9.]+", steps[0])][1::2]
        for y, level in zip(drawn, [level for level in expected[0] for _ in range(2)], strict=True):
            self.assertAlmostEqual(y, bottom + (top - bottom) * (max(level, low) - low) / (high - low), delta=0.15)

    def test_reductions_are_those_of_the_dynamics(self):
        self.show()
        names = self.browser.evaluate("[...document.querySelectorAll('#reduction .wide text.name')].map(t => t.textContent)")
        self.assertEqual(names, ["noise \u00b7 compressor", "master \u00b7 compressor"])
        data = json.loads(self.browser.evaluate("document.getElementById('reduction-data').textContent"))
        # The meter behind the compressor of the master hears the same windows; they last 1 ms.
        told = self.report["meters"][0]["gain_reduction"]
        self.assertAlmostEqual(max(d for d in data[1]["most_db"] if d is not None), told["most_db"], delta=0.051)
        self.assertAlmostEqual(len(data[1]["most_db"]) * data[1]["step_seconds"], self.report["frames"] / 48000, delta=data[1]["step_seconds"])
        figures = self.browser.evaluate("[...document.querySelectorAll('#reduction .wide text.figure')].map(t => t.textContent.replace('\u2212', '-'))")
        self.assertAlmostEqual(float(figures[1].split()[1]), told["most_db"], delta=0.051)
        shapes = self.browser.evaluate("[...document.querySelectorAll('#reduction .wide .area')].map(p => p.getAttribute('d'))")
        deepest = max(float(n) for n in re.findall(r"-?[0-9.]+", shapes[1])[1::2])
        field = self.browser.evaluate("[...document.querySelectorAll('#reduction .wide .lane')].map(r => [r.y.baseVal.value, r.height.baseVal.value])")[1]
        self.assertAlmostEqual((deepest - field[0]) / field[1], told["most_db"] / (6 * math.ceil(told["most_db"] / 6)), delta=0.01)

    def test_pages_do_not_depend_on_threads_and_blocks(self):
        for i, words in enumerate((["-j", "1", "--block", "96"], ["-j", "2", "--block", "4096"])):
            done = subprocess.run([program, "render", "-q", "--bleed", "song.yaml", "-d", "again", "--anew", "--html", f"{i}.html", *words], cwd=self.folder, capture_output=True, timeout=60)
            self.assertEqual(done.returncode, 1, done.stderr.decode())
        self.assertEqual((self.folder / "0.html").read_bytes(), (self.folder / "1.html").read_bytes())
        # The page asks for more than the render alone does, and no file changes.
        alone = subprocess.run([program, "render", "-q", "song.yaml", "-d", "alone"], cwd=self.folder, capture_output=True, timeout=60)
        self.assertEqual(alone.returncode, 1, alone.stderr.decode())
        for path in (self.folder / "alone").rglob("*.wav"):
            self.assertEqual(path.read_bytes(), (self.folder / "again" / path.relative_to(self.folder / "alone")).read_bytes(), path)

    # The boxes of a routing by name, with their words, and its lines by title, with their corners.
    def routing(self, picture=".wide"):
        boxes = self.browser.evaluate(
            f"[...document.querySelectorAll('#routing {picture} rect.box')].map(e => [...['x', 'y', 'width', 'height'].map(k => +e.getAttribute(k)), "
            " e.classList.contains('print')])")
        words = self.browser.evaluate(
            f"[...document.querySelectorAll('#routing {picture} text')].map(e => [+e.getAttribute('x'), +e.getAttribute('y'), "
            " (e.querySelector('title') || e).textContent.replaceAll('\u2212', '-'), e.classList.contains('name'), e.closest('a') && [e.closest('a').getAttribute('href'), e.closest('a').getAttribute('aria-label')]])")
        lines = self.browser.evaluate(f"[...document.querySelectorAll('#routing {picture} path.flow')].map(e => [e.textContent, e.getAttribute('d'), e.classList.value])")
        found = {}
        for x, y, width, height, is_print in boxes:
            inside = [w for w in words if x <= w[0] <= x + width and y <= w[1] <= y + height]
            (name, link), = [(w[2], w[4]) for w in inside if w[3]]
            link, label = link or (None, name)
            self.assertEqual(label, name)
            self.assertNotIn(name, found, "each strip and each file stands once")
            found[name] = {"x": x, "y": y, "right": x + width, "bottom": y + height, "print": is_print, "link": link, "words": [w[2] for w in inside]}
        self.assertEqual(sum(len(b["words"]) for b in found.values()), len(words), "all words are in boxes")
        # A path begins at the end of its line.
        ways = [(title.replace("\u2212", "-"), [tuple(map(float, p)) for p in re.findall(r"(-?[0-9.]+) (-?[0-9.]+)", d)][::-1], kinds) for title, d, kinds in lines]
        return found, ways

    def expect_lines_around_boxes(self, boxes, ways):
        for title, way, kinds in ways:
            start, end = re.match("(.*) \u2192 ([^:]*): ", title).groups()
            self.assertAlmostEqual(way[0][0], boxes[start]["right"], delta=0.11)
            self.assertAlmostEqual(way[-1][0], boxes[end]["x"], delta=0.11)
            self.assertTrue(boxes[start]["y"] < way[0][1] < boxes[start]["bottom"] and boxes[end]["y"] < way[-1][1] < boxes[end]["bottom"], title)
            for (x1, y1), (x2, y2) in zip(way, way[1:]):
                for name, box in boxes.items():
                    self.assertFalse(min(x1, x2) < box["right"] - 0.2 and max(x1, x2) > box["x"] + 0.2 and min(y1, y2) < box["bottom"] and max(y1, y2) > box["y"],
                                     f"{title} passes through {name}")
            if "key" not in kinds and "feedback" not in kinds:
                self.assertLess(boxes[start]["right"], boxes[end]["x"], "sound flows to the right")
        for name, box in boxes.items():
            for other, there in boxes.items():
                self.assertTrue(name == other or box["right"] <= there["x"] or there["right"] <= box["x"] or box["bottom"] <= there["y"] or there["bottom"] <= box["y"], f"{name} and {other} overlap")

    def test_routing_is_that_of_the_recipe(self):
        for width, picture in ((1200, ".wide"), (390, ".narrow")):
            self.show(width)
            boxes, ways = self.routing(picture)
            self.assertEqual(sorted(title for title, _, _ in ways), sorted([
                "noise \u2192 master: output", "sweep \u2192 master: output", "plate \u2192 master: output", "sweep \u2192 noise: key, post-fader",
                "noise \u2192 plate: send -6.0 dB, post-fader", "sweep \u2192 plate: send -6.0 dB, post-fader",
                "master \u2192 mix.wav: mix, post-pan", "master \u2192 stems/noise.wav: stem, post-pan", "master \u2192 stems/sweep.wav: stem, post-pan"]))
            self.assertEqual({n for n, b in boxes.items() if not b["print"]}, {"master", "noise", "plate", "sweep"})
            self.assertEqual({n for n, b in boxes.items() if b["print"]}, {f["path"] for f in self.report["files"]})
            self.expect_lines_around_boxes(boxes, ways)
            # The columns: tracks, the aux, the output, and the files.
            self.assertEqual(boxes["noise"]["x"], boxes["sweep"]["x"])
            self.assertLess(boxes["plate"]["right"], boxes["master"]["x"])
            self.assertEqual({b["x"] for b in boxes.values() if b["print"]}, {max(b["x"] for b in boxes.values())})
            self.assertLessEqual({"compressor", "fader automated", "\u2192 plate", "-6.0 dB post", "key sweep", "post", "label noise", "track"}, set(boxes["noise"]["words"]))
            self.assertLessEqual({"fader 0.0 dB", "reverb", "aux"}, set(boxes["plate"]["words"]))

    def test_routing_has_the_levels_of_the_report(self):
        self.show()
        boxes, _ = self.routing()
        self.assertEqual({s["strip"] for s in self.report["sums"]}, {n for n, b in boxes.items() if not b["print"]})
        for sum in self.report["sums"]:
            said, = [w for w in boxes[sum["strip"]]["words"] if w.startswith("in ")]
            self.assertAlmostEqual(float(re.fullmatch(r"in (-?[0-9.]+) dBFS", said)[1]), sum["peak_dbfs"], delta=0.051)
        for file in self.report["files"]:
            box = boxes[file["path"]]
            said, = [w for w in box["words"] if w.endswith(" LUFS")]
            peak, loudness = map(float, re.fullmatch(r"(-?[0-9.]+) dBFS, (-?[0-9.]+) LUFS", said).groups())
            self.assertAlmostEqual(peak, file["peak_dbfs"], delta=0.051)
            self.assertAlmostEqual(loudness, file["loudness"]["integrated"], delta=0.051)
            self.assertIn(file["role"], box["words"])
            self.assertEqual((self.folder / box["link"]).resolve(), (self.folder / "out" / file["path"]).resolve())
            self.assertTrue((self.folder / box["link"]).is_file())

    # Recipes of many kinds: feedback, taps, devices, prints of two outputs, tracks that listen to others.
    def test_routing_of_any_recipe(self):
        for name in ("big-band", "feedback", "live-rig", "stage-click"):
            done = subprocess.run([program, "render", "-q", root / f"recipes/{name}.yaml", "-d", self.folder / name, "--html", f"{name}.html", "--json", f"{name}.json", "--anew"],
                                  cwd=self.folder, capture_output=True, timeout=120)
            self.assertIn(done.returncode, (0, 1), done.stderr.decode())
            report = json.loads((self.folder / f"{name}.json").read_text())
            self.show(page=self.folder / f"{name}.html")
            boxes, ways = self.routing()
            self.assertEqual({n for n, b in boxes.items() if b["print"]}, {f["path"] for f in report["files"]}, name)
            self.assertLessEqual({s["strip"] for s in report["sums"]}, {n for n, b in boxes.items() if not b["print"]}, name)
            self.assertEqual({re.match(".* \u2192 ([^:]*): (mix|stem|tap|device), ", t)[1] for t, _, _ in ways if re.search(": (mix|stem|tap|device), ", t)},
                             {f["path"] for f in report["files"]}, f"{name}: each file has a line")
            self.expect_lines_around_boxes(boxes, ways)
            if name == "feedback":
                back = [way for title, way, kinds in ways if "feedback" in kinds]
                self.assertEqual(len(back), 2)
                self.assertTrue(all(any(x2 < x1 for (x1, _), (x2, _) in zip(way, way[1:])) for way in back), "feedback leads back")
                self.assertLessEqual({"\u21ba echo", "-11.0 dB post", "feedback after 375 ms"}, set(boxes["echo"]["words"]))

    # A picture with too many strips says so instead.
    def test_routing_that_is_too_large_is_told(self):
        tracks = "".join(f"  t{i}: {{ source: {{ generate: tone, length: 0.1 s, level: -60 dB }} }}\n" for i in range(400))
        (self.folder / "large.yaml").write_text(f"version: 1\nsession: {{ tail: none }}\ntracks:\n{tracks}outputs: {{ master: {{}} }}\n")
        subprocess.run([program, "render", "-q", "large.yaml", "--html", "large.html"], cwd=self.folder, capture_output=True, timeout=60, check=True)
        self.show(page=self.folder / "large.html")
        self.assertIn("401 strips and 400 lines", self.browser.evaluate("document.querySelector('#routing .wide').textContent"))

    def test_bleed_is_that_of_the_report(self):
        self.show()
        cells = self.browser.evaluate("[...document.querySelectorAll('#bleed .wide rect title')].map(t => t.textContent.replaceAll('\u2212', '-'))")
        told = {f"{c['track']} in {c['stem']}": c for c in self.report["bleed"]["cells"]}
        self.assertEqual({c.split(":")[0] for c in cells}, set(told))
        for cell in cells:
            name, relative, level = re.match(r"(.*): (-?[0-9.]+) dB, (-?[0-9.]+) dBFS", cell).groups()
            self.assertAlmostEqual(float(relative), told[name]["relative_db"], delta=0.051)
            self.assertAlmostEqual(float(level), told[name]["level_dbfs"], delta=0.051)

    def test_fits_a_phone(self):
        self.show(width=390)
        self.assertLessEqual(self.browser.evaluate("document.documentElement.scrollWidth"), 390)
        sizes = self.browser.evaluate(
            "[...document.querySelectorAll('svg text')].filter(t => t.getClientRects().length && t.closest('svg').getClientRects().length)"
            ".map(t => [t.getBoundingClientRect(), t.closest('.scroll')]).map(([r, s]) => [r.left, r.right, r.height, s && s.scrollWidth])")
        self.assertGreater(len(sizes), 20)
        self.assertTrue(any(scrolls for _, _, _, scrolls in sizes))
        for left, right, height, scrolls in sizes:
            self.assertGreaterEqual(height, 9.0)
            self.assertGreaterEqual(left, -1.0)
            self.assertLessEqual(right, scrolls + 17.0 if scrolls else 391.0)

    # WCAG: 4.5 to 1 for words of this size.
    def test_can_be_read_in_light_and_dark(self):
        papers = {}
        for scheme in ("light", "dark"):
            self.show(scheme=scheme)
            papers[scheme] = paper = luminance(self.browser.evaluate("getComputedStyle(document.body).backgroundColor"))
            colours = self.browser.evaluate(
                "[...new Set([...document.querySelectorAll('h1,p,td,th,dt,dd,.status,figcaption,footer')].map(e => getComputedStyle(e).color)"
                ".concat([...document.querySelectorAll('svg text')].map(e => getComputedStyle(e).fill)))]")
            self.assertGreater(len(colours), 3)
            for colour in colours:
                high, low = sorted((luminance(colour), paper), reverse=True)
                self.assertGreaterEqual((high + 0.05) / (low + 0.05), 4.5, f"{scheme}: {colour}")
        self.assertGreater(papers["light"], 0.8)
        self.assertLess(papers["dark"], 0.05)

    def test_can_be_heard(self):
        self.show()
        self.assertEqual(self.browser.evaluate("document.documentElement.lang"), "en")
        self.assertEqual(self.browser.evaluate("document.querySelectorAll('svg:not([role=img][aria-label], [role=group][aria-label])').length"), 0)
        self.assertEqual(self.browser.evaluate("document.querySelectorAll('svg[role=img] a').length"), 0, "what is an image has no links for a screen reader")
        self.assertEqual(self.browser.evaluate("document.querySelectorAll('th:not([scope])').length"), 0)
        self.assertEqual(self.browser.evaluate("document.querySelectorAll('h1').length"), 1)
        ids = self.browser.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
        self.assertEqual(len(set(ids)), len(ids), ids)

    @unittest.skipUnless(pictures, "nobody looks")
    def test_pictures(self):
        for name, width, scheme in (("light", 1200, "light"), ("dark", 1200, "dark"), ("phone", 390, "light"), ("phone-dark", 390, "dark")):
            self.show(width, scheme, pathlib.Path(os.environ["PAGE"]) if os.environ.get("PAGE") else None)
            self.browser.picture(pictures / f"{name}.png")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]], verbosity=1)
