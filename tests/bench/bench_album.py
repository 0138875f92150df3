#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Renders an album of twelve songs in one command, and prints how well it fills the processors.

usage: bench_album.py STEMPRINT FOLDER-OF-SPEC OUTPUT-FOLDER [RUNS]

reference_work.py writes the song S8 from spec.py in the second folder; PERF_DATA names the folder with its audio. All
twelve songs are S8, with a folder each. "busy" is the wall time divided by the CPU seconds of a processor, if all had as
much to do: 1.00 is the least, where no processor waits. The memory is the most that was resident at once. The line of
a single song shows how much less a song by itself fills the processors."""
import os
import shutil
import statistics
import subprocess
import sys
import time

SONGS = 12


def write_songs(reference, spec, output):
    """Writes the recipes, and returns their names."""
    subprocess.run([sys.executable, reference, spec, "8", output], check=True)
    with open(os.path.join(output, "s8.yaml"), encoding="utf-8") as file:
        text = file.read()
    if text.count("directory: s8\n") != 1:
        sys.exit("reference_work.py writes another folder than s8")
    recipes = [os.path.join(output, f"song-{i + 1:02}.yaml") for i in range(SONGS)]
    for i, recipe in enumerate(recipes):
        with open(recipe, "w", encoding="utf-8") as file:
            file.write(text.replace("directory: s8\n", f"directory: song-{i + 1:02}\n"))
    return recipes


def render(program, recipes):
    """Returns wall seconds, CPU seconds and MiB of one command that renders all the recipes."""
    for recipe in recipes:
        shutil.rmtree(recipe.removesuffix(".yaml"), ignore_errors=True)
    began = time.monotonic()
    process = subprocess.Popen([program, "render", "-q", *recipes], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):  # a verdict may fail: at S8 a stem by itself is over full scale
        sys.exit(f"{program} ended with {process.returncode}")
    return time.monotonic() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    if len(sys.argv) not in (4, 5):
        sys.exit(__doc__)
    program, spec, output = sys.argv[1:4]
    runs = int(sys.argv[4]) if len(sys.argv) == 5 else 5
    reference = os.path.join(os.path.dirname(os.path.abspath(__file__)), "reference_work.py")
    os.makedirs(output, exist_ok=True)
    recipes = write_songs(reference, spec, output)
    processors = len(os.sched_getaffinity(0))
    print(f"{'':12}  wall s   CPU s    busy    MiB  (medians of {runs}, {processors} processors)")
    for name, some in ("one song", recipes[:1]), (f"{SONGS} songs", recipes):
        rows = [render(program, some) for _ in range(runs)]
        wall, cpu, mebibytes = (statistics.median(row[i] for row in rows) for i in range(3))
        busy = statistics.median(row[0] / (row[1] / processors) for row in rows)
        print(f"{name:12} {wall:7.2f} {cpu:7.2f} {busy:7.2f} {mebibytes:6.0f}")


main()
