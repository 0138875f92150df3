#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""sessions.py PROGRAM: renders random sessions with clips, automation, tempo maps, feedback and output rates.

Each render ends well, or is refused for a loop that grows or is too short. All files of a rate are equally long, and the stems add
up to the mix within -200 dBFS, which the test sums up itself. Every third session is rendered again with other blocks, threads and
kernels, and without a part of its prints: the bytes are the same. STEMPRINT_PROPERTY_RECIPES says how many sessions (40)."""
import array
import hashlib
import os
import pathlib
import random
import struct
import subprocess
import sys
import tempfile

FLOOR = 1e-10  # -200 dBFS
SECONDS = 0.4  # of each source
SHAPES = ("linear", "fast-start", "slow-start-steep", "s-curve", "equal-power", "exponential", "logarithmic")
CURVES = ("hold", "linear", "db-linear", "s-curve")
RATES = (44100, 48000, 96000)
SOURCES = {f"{rate // 1000}-{channels}.wav": (rate, channels) for rate in RATES for channels in (1, 2)}
REFUSALS = ("feedback-grows", "feedback-latency", "feedback-stems")


def write_source(path, rate, channels):
    """White noise in 16 bits."""
    lots = random.Random(path.name)
    frames = int(SECONDS * rate)
    data = array.array("h", (lots.randint(-9000, 9000) for _ in range(frames * channels))).tobytes()
    head = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(data), b"WAVE", b"fmt ", 16, 1, channels, rate, 2 * channels * rate, 2 * channels, 16,
                       b"data", len(data))
    path.write_bytes(head + data)


def read_sound(path):
    """Returns (rate, channels, samples) of a WAV file with 64-bit floats."""
    blob = path.read_bytes()
    at, rate, channels = 12, 0, 0
    while at < len(blob):
        name, size = struct.unpack_from("<4sI", blob, at)
        if name == b"fmt ":
            _, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", blob, at + 8)
            assert bits == 64, path
        if name == b"data":
            return rate, channels, array.array("d", blob[at + 8:at + 8 + size])
        at += 8 + size + size % 2
    raise AssertionError(f"{path} has no data")


class Session:
    """A random recipe, line by line."""

    def __init__(self, seed):
        self.lots = random.Random(seed)
        self.lines = []

    def chance(self, percent):
        return self.lots.random() * 100 < percent

    def between(self, low, high, places=2):
        return round(self.lots.uniform(low, high), places)

    def position(self):
        return self.lots.choice((f"{self.between(0, 300)} ms", f"{self.lots.randint(0, 14000)} samples", f"1|{self.lots.randint(1, 3)}", "hook",
                                 "hook + 1/32"))

    def fade(self):
        return f"{{ length: {self.between(1, 40)} ms, shape: {self.lots.choice(SHAPES)} }}"

    def clip(self):
        file = self.lots.choice(list(SOURCES))
        keys = [f"file: {file}", f"at: {self.position()}", f"from: {self.between(0, 80)} ms", f"to: {self.between(200, 390)} ms"]
        options = {"loop": f"{self.between(110, 500)} ms", "reverse": "yes", "rate": self.between(0.5, 2.0, 4), "gain": f"{self.between(-20, 3)} dB",
                   "polarity": "inverted", "mute": "yes", "mode": self.lots.choice(("mono", "left", "as-is")), "fade_in": self.fade(),
                   "fade_out": self.fade()}
        if SOURCES[file][1] == 1:
            del options["mode"]
        keys += [f"{key}: {value}" for key, value in options.items() if self.chance(8 if key == "mute" else 30)]
        return "{ " + ", ".join(keys) + " }"

    def curve(self, low, high, unit):
        if self.chance(25):
            return (f"{{ ride: {{ at: {self.position()}, value: {self.between(low, high)}{unit}, attack: {self.between(1, 30)} ms, "
                    f"hold: {self.between(1, 90)} ms, release: {self.between(1, 60)} ms }} }}")
        places = sorted(self.lots.sample(range(1, 400), self.lots.randint(1, 4)))
        shapes = CURVES if unit in (" dB", " Hz") else ("hold", "linear", "s-curve")
        return "[" + ", ".join(f"{{ at: {place} ms, value: {self.between(low, high)}{unit}, shape: {self.lots.choice(shapes)} }}" for place in places) + "]"

    def insert(self):
        return self.lots.choice((
            f"{{ gain: {{ gain: {self.between(-9, 3)} dB, automation: {{ gain: {self.curve(-20, 3, ' dB')} }} }} }}",
            f"{{ eq: {{ bands: [{{ type: bell, freq: {self.between(100, 9000)} Hz, gain: {self.between(-9, 9)} dB, q: 1, automation: "
            f"{{ gain: {self.curve(-9, 9, ' dB')}, freq: {self.curve(100, 9000, ' Hz')} }} }}] }} }}",
            f"{{ compressor: {{ threshold: {self.between(-40, -10)} dB, ratio: 4, lookahead: {self.lots.choice((0, 64, 1000))} samples }} }}",
            f"{{ delay: {{ time: {self.lots.choice(('1/64', '1/32d', '700 samples'))}, feedback: {self.between(0, 60)} %, mix: 40 % }} }}",
            f"{{ limiter: {{ ceiling: {self.between(-12, -1)} dBTP }} }}", "polarity"))

    def strip(self, name, first, sends, output):
        """Adds a strip; `first` are the lines of its source."""
        self.lines += [f"  {name}:", *first]
        if self.chance(50):
            self.lines.append("    inserts: [" + ", ".join(self.insert() for _ in range(self.lots.randint(1, 2))) + "]")
        if self.chance(60):
            self.lines.append(f"    fader: {self.between(-18, 0)} dB")
        if self.chance(40):
            self.lines.append(f"    automation: {{ fader: {self.curve(-40, 0, ' dB')} }}")
        if sends:
            self.lines.append("    sends: [" + ", ".join(sends) + "]")
        self.lines.append(f"    output: {output}")

    def send(self, to):
        moving = f", automation: {{ level: {self.curve(-40, -3, ' dB')} }}" if self.chance(30) else ""
        return f"{{ to: {to}, level: {self.between(-24, -6)} dB{moving} }}"

    def feedback(self, to):
        delay = self.lots.choice(("1/64", "1/32t", "1/32", f"{self.lots.randint(1, 4000)} samples"))
        return f"{{ to: {to}, level: {self.between(-40, -14)} dB, feedback: {{ delay: {delay} }} }}"

    def head(self):
        tempos = [f"{{ tempo: {self.between(60, 180, 1)} bpm, ramp: {self.lots.choice(('beats', 'time'))} }}",
                  f"{{ at: 1|3, tempo: {self.between(60, 180, 1)} bpm }}"]
        tail = self.lots.choice(("none", f"{self.lots.randint(1, 200)} ms"))
        self.lines = ["version: 1", "session:", f"  sample_rate: {self.lots.choice(RATES)}", f"  tail: {tail}", f"  tempo: [{', '.join(tempos)}]",
                      f"  markers: {{ hook: {self.between(10, 200)} ms }}"]
        if self.chance(20):
            self.lines.append(f"  lead_in: {self.lots.randint(1, 3000)} samples")

    def recipe(self):
        """Returns the recipe, and the names of its sets: each has a mix of its own."""
        self.head()
        tracks, buses, auxes = self.lots.randint(1, 7), self.lots.randint(0, 3), self.lots.randint(0, 3)
        outputs = [f"b{i}" for i in range(buses)] + ["master"]
        self.lines.append("tracks:")
        for i in range(tracks):
            first = [f"    stem: s{self.lots.randint(0, 3)}"]
            if self.chance(70):
                first += ["    clips:"] + [f"      - {self.clip()}" for _ in range(self.lots.randint(1, 6))]
            else:
                first.append(f"    source: {self.lots.choice(list(SOURCES))}")
            self.strip(f"t{i}", first, [self.send(f"a{k}") for k in range(auxes) if self.chance(40)], self.lots.choice(outputs))
        for title, count, letter in (("buses", buses, "b"), ("auxes", auxes, "a")):
            if count:
                self.lines.append(f"{title}:")
            for i in range(count):
                back = [self.feedback(f"a{self.lots.randint(0, i)}")] if letter == "a" and self.chance(60) else []
                self.strip(f"{letter}{i}", [], back, self.lots.choice(outputs[i + 1:] if letter == "b" else outputs))
        return self.prints()

    def prints(self):
        rates = {"plain": "", **{f"r{rate}": f", sample_rate: {rate}" for rate in RATES if self.chance(30)}}
        self.lines += ["outputs:", "  master: {}", "print:", "  directory: out", "  mixes:"]
        self.lines += [f"    mix-{name}: {{ of: master, format: {{ encoding: float64{rate} }} }}" for name, rate in rates.items()]
        self.lines.append("  stems:")
        self.lines += [f"    {name}: {{ of: master, format: {{ encoding: float64{rate} }} }}" for name, rate in rates.items()]
        return "\n".join(self.lines) + "\n", list(rates)


def render(program, folder, *options):
    return subprocess.run([program, "render", "-q", *options, "song.yaml"], cwd=folder, capture_output=True, text=True, timeout=120, check=False)


def residual(folder, name):
    """Returns the largest sample of the mix less its stems, whose lengths must be equal, and that of the mix."""
    rate, channels, mix = read_sound(folder / f"mix-{name}.wav")
    left = array.array("d", mix)
    for path in sorted((folder / "stems").rglob("*.wav")):
        if path.parent.name not in (name, "stems"):
            continue
        sound = read_sound(path)
        assert sound[0] == rate and sound[1] == channels and len(sound[2]) == len(mix), f"{path} is not as its mix is"
        for i, sample in enumerate(sound[2]):
            left[i] -= sample
    return max(map(abs, left), default=0.0), max(map(abs, mix), default=0.0)


def digests(folder):
    return {path.relative_to(folder): hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*.wav")}


def try_session(program, folder, seed):
    """Returns (state, residual): rendered, silent or refused."""
    yaml, names = Session(seed).recipe()
    (folder / "song.yaml").write_text(yaml, encoding="utf-8")
    result = render(program, folder, "--force", f"-j{2 + seed // 3 % 7}")
    if result.returncode == 3 and any(f"[{code}]" in result.stderr for code in REFUSALS) and result.stderr.count("error:") == 1:
        return "refused", 0.0
    assert result.returncode == 0, f"seed {seed}: exit code {result.returncode}\n{result.stderr}\n{yaml}"
    worst, loudest = 0.0, 0.0
    for name in names:
        left, peak = residual(folder / "out", name)
        assert left <= FLOOR, f"seed {seed}: a residual of {left:g} in {name}\n{yaml}"
        worst, loudest = max(worst, left), max(loudest, peak)
    if seed % 3 == 0:
        before = digests(folder / "out")
        again = render(program, folder, "--force", "-j1", f"--block={1 + seed * 37 % 1500}", f"--cpu={('plain', 'sse2')[seed % 2]}")
        assert again.returncode == 0 and digests(folder / "out") == before, f"seed {seed}: other bytes\n{again.stderr}\n{yaml}"
    return "rendered" if loudest > 1e-4 else "silent", worst


def main():
    program, count = os.path.abspath(sys.argv[1]), int(os.environ.get("STEMPRINT_PROPERTY_RECIPES", "40"))
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    states, worst = {"rendered": 0, "silent": 0, "refused": 0}, 0.0
    with tempfile.TemporaryDirectory(prefix="sessions.") as scratch:
        folder = pathlib.Path(scratch)
        for name, (rate, channels) in SOURCES.items():
            write_source(folder / name, rate, channels)
        for seed in range(first, first + count):
            for path in (folder / "out").rglob("*.*") if (folder / "out").exists() else ():
                if path.is_file():
                    path.unlink()
            state, left = try_session(program, folder, seed)
            states[state] += 1
            worst = max(worst, left)
    print(f"{count} sessions: {states}, largest residual {worst:g}")
    assert states["rendered"] * 10 >= count * 7, "too few sessions sound"
    assert worst > 0.0, "no stems were added up"


if __name__ == "__main__":
    main()
