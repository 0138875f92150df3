#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""listening.py PROGRAM ROOT: plays the page in a browser, from the files beside it and from its copies, by keys, clicks and touches."""

import base64
import json
import math
import os
import pathlib
import re
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import time
import unittest

import chromium

if not chromium.browser:
    sys.exit(77)

program = os.path.abspath(sys.argv[1])

SONG = """\
version: 1
tracks:
  low: { source: { generate: tone, freq: 220 Hz, level: -20 dB, length: 20 s }, stem: low }
  mid: { source: { generate: tone, freq: 440 Hz, level: -20 dB, length: 20 s }, stem: mid }
  high: { source: { generate: sweep, level: -20 dB, length: 20 s }, stem: high }
outputs: { master: {} }
print:
  directory: out
  mixes: { mix: {} }
  stems: {}
  headroom: 6 dB
"""
HOSTILE = "a \"b\" <i>&#c%41?d'.wav"
# Files that the elements of the page play, by their own clock and nothing of the script.
ELEMENTS = "[...document.querySelectorAll('audio')].map(e => ({ name: decodeURIComponent(e.src.split('/').pop()), at: e.currentTime, muted: e.muted, volume: e.volume, playing: !e.paused }))"


def samples(path):
    """The first channel of a WAV of 24 bits without other chunks in front."""
    data = path.read_bytes()
    channels, = struct.unpack_from("<H", data, 22)
    begin = data.index(b"data") + 8
    return [int.from_bytes(data[i:i + 3], "little", signed=True) / 2 ** 23 for i in range(begin, len(data) - 2, 3 * channels)]


def noise_ratio(signal, heard):
    """How far the difference is under the signal, in dB."""
    difference = sum((a - b) ** 2 for a, b in zip(signal, heard, strict=True))
    return 10 * math.log10(sum(a * a for a in signal) / difference)


class Browsing(unittest.TestCase):
    words = []

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        (cls.folder / "song.yaml").write_text(SONG)
        cls.run_program("render", "-q", "song.yaml", "--html", "page.html", *cls.words)
        cls.page = cls.folder / "page.html"
        try:
            cls.browser = chromium.Browser(cls.folder)
            cls.browser.call("Browser.getVersion")
        except (OSError, EOFError, TimeoutError):
            raise unittest.SkipTest("the browser does not start")
        cls.addClassCleanup(cls.browser.close)

    @classmethod
    def run_program(cls, *words):
        done = subprocess.run([program, *words], cwd=cls.folder, capture_output=True, timeout=60)
        assert done.returncode in (0, 1), done.stderr.decode()

    def show(self, page=None, width=1200):
        self.browser.open(page or self.page, width, "light")

    def key(self, code, key=None, modifiers=0):
        for kind in ("keyDown", "keyUp"):
            self.browser.call("Input.dispatchKeyEvent", type=kind, code=code, key=key or code, modifiers=modifiers)

    def focus(self, selector):
        self.browser.evaluate(f"document.querySelector({json.dumps(selector)}).focus()")

    def centre(self, selector):
        return self.browser.evaluate(f"(e => {{ e.scrollIntoView({{ block: 'center' }}); const r = e.getBoundingClientRect(); return {{ x: r.x + r.width / 2, y: r.y + r.height / 2 }} }})(document.querySelector({json.dumps(selector)}))")

    def click(self, selector):
        for kind in ("mousePressed", "mouseReleased"):
            self.browser.call("Input.dispatchMouseEvent", type=kind, button="left", clickCount=1, **self.centre(selector))

    def touch(self, selector):
        self.browser.call("Input.dispatchTouchEvent", type="touchStart", touchPoints=[self.centre(selector)])
        self.browser.call("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])

    def until(self, expression, seconds=25.0):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            value = self.browser.evaluate(expression)
            if value:
                return value
            time.sleep(0.02)
        self.fail(f"never true: {expression}; {self.elements()}")

    def elements(self):
        return self.browser.evaluate(ELEMENTS)

    def play(self):
        self.click(".play")
        # All files run behind, also those that are not heard.
        self.until("document.querySelectorAll('audio').length === 4 && [...document.querySelectorAll('audio')].every(e => !e.paused && e.currentTime > 0.1)")

    # What is heard is the words of the page against the state of the elements.
    def heard(self, *names):
        wanted = json.dumps(sorted(names))
        self.until(f"JSON.stringify([...document.querySelectorAll('audio')].filter(e => !e.muted && !e.paused).map(e => decodeURIComponent(e.src.split('/').pop())).sort()) === JSON.stringify({wanted})")



class Listening(Browsing):
    def test_asks_for_nothing_but_its_files(self):
        self.show()
        self.play()
        asked = {e["params"]["request"]["url"] for e in self.browser.events if e.get("method") == "Network.requestWillBeSent"}
        files = [self.folder / "out/mix.wav", *(self.folder / f"out/stems/{name}.wav" for name in ("low", "mid", "high"))]
        self.assertEqual({u for u in asked if not u.startswith("data:")}, {p.resolve().as_uri() for p in [self.page, *files]})
        said = [e for e in self.browser.events if e.get("method") in ("Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown")]
        self.assertEqual(said, [])

    def test_files_run_in_step(self):
        self.show()
        self.play()
        # A file that was not there in time, or lost its place, finds back.
        in_step = "(places => Math.max(...places) - Math.min(...places) < 0.005)([...document.querySelectorAll('audio')].map(e => e.currentTime))"
        self.until(in_step)
        begin, at = time.monotonic(), self.elements()[0]["at"]
        apart = []
        while time.monotonic() < begin + 1.5:
            places = [e["at"] for e in self.elements()]
            apart.append(max(places) - min(places))
        # A machine that is busy with other work stalls a single file now and then: the middle of all looks counts.
        self.assertLess(statistics.median(apart), 0.005)
        # The clock of the sound is that of the world.
        self.assertAlmostEqual(self.elements()[0]["at"] - at, time.monotonic() - begin, delta=0.5)
        for lost in (0.03, 1.0):
            self.browser.evaluate(f"document.querySelectorAll('audio')[2].currentTime += {lost}")
            self.until(f"{in_step} && document.querySelectorAll('audio')[2].playbackRate === 1")

    def test_solo_and_mute_and_sum(self):
        self.show()
        self.play()
        self.heard("mix.wav")
        self.click(".heard:nth-of-type(2) .hear")
        self.heard("low.wav", "mid.wav", "high.wav")
        self.click(".stem:nth-of-type(2) .mute")
        self.heard("low.wav", "high.wav")
        self.click(".stem:nth-of-type(1) .solo")
        self.heard("low.wav")
        self.click(".stem:nth-of-type(2) .solo")
        self.heard("low.wav", "mid.wav")
        self.assertEqual(self.browser.evaluate("[...document.querySelectorAll('[aria-pressed=true]')].map(b => b.ariaLabel)"),
                         ["Hear the sum", "Solo stems/low.wav", "Solo stems/mid.wav", "Mute stems/mid.wav"])
        self.click(".heard:nth-of-type(1) .hear")
        self.heard("mix.wav")
        # The mix is 6 dB louder in its file than the stems, which have a headroom.
        volumes = {e["name"]: e["volume"] for e in self.elements()}
        self.assertAlmostEqual(volumes["mix.wav"], 10 ** (-6 / 20), places=5)
        self.assertEqual(volumes["low.wav"], 1.0)

    def test_keys(self):
        self.show()
        self.focus(".position")
        self.key("Space", " ")
        self.until("document.querySelector('.play').textContent === 'Pause' && [...document.querySelectorAll('audio')].every(e => e.currentTime > 0)")
        self.key("ArrowRight")
        self.until("document.querySelector('audio').currentTime > 5")
        self.assertLess(self.elements()[0]["at"], 8.0)
        self.key("ArrowLeft")
        self.until("document.querySelector('audio').currentTime < 5")
        self.key("Digit3", "3")
        self.heard("high.wav")
        self.key("Digit2", "@", modifiers=8)
        self.key("Digit3", "3")
        self.heard("low.wav", "high.wav")
        self.key("KeyA", "a")
        self.heard("mix.wav")
        self.key("KeyA", "a")
        self.heard("low.wav", "high.wav")
        self.key("Space", " ")
        self.until("[...document.querySelectorAll('audio')].every(e => e.paused)")
        # A button keeps its own space bar, and what has the focus shows it.
        self.focus(".heard .hear")
        self.key("Tab", "Tab")
        self.assertNotEqual(self.browser.evaluate("getComputedStyle(document.activeElement).outlineStyle"), "none")

    def test_fingers_find_the_buttons(self):
        self.show(width=390)
        self.browser.call("Emulation.setTouchEmulationEnabled", enabled=True)
        sizes = self.browser.evaluate("[...document.querySelectorAll('#listen button, #listen input')].map(e => e.getBoundingClientRect()).map(r => [r.width, r.height])")
        self.assertEqual(len(sizes), 10)
        for width, height in sizes:
            self.assertGreaterEqual(min(width, height), 44)
        self.touch(".play")
        self.until("[...document.querySelectorAll('audio')].some(e => !e.muted && e.currentTime > 0)")
        self.touch(".stem:nth-of-type(1) .solo")
        self.heard("low.wav")

    def test_ends_at_the_end(self):
        self.show()
        self.play()
        self.browser.evaluate("(p => { p.value = 19.9; p.dispatchEvent(new Event('input')) })(document.querySelector('.position'))")
        self.until("document.querySelector('.play').textContent === 'Play' && document.querySelector('.now').textContent === '0:00.0'")
        self.click(".play")
        self.heard("mix.wav")

    def test_without_script_the_links_stay(self):
        self.browser.open(pathlib.Path("/dev/null"), 1200, "light")
        self.browser.call("Emulation.setScriptExecutionDisabled", value=True)
        self.browser.call("Page.navigate", url=self.page.as_uri())
        self.browser.events.clear()
        self.browser.wait("Page.loadEventFired")
        self.assertEqual(self.browser.evaluate("[...document.querySelectorAll('#listen button')].filter(b => b.checkVisibility()).length"), 0)
        self.assertEqual(self.browser.evaluate("[...document.querySelectorAll('#listen li a')].filter(a => a.checkVisibility()).length"), 4)

    # Names are words and paths, and never HTML, an address or a query.
    def test_hostile_names(self):
        for name in ("mix.wav", HOSTILE):
            shutil.copy(self.folder / "out/mix.wav", self.folder / name)
        self.run_program("null", "-q", "mix.wav", HOSTILE, "--html", "hostile.html")
        self.show(self.folder / "hostile.html")
        self.assertEqual(self.browser.evaluate("[...document.querySelectorAll('#listen a')].map(a => a.textContent)"), ["mix.wav", HOSTILE])
        self.click(".stem .solo")
        self.click(".play")
        self.heard(HOSTILE)

    # The browser itself says what it plays.
    @unittest.skipUnless(shutil.which("ffmpeg"), "ffmpeg is not installed")
    def test_says_what_cannot_be_played(self):
        kinds = {"p16.wav": ["-c:a", "pcm_s16le"], "p24.wav": ["-c:a", "pcm_s24le"], "p32.wav": ["-c:a", "pcm_s32le"], "f32.wav": ["-c:a", "pcm_f32le"],
                 "f64.wav": ["-c:a", "pcm_f64le"], "r.wav": ["-rf64", "always"], "a.flac": [], "a.aiff": [], "a.caf": [], "a.w64": [], "a.au": [], "a.ogg": ["-c:a", "libvorbis"]}
        command = ["ffmpeg", "-v", "error", "-i", str(self.folder / "out/mix.wav")]
        for name, words in kinds.items():
            command += ["-t", "1", *words, str(self.folder / name)]
        subprocess.run(command, check=True, timeout=60)
        self.run_program("loudness", "-q", *kinds, "--html", "kinds.html")
        self.show(self.folder / "kinds.html")
        told = self.browser.evaluate("[...document.querySelectorAll('#listen .heard')].map(r => [r.querySelector('a').textContent, !!r.dataset.file])")
        self.browser.evaluate("window.found = {}; for (const a of document.querySelectorAll('#listen .heard a')) { const e = new Audio(a.href); e.oncanplay = () => found[a.textContent] = true; e.onerror = () => found[a.textContent] = false }")
        found = self.until(f"Object.keys(found).length === {len(kinds)} && found")
        self.assertEqual(dict(told), found)


class Copies(Browsing):
    words = ["--embed-audio"]

    # What the player's own graph makes of its copies, from 1 s on, computed by the browser as fast as it can.
    def rendered(self, choice, solo=""):
        return self.browser.call("Runtime.evaluate", awaitPromise=True, returnByValue=True, expression=f"""(async () => {{
            const player = players[0], source = player.source;
            source.context = new OfflineAudioContext(2, 26400, 48000);
            source.output = source.context.createGain();
            source.output.connect(source.context.destination);
            player.asked = true;
            source.at = 1;
            {f"document.querySelector('{solo}').click();" if solo else ""}
            player.heard = player.choices[{choice}];
            await player.show();
            source.play();
            const buffer = await source.context.startRendering();
            return Array.from(buffer.getChannelData(0).slice(2400, 26400));
        }})()""")["result"]["value"]

    def printed(self, *names):
        files = [samples(self.folder / f"out/{name}.wav")[48000:72000] for name in names]
        return [sum(values) for values in zip(*files)]

    def test_copies_sound_like_the_files(self):
        stems = ("stems/low", "stems/mid", "stems/high")
        raised = 10 ** (6 / 20)
        for choice, solo, names, gain in ((0, "", ["mix"], 1 / raised), (1, "", stems, 1), (1, ".stem:nth-of-type(2) .solo", stems[1:2], 1)):
            self.show()
            signal = [gain * value for value in self.printed(*names)]
            heard = self.rendered(choice, solo)
            self.assertGreater(noise_ratio(signal, heard), 20)
            # It is not too early, and not too late.
            for lag in (-5, 5):
                self.assertGreater(noise_ratio(signal[100:-100], heard[100:-100]), noise_ratio(signal[100:-100], heard[100 + lag:lag - 100]))
        # So the mix and the sum are one after the other without a step.
        self.assertGreater(noise_ratio([value / raised for value in self.printed("mix")], self.printed(*stems)), 60)

    def test_residual_is_raised_to_be_heard(self):
        self.show()
        report = json.loads((self.folder / "out/report.json").read_text())["null"][0]
        words = self.browser.evaluate("[...document.querySelectorAll('#listen .heard')].pop().textContent")
        raised = int(re.search(r"raised by (\d+) dB", words).group(1))
        self.assertEqual(raised, 10 * math.floor((-12 - report["residual_peak_dbfs"]) / 10))
        heard = self.rendered(2)
        level = 10 * math.log10(sum(v * v for v in heard) / len(heard))
        self.assertAlmostEqual(level, report["residual_rms_dbfs"] + raised, delta=2)
        self.assertLess(max(map(abs, heard)), 0.5)

    def test_is_one_file_of_the_same_bytes(self):
        self.run_program("render", "--anew", "-q", "-j1", "song.yaml", "--html", "again.html", *self.words)
        self.assertEqual(self.page.read_bytes(), (self.folder / "again.html").read_bytes())
        away = self.folder / "away"
        away.mkdir()
        shutil.copy(self.page, away / "page.html")
        self.show(away / "page.html")
        self.click(".play")
        self.until("players[0].source.time() > 0.5")
        self.assertEqual(self.browser.evaluate("players[0].source.context.state"), "running")
        asked = [e["params"]["request"]["url"] for e in self.browser.events if e.get("method") == "Network.requestWillBeSent"]
        self.assertEqual([u for u in asked if not u.startswith("data:")], [(away / "page.html").as_uri()])
        said = [e for e in self.browser.events if e.get("method") in ("Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown")]
        self.assertEqual(said, [])
        self.focus(".position")
        self.key("ArrowRight")
        self.until("players[0].source.time() > 5.5")
        self.key("Space", " ")
        at = self.browser.evaluate("players[0].source.time()")
        time.sleep(0.2)
        self.assertEqual(self.browser.evaluate("players[0].source.time()"), at)

    # A reader that checks each page of Ogg takes them.
    def test_copies_are_whole(self):
        copies = re.findall(r'id="copy-(\d+)">([^<]*)', self.page.read_text())
        self.assertEqual([n for n, _ in copies], ["0", "1", "2", "3", "4"])
        for number, words in copies:
            (self.folder / f"{number}.opus").write_bytes(base64.b64decode(words, validate=True))
        self.run_program("loudness", "-q", *(f"{n}.opus" for n, _ in copies), "--json", "copies.json")
        report = json.loads((self.folder / "out/report.json").read_text())
        found = json.loads((self.folder / "copies.json").read_text())["files"]
        for file, copy in zip(report["files"], found):
            self.assertEqual(copy["frames"], file["frames"])
            self.assertAlmostEqual(copy["loudness"]["integrated"], file["loudness"]["integrated"], delta=0.3)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=1)
