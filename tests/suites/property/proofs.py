#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""proofs.py PROGRAM: renders random sessions of short tones, square waves, loops and noise, and expects that their null tests hold.

Such sounds return sample by sample, so that the rounding of their files is no noise. The formats are the integers with and without
dither, and the floats. No strip clips, so each render ends well. STEMPRINT_PROPERTY_RECIPES says how many sessions (60), and
STEMPRINT_PROPERTY_FIRST which one is the first (0): the numbers are the seeds."""
import concurrent.futures
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import wave

RATE = 48000
FORMATS = ("pcm16", "pcm24", "pcm16, dither: none", "pcm24, dither: none", "float32")
LAWS = ("0 dB", "-3 dB", "-4.5 dB", "-6 dB")


def write_wave(path, samples, bits):
    """Writes a mono WAV of integers."""
    with wave.open(str(path), "wb") as file:
        file.setparams((1, bits // 8, RATE, len(samples), "NONE", "not compressed"))
        full = 2 ** (bits - 1) - 1
        file.writeframes(b"".join(round(x * full).to_bytes(bits // 8, "little", signed=True) for x in samples))


class Session:
    """A random recipe and its sources."""

    def __init__(self, seed, folder):
        self.lots, self.folder = random.Random(seed), folder
        self.seconds = round(self.lots.uniform(0.3, 2.0), 3)

    def between(self, low, high, places=2):
        return round(self.lots.uniform(low, high), places)

    def file(self, name, piece):
        """Repeats a piece of samples for the length of the session."""
        frames = int(self.seconds * RATE)
        write_wave(self.folder / name, (piece * (frames // len(piece) + 1))[:frames], self.lots.choice((16, 24)))
        return f"    source: {name}"

    def tone(self, _):
        freq = self.lots.choice((1000, 997, 100, 480, 12000, self.between(30, 15000)))
        return f"    source: {{ generate: tone, freq: {freq} Hz, level: {self.between(-40, -20)} dB, length: {self.seconds} s }}"

    def square(self, name):
        half, level = self.lots.choice((12, 24, 48, 100, 240)), self.between(0.01, 0.1, 4)
        return self.file(name, [level] * half + [-level] * half)

    def loop(self, name):
        return self.file(name, [self.lots.uniform(-0.1, 0.1) for _ in range(self.lots.choice((64, 480, 4800, 12000)))])

    def noise(self, _):
        return f"    source: {{ generate: white-noise, level: {self.between(-50, -24)} dB, length: {self.seconds} s }}"

    def insert(self):
        return self.lots.choice(("polarity", f"{{ gain: {self.between(-9, 0)} dB }}",
                                 f"{{ eq: {{ bands: [{{ type: bell, freq: {self.between(100, 9000)} Hz, gain: {self.between(-9, 0)} dB, q: 1 }}] }} }}",
                                 f"{{ compressor: {{ threshold: {self.between(-50, -20)} dB, ratio: 3 }} }}",
                                 f"{{ delay: {{ time: {self.lots.randint(10, 4000)} samples, mix: 30 % }} }}"))

    def inserts(self, percent):
        return ["    inserts: [ " + self.insert() + " ]"] if self.lots.random() * 100 < percent else []

    def recipe(self):
        lines = ["version: 1", "title: proof", f"session: {{ sample_rate: {RATE} Hz, tail: none, pan_law: {self.lots.choice(LAWS)} }}", "tracks:"]
        alike = self.lots.random() < 0.3  # all tracks play the same
        channels = self.lots.choice((1, 2))
        count, kinds = self.lots.randint(1, 6), (self.tone, self.square, self.loop, self.noise)
        kind, level, source = self.lots.choice(kinds), self.lots.choice((0, 0, self.between(-12, 0))), None
        for i in range(count):
            source = source if alike and source else (kind if alike else self.lots.choice(kinds))(f"t{i}.wav")
            fader = level if alike else self.lots.choice((0, -6, self.between(-12, 0)))
            lines += [f"  t{i}:", source, *self.inserts(20), f"    fader: {fader} dB"]
            if channels == 2 and self.lots.random() < 0.4:
                lines.append(f"    pan: {self.lots.choice((-100, 0, 50, 100))}")
            lines.append("    output: master")
        lines += ["outputs:", "  master:", f"    channels: {channels}", *self.inserts(30)]
        lines += ["print:", "  directory: out", f"  format: {{ container: wav, encoding: {self.lots.choice(FORMATS)} }}", "  mixes: { mix: { of: master } }",
                  "  stems: { of: master, by: track }"]
        return "\n".join(lines) + "\n"


def check(program, seed, root):
    """Returns what the render of a session complained about, with its recipe; None if it ended well."""
    folder = root / str(seed)
    folder.mkdir()
    (folder / "proof.yaml").write_text(Session(seed, folder).recipe())
    run = subprocess.run([program, "render", "-q", "-j", "1", "proof.yaml"], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                         timeout=120, check=False)
    said = None if run.returncode == 0 else f"session {seed}: exit code {run.returncode}\n{run.stdout}{(folder / 'proof.yaml').read_text()}"
    shutil.rmtree(folder)
    return said


def main():
    count, first = (int(os.environ.get(f"STEMPRINT_PROPERTY_{name}", usual)) for name, usual in (("RECIPES", 60), ("FIRST", 0)))
    program = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as root, concurrent.futures.ThreadPoolExecutor(2) as pool:
        findings = [said for said in pool.map(lambda seed: check(program, seed, pathlib.Path(root)), range(first, first + count)) if said]
    for said in findings:
        print(said)
    sys.exit(f"{len(findings)} of {count} sessions did not end well" if findings else 0)


if __name__ == "__main__":
    main()
