#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints what every processor costs, in nanoseconds for each frame and column, with the plain and the widest kernels.

usage: bench_processors.py STEMPRINT [RUNS]

Each processor is on eight stereo strips of pink noise at 48 kHz. The figure is what `render --profile` measures of it, in
the best of RUNS (3) runs."""
import os
import re
import subprocess
import sys
import tempfile
import wave

STRIPS = 8

INSERTS = {
    "eq": "bands: [ { type: highpass, freq: 30 Hz }, { type: bell, freq: 250 Hz, gain: -3 dB, q: 1 }, "
          "{ type: bell, freq: 3 kHz, gain: 2 dB, q: 1 }, { type: highshelf, freq: 8 kHz, gain: 2 dB, q: 0.7 } ]",
    "linear-phase-eq": "bands: [ { type: bell, freq: 1 kHz, gain: 3 dB, q: 1 } ]",
    "compressor": "threshold: -24 dB, ratio: 4",
    "compressor, program": "threshold: -24 dB, ratio: 4, release_mode: program",
    "compressor, 2x": "threshold: -24 dB, ratio: 4, oversampling: 2x",
    "compressor, 4x": "threshold: -24 dB, ratio: 4, oversampling: 4x",
    "gate": "threshold: -30 dB",
    "de-esser": "threshold: -30 dB",
    "dynamic-eq": "bands: [ { type: lowshelf, freq: 120 Hz, threshold: -40 dB }, "
                  "{ type: bell, freq: 400 Hz, q: 2, threshold: -40 dB }, "
                  "{ type: bell, freq: 3 kHz, q: 2, threshold: -40 dB }, "
                  "{ type: highshelf, freq: 8 kHz, threshold: -40 dB } ]",
    "transient-shaper": "attack: 6 dB, sustain: -3 dB",
    "leveler": "target: -24 dBFS, range: 9 dB",
    "limiter": "ceiling: -12 dBTP",
    "saturation": "drive: 12 dB",
    "wow-flutter": "wow: 0.1 %, flutter: 0.1 %",
    "tape-head": "bump: 50 %",
    "convolver": "file: response.wav",
    "reverb": "decay: 1.6 s",
    "delay": "time: 250 ms, feedback: 40 %",
    "chorus": "",
    "flanger": "",
    "phaser": "",
    "tremolo": "",
    "auto-pan": "",
    "width": "150 %",
    "mid-side": "side: 3 dB",
    "dc-filter": "",
    "de-hum": "freq: 50 Hz",
    "de-click": "threshold: 28 dB",
    "de-noise": "reduction: 12 dB",
}


def recipe(name, parameters):
    value = f"{{ {parameters} }}" if ":" in parameters or not parameters else parameters
    lines = ["version: 1", "session: { sample_rate: 48 kHz, tail: none }", "tracks:"]
    for i in range(STRIPS):
        lines += [f"  s{i}:", "    source: { generate: pink-noise, length: 10 s, channels: 2 }",
                  f"    inserts: [ {name}: {value} ]", "    output: out"]
    return "\n".join(lines + ["outputs: { out: { } }", "print:", "  directory: out",
                              "  format: { container: wav, encoding: float32 }", "  mixes: { mix: { of: out } }", ""])


def write_response(path):
    with wave.open(path, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(48000)
        state, frames = 1, bytearray()
        for i in range(2 * 120000):
            state = (state * 1103515245 + 12345) & 0x7FFFFFFF
            frames += int((state / 0x40000000 - 1) * 20000 * (1 - i / 240000)).to_bytes(2, "little", signed=True)
        file.writeframes(bytes(frames))


def measure(program, path, name, cpu):
    """The mean over the strips of the column ns/sample."""
    command = [program, "render", "-j1", "--profile", "--no-loudness", "--no-null", "-d", os.path.dirname(path) + "/out"]
    text = subprocess.run(command + cpu + [path], check=True, capture_output=True, text=True).stdout
    found = [float(line.split()[-1]) for line in text.splitlines() if re.match(rf"s\d+ +{re.escape(name)} ", line)]
    if not found:
        sys.exit(f"the profile of \"{name}\" has no line of it:\n{text}")
    return sum(found) / len(found)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    program = os.path.abspath(sys.argv[1])
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    print(f"{'ns a frame and column':24}{'plain':>9}{'widest':>9}{'faster':>9}")
    with tempfile.TemporaryDirectory() as folder:
        write_response(os.path.join(folder, "response.wav"))
        for label, parameters in INSERTS.items():
            name = label.split(",")[0]
            path = os.path.join(folder, "recipe.yaml")
            with open(path, "w", encoding="ascii") as file:
                file.write(recipe(name, parameters))
            plain = min(measure(program, path, name, ["--cpu", "plain"]) for _ in range(runs))
            widest = min(measure(program, path, name, []) for _ in range(runs))
            print(f"{label:24}{plain:9.2f}{widest:9.2f}{plain / widest:8.1f}x", flush=True)


main()
