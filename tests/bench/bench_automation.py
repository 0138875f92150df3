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

A limiter and a meter of true peaks take longer where the song is louder. So the curves take turns: at any time half of
the tracks and of the buses are where the other half goes, and as it is, the song stands still at such a time. Loudness
and loudness range show that all songs are alike.
"""
import argparse, json, os, statistics, subprocess, sys, tempfile

TRACKS, GROUPS = 32, ("drums", "bass", "keys", "voices")
PERIOD = 4.0  # seconds


def at_first(values, shift):
    """Returns where a curve begins: behind its way back, or behind its way there."""
    return values[0] if shift < PERIOD / 2 else values[1]


class Curves:
    """Writes the automation of some keys, and counts it."""

    def __init__(self, kinds, share, seconds):
        self.kinds, self.share, self.seconds, self.count = kinds, share, seconds, 0

    def points(self, values, shift):
        """Goes to and fro between two values, for some share of each period; `shift` is seconds, up to a period."""
        way = PERIOD / 2
        at, value, points = shift - PERIOD, values[0], []
        while at < self.seconds:
            end, target = at + way * self.share, values[1] if value == values[0] else values[0]
            if end > 0:
                points += [f"{{ at: {max(at, 0):.3f} s, value: {value} }}",
                           f"{{ at: {end:.3f} s, value: {target}, shape: linear }}"]
            at, value = at + way, target
        return "[ " + ", ".join(points) + " ]"

    def of(self, kind, shift, **values):
        """Returns `automation: ...`, or nothing where this kind stays."""
        if kind not in self.kinds:
            return ""
        self.count += len(values)
        return ", automation: { " + ", ".join(f"{key}: {self.points(v, shift)}" for key, v in values.items()) + " }"


def write_song(path, folder, seconds, curves):
    lines = ["version: 1", "session: { sample_rate: 48 kHz, tail: none }", "tracks:"]
    gains, thresholds, levels = ("-3 dB", "4 dB"), ("-24 dB", "-18 dB"), ("-20 dB", "-9 dB")
    faders, pans = ("-9 dB", "-3 dB"), ("30 L", "30 R")
    for i in range(TRACKS):
        shift = PERIOD / TRACKS * i
        gain, threshold, level, fader, pan = (at_first(v, shift) for v in (gains, thresholds, levels, faders, pans))
        lines += [f"  t{i}:", f"    {{ source: {folder}/{i % 8}.wav, output: {GROUPS[i % 4]}, fader: {fader}, pan: {pan},",
                  "      inserts: [ eq: { bands: [ { type: highpass, freq: 60 Hz }, { type: bell, freq: 300 Hz, gain: -3 dB, q: 1 }, "
                  f"{{ type: bell, freq: 2 kHz, gain: {gain}, q: 1{curves.of('inserts', shift, gain=gains)} }}, "
                  f"{{ type: highshelf, freq: 8 kHz, gain: 2 dB }} ] }}, compressor: {{ threshold: {threshold}, ratio: 3"
                  f"{curves.of('inserts', shift, threshold=thresholds)} }} ],",
                  "      sends: [ " + ", ".join(f"{{ to: {aux}, level: {level}, tap: post-pan{curves.of('strips', shift, level=levels)} }}"
                                               for aux in ("reverb", "echo")) + " ]"
                  + curves.of("strips", shift, fader=faders, pan=pans) + " }"]
    lines.append("buses:")
    gains, faders = ("-1 dB", "3 dB"), ("-2 dB", "1 dB")
    for i, group in enumerate(GROUPS):
        shift = PERIOD / len(GROUPS) * i
        lines += [f"  {group}: {{ stem: {group}, inserts: [ compressor: {{ threshold: -18 dB, ratio: 2 }}, eq: {{ bands: [ "
                  f"{{ type: lowshelf, freq: 120 Hz, gain: {at_first(gains, shift)}{curves.of('inserts', shift, gain=gains)} }} ] }} ], "
                  f"output: master, fader: {at_first(faders, shift)}{curves.of('strips', shift, fader=faders)} }}"]
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


def loudness(recipe):
    """Returns the integrated loudness of the mix, and its loudness range, from the report."""
    with open(os.path.join(recipe.removesuffix(".yaml"), "report.json")) as file:
        mix = next(print_ for print_ in json.load(file)["files"] if print_["role"] == "mix")
    return mix["loudness"]["integrated"], mix["loudness"]["range"]


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
        recipes = [f"{folder}/{i}.yaml" for i in range(len(songs))]
        for recipe, (_, curves) in zip(recipes, songs):
            write_song(recipe, folder, options.seconds, curves)
        times = [[cpu_seconds(options.program, recipe) for recipe in recipes] for _ in range(options.runs)]
        print(f"{'':33} parameters   CPU s    over   LUFS    LU")
        for i, (name, curves) in enumerate(songs):
            seconds = statistics.median(run[i] for run in times)
            over = seconds / statistics.median(run[0] for run in times) - 1
            level, spread = loudness(recipes[i])
            print(f"{name:33} {curves.count:10d} {seconds:7.2f} {over:7.1%} {level:6.1f} {spread:5.1f}")


main()
