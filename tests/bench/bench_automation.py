#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Renders a song of 32 tracks as it is, and with 200 parameters that automation moves.

    tests/bench/bench_automation.py [--runs N] [--seconds N] PROGRAM

The song is like the reference work S32: each track has an equaliser, a compressor, a fader, a pan and two sends, each
of four buses a compressor and an equaliser, the master all of these and a limiter; a reverb and an echo return. All
renders run in turn, on one thread. A row shows the median CPU seconds, and by how much they are over those of the song
as it is: with curves that move a twentieth or a fifth of the time, and with curves that always move. `strips`: the fader, the
pan and both sends of each track, and the faders of the buses. `inserts`: the gain of a band and the threshold of each
track, and the gain of a band of each bus. SoX makes the sources.
"""
import argparse, os, statistics, subprocess, sys, tempfile

TRACKS, GROUPS = 32, ("drums", "bass", "keys", "voices")


class Curves:
    """Writes the automation of some keys, and counts it."""

    def __init__(self, kinds, share, seconds):
        self.kinds, self.share, self.seconds, self.count = kinds, share, seconds, 0

    def points(self, values, shift):
        """Goes to and fro between two values, in periods of 4 s, for some share of each; `shift` is seconds."""
        points, at = [f"{{ at: 0 s, value: {values[0]} }}"], shift
        while at < self.seconds:
            for value in reversed(values):
                points.append(f"{{ at: {at:.3f} s, value: {values[1] if value == values[0] else values[0]} }}")
                points.append(f"{{ at: {at + 2 * self.share:.3f} s, value: {value}, shape: linear }}")
                at += 2.0
        return "[ " + ", ".join(points) + " ]"

    def of(self, kind, shift, **values):
        """Returns `automation: ...`, or nothing where this kind stays."""
        if kind not in self.kinds:
            return ""
        self.count += len(values)
        return ", automation: { " + ", ".join(f"{key}: {self.points(v, shift)}" for key, v in values.items()) + " }"


def write_song(path, folder, seconds, curves):
    lines = ["version: 1", "session: { sample_rate: 48 kHz, tail: none }", "tracks:"]
    for i in range(TRACKS):
        shift = 0.05 * i
        lines += [f"  t{i}:", f"    {{ source: {folder}/{i % 8}.wav, output: {GROUPS[i % 4]}, fader: -6 dB, pan: {i} L,",
                  "      inserts: [ eq: { bands: [ { type: highpass, freq: 60 Hz }, { type: bell, freq: 300 Hz, gain: -3 dB, q: 1 }, "
                  f"{{ type: bell, freq: 2 kHz, gain: 2 dB, q: 1{curves.of('inserts', shift, gain=('-3 dB', '4 dB'))} }}, "
                  "{ type: highshelf, freq: 8 kHz, gain: 2 dB } ] }, compressor: { threshold: -20 dB, ratio: 3"
                  f"{curves.of('inserts', shift, threshold=('-24 dB', '-18 dB'))} }} ],",
                  "      sends: [ " + ", ".join(f"{{ to: {aux}, level: -12 dB, tap: post-pan{curves.of('strips', shift, level=('-20 dB', '-9 dB'))} }}"
                                               for aux in ("reverb", "echo")) + " ]"
                  + curves.of("strips", shift, fader=("-9 dB", "-3 dB"), pan=("30 L", "30 R")) + " }"]
    lines.append("buses:")
    for group in GROUPS:
        lines += [f"  {group}: {{ stem: {group}, inserts: [ compressor: {{ threshold: -18 dB, ratio: 2 }}, eq: {{ bands: [ "
                  f"{{ type: lowshelf, freq: 120 Hz, gain: 1 dB{curves.of('inserts', 0.5, gain=('-1 dB', '3 dB'))} }} ] }} ], "
                  f"output: master{curves.of('strips', 0.5, fader=('-2 dB', '1 dB'))} }}"]
    lines += ["auxes:", "  reverb: { inserts: [ reverb: { decay: 1.8 s } ], output: master }",
              "  echo: { inserts: [ delay: { time: 375 ms, feedback: 30 % } ], output: master }",
              "outputs:", "  master: { inserts: [ eq: { bands: [ { type: highshelf, freq: 10 kHz, gain: 1 dB } ] }, "
              "compressor: { threshold: -16 dB, ratio: 2 }, limiter: { ceiling: -1 dBTP } ] }",
              "print: { mixes: { mix: { of: master } }, stems: { of: master } }"]
    with open(path, "w") as file:
        file.write("\n".join(lines) + "\n")


def cpu_seconds(program, recipe):
    process = subprocess.Popen([program, "render", "-q", "--anew", "--jobs", "1", recipe], stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"{recipe} was not rendered")
    return usage.ru_utime + usage.ru_stime


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("program")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for i in range(8):
            subprocess.run(["sox", "-R", "-n", "-r", "48000", "-c", "1", "-b", "24", f"{folder}/{i}.wav", "synth",
                            str(options.seconds), "pinknoise", "vol", "0.1"], check=True)
        songs = [("as it is", Curves((), 0.0, 0))]
        for name, kinds in ("all", ("strips", "inserts")), ("strips", ("strips",)), ("inserts", ("inserts",)):
            for share, words in (0.05, "a twentieth of the time"), (0.2, "a fifth of the time"), (1.0, "always"):
                songs.append((f"{name}, {words}", Curves(kinds, share, options.seconds)))
        for i, (_, curves) in enumerate(songs):
            write_song(f"{folder}/{i}.yaml", folder, options.seconds, curves)
        times = [[cpu_seconds(options.program, f"{folder}/{i}.yaml") for i in range(len(songs))] for _ in range(options.runs)]
        print(f"{'':28} parameters   CPU s    over")
        for i, (name, curves) in enumerate(songs):
            seconds = statistics.median(run[i] for run in times)
            over = seconds / statistics.median(run[0] for run in times) - 1
            print(f"{name:28} {curves.count:10d} {seconds:7.2f} {over:7.1%}")


main()
