#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stages faults in songs with other programs than stemprint, asks `stemprint null` for the cause, and counts the right answers.

numpy changes the files, and SoX, FFmpeg, LAME, oggenc, opusenc, fluidsynth; what needs a program that is not installed is left out,
with a note. The songs stand in songs.py, in two halves: improve the program on the tuning half only. faults.py says which faults
there are, and which answers are right.

It ends with 1 if the tables are under their limits, with 77 if numpy is not installed."""
import argparse
import collections
import json
import multiprocessing
import os
import pathlib
import signal
import sys
import time

try:
    import numpy  # noqa: F401
except ImportError:
    print("numpy is not installed (python3-numpy): nothing was tested")
    sys.exit(77)

sys.dont_write_bytecode = True
import tally
from clean import CLEAN
from faults import FAULTS
from pairs import PAIRS
from songs import HALVES, SONGS, absence, render
from trial import run

RIGHT_PERCENT, SURE_PERCENT, PAIR_PERCENT = 95, 90, 80


def numbers(text):
    return [int(word) for word in text.split(",")]


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
                                     epilog="A first look at some faults: strangers.py build/release/cmd/stemprint --song big-band --strengths 2 "
                                            "--what fault --only gap,cut --misses")
    parser.add_argument("program", help="the built stemprint")
    parser.add_argument("--half", choices=HALVES, action="append", help="one half of the songs (may be given twice; both if left out)")
    parser.add_argument("--song", action="append", help="one song (may be given several times)")
    parser.add_argument("--what", choices=("fault", "pair", "clean"), action="append",
                        help="single faults, pairs of faults, or clean sets (may be given twice; all if left out)")
    parser.add_argument("--only", default="", help="only what has one of these words in its name, or a fault in its right kinds, with commas "
                                                  "between: gap,cut")
    parser.add_argument("--strengths", type=numbers, default=[2, 1, 3], help="which of the three strengths, in which order (2,1,3)")
    parser.add_argument("--jobs", type=int, default=2, help="processes (2)")
    parser.add_argument("--minutes", type=float, help="stop after so many minutes, and count what was done")
    parser.add_argument("--keep", help="a folder that keeps the files of each trial")
    parser.add_argument("--cache", default=os.path.join(os.environ.get("XDG_CACHE_HOME", os.path.expanduser("~/.cache")), "stemprint-strangers"),
                        help="the folder of the rendered songs (~/.cache/stemprint-strangers)")
    parser.add_argument("--misses", action="store_true", help="also list each answer that was not right, of songs of the tuning half")
    parser.add_argument("--results", help="write all results into a file, as JSON")
    parser.add_argument("--list", action="store_true", help="list songs and faults, and test nothing")
    return parser.parse_args()


def listing():
    for name, row in SONGS.items():
        print(f"song   {row['half']:10} {name:20} {absence(name) or ''}")
    for fault in FAULTS:
        print(f"fault  {'|'.join(fault.kinds):20} {fault.name}")


def chosen_songs(wish, setup):
    """Renders the songs that are wished and can be had, and returns their names."""
    songs = [n for n, row in SONGS.items() if (not wish.half or row["half"] in wish.half) and (not wish.song or n in wish.song)]
    have = []
    for name in songs:
        reason = absence(name)
        if reason:
            print(f"note: {name} is left out: {reason}")
            continue
        folder = pathlib.Path(wish.cache) / name
        render(name, folder)
        setup["songs"][name] = str(folder)
        have.append(name)
    return have


def trials_of(songs, wish):
    """Yields the trials: first what all songs have in common, so that a run that is stopped has seen all songs."""
    words = [word for word in wish.only.split(",") if word]
    what = wish.what or ["pair", "clean", "fault"]

    def wanted(kind, name):
        return kind in what and (not words or any(word in name for word in words))

    for song in songs:
        yield from (dict(what="pair", song=song, pair=at) for at, pair in enumerate(PAIRS) if wanted("pair", " and ".join(pair)))
    for song in songs:
        yield from (dict(what="clean", song=song, clean=at) for at, row in enumerate(CLEAN) if wanted("clean", row.name))
    for strength in wish.strengths:
        for song in songs:
            yield from (dict(what="fault", song=song, fault=at, index=strength - 1) for at, fault in enumerate(FAULTS)
                        if wanted("fault", f"{fault.name} {' '.join(fault.kinds)}"))


SETUP = {}


def worker(trial):
    return run(SETUP, trial)


def run_all(trials, wish):
    """Runs all trials, a few processes at a time, as long as there is time. It shows a wrong answer as soon as it comes."""
    results, began = [], time.time()
    with multiprocessing.get_context("fork").Pool(wish.jobs) as pool:
        for result in pool.imap(worker, trials, chunksize=4):
            results.append(result)
            if wish.misses and SONGS[result["song"]]["half"] == "tuning":
                print("".join(line + "\n" for line in tally.misses([result])), end="", flush=True)
            if sys.stderr.isatty():
                print(f"\r{len(results)} of {len(trials)}, {time.time() - began:.0f} s ", end="", file=sys.stderr, flush=True)
            if wish.minutes and time.time() - began > 60 * wish.minutes:
                break
    if len(results) < len(trials):
        print(f"note: {len(trials) - len(results)} trials are left out: the time is over")
    return results


def notes(results):
    for program, count in collections.Counter(r["program"] for r in results if r["state"] == "absent").items():
        print(f"note: {count} trials are left out: {program} is not installed")
    count = sum(r["state"] == "none" for r in results)
    if count:
        print(f"note: {count} trials are left out: no stem of the song can have the fault, or it is under the floor of the formats")


def judge_faults(results, songs):
    print("\n".join(tally.fault_table(results, songs)))
    print(tally.fault_total(results))
    return percent_of(results) >= RIGHT_PERCENT


def judge_plain(what, percent):
    def judge(results, songs):
        print("\n".join(tally.plain_table(results, songs, what)))
        return percent_of(results) >= percent
    return judge


def percent_of(results):
    return 100 * tally.rights(tally.counted(results)) / max(1, len(tally.counted(results)))


def judge_calibration(results):
    """Of all that is told with 90 % and more, 90 % must be right."""
    print("\n" + "\n".join(tally.calibration(results)))
    right, told = tally.sure(results)
    return 100 * right >= SURE_PERCENT * told


JUDGES = {"fault": judge_faults, "pair": judge_plain("pair", PAIR_PERCENT), "clean": judge_plain("clean", 100)}


def judge_half(half, results, songs):
    """Prints the tables of one half. Returns whether it is good enough."""
    good = True
    for what, judge in JUDGES.items():
        part = [r for r in results if r["what"] == what]
        if part:
            print(f"\n{half} half")
            good &= judge(part, songs)
    if any("names" in r for r in results):
        good &= judge_calibration([r for r in results if "names" in r])
    return good


def main():
    wish = options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if wish.list:
        return listing()
    began = time.time()
    SETUP.update(program=os.path.abspath(wish.program), keep=wish.keep, songs={})
    songs = chosen_songs(wish, SETUP)
    results = run_all(list(trials_of(songs, wish)), wish)
    notes(results)
    good = True
    for half in HALVES:
        of_half = [song for song in songs if SONGS[song]["half"] == half]
        if of_half:
            good &= judge_half(half, [r for r in results if r["song"] in of_half], of_half)
    if wish.results:
        pathlib.Path(wish.results).write_text(json.dumps(results, indent=1), encoding="utf-8")
    print(f"{time.time() - began:.0f} s")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
