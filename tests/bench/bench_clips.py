#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Renders a song whose tracks are cut into 2,000 clips each, and the same song uncut.

    tests/bench/bench_clips.py [--runs N] [--tracks N] [--minutes N] PROGRAM

Both renders run in turn, on one thread. A row shows the median CPU seconds of both, their ratio, and the most memory of
the cut one. `cut`: the clips continue each other, and the files must be equal. `in any order`: the clips of a track
stand in any order, so that each one begins elsewhere in its file. `44.1 kHz`: the files have another rate than the
session. SoX makes the sources.
"""
import argparse, filecmp, os, random, statistics, subprocess, sys, tempfile

CLIPS = 2000


def cuts(name, frames, shuffled):
    ends = [frames * i // CLIPS for i in range(CLIPS + 1)]
    order = list(range(CLIPS))
    if shuffled:
        random.Random(name).shuffle(order)
    at = 0
    for i in order:
        yield f"      - {{ file: {name}, at: {at} samples, from: {ends[i]} samples, to: {ends[i + 1]} samples }}\n"
        at += ends[i + 1] - ends[i]


def write_recipe(path, tracks):
    with open(path, "w") as file:
        file.write("version: 1\nsession: { sample_rate: 48 kHz, tail: none }\ntracks:\n")
        for index, track in enumerate(tracks):
            file.write(f"  t{index}:\n    inserts: [eq: {{ bands: [{{ type: bell, freq: 1 kHz, gain: 2 dB }}] }}, compressor]\n{track}")
        file.write("outputs: { master: {} }\nprint: { mixes: { mix: {} } }\n")


def render(program, recipe):
    """Returns the CPU seconds and the most memory in MB."""
    process = subprocess.Popen([program, "render", "-q", "--anew", "--jobs", "1", recipe], stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"{recipe} was not rendered")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--tracks", type=int, default=8)
    parser.add_argument("--minutes", type=float, default=3.0)
    parser.add_argument("program")
    options = parser.parse_args()
    frames = int(options.minutes * 60 * 48000)
    print(f"{'':24} uncut s    cut s   ratio   cut MB")
    with tempfile.TemporaryDirectory() as folder:
        for rate in 48000, 44100:
            names = [f"{rate}-{track}.wav" for track in range(options.tracks)]
            for name in names:
                subprocess.run(["sox", "-R", "-n", "-r", str(rate), "-c", "2", "-b", "24", f"{folder}/{name}", "synth",
                                f"{frames // 48000}", "pinknoise", "pinknoise", "vol", "0.05"], check=True)
            length = frames // 48000 * 48000
            for what, shuffled in ("cut", False), ("in any order", True):
                whole, cut = f"{folder}/whole.yaml", f"{folder}/cut.yaml"
                write_recipe(whole, [f"    clips: {{ file: {name} }}\n" for name in names])
                write_recipe(cut, ["    clips:\n" + "".join(cuts(name, length, shuffled)) for name in names])
                times = [(render(options.program, whole), render(options.program, cut)) for _ in range(options.runs)]
                seconds = [statistics.median(run[i][0] for run in times) for i in (0, 1)]
                memory = max(run[1][1] for run in times)
                print(f"{what + (', 44.1 kHz' if rate == 44100 else ''):24} {seconds[0]:7.2f}  {seconds[1]:7.2f}"
                      f"  {seconds[1] / seconds[0]:6.3f}  {memory:7.1f}")
                if not shuffled and not filecmp.cmp(f"{folder}/whole/mix.wav", f"{folder}/cut/mix.wav", shallow=False):
                    sys.exit("the cut song is another one")


main()
