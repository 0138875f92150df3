#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Renders the reference work S32 as it is, and with 200 parameters that automation moves.

    tests/bench/bench_automation.py [--runs N] PROGRAM FOLDER-OF-SPEC OUTPUT-FOLDER

reference_work.py writes S32 from spec.py in the second folder; PERF_DATA names the folder with its audio. All renders
run in turn, on one thread, and each right after one of the song as it is. A row shows the median CPU seconds, and the
median of how much they are over those of the render before: with curves that move a twentieth or a fifth of the time,
and with curves that always move. `strips`: the fader, the pan and both sends of each track, and the faders of the
buses. `inserts`: the gains of two bands and the threshold of each track, and the gain of a shelf of each bus. The
points of the curves stand in the recipe; in the rows with `CSV` each curve has a file of its own, which is read faster.

A limiter and a meter of true peaks take longer where the song is louder. So the curves take turns: at any time half of
the tracks and of the buses are where the other half goes, and a level that stays is the mean power of both ends of its
curve. What is left is then taken away by the gain before the limiter: all songs are as loud as the song as it is,
within 0.05 LU. Loudness and loudness range show it.
"""
import argparse, copy, json, math, os, statistics, subprocess, sys
import yaml

sys.dont_write_bytecode = True
import memory

TRACKS, SECONDS = 32, 180.0
PERIOD = 4.0  # seconds
WAYS = {"fader": 4.0, "level": 4.0, "pan": 30.0, "balance": 30.0, "gain": 3.0, "threshold": 4.0}  # to and fro


class Curves:
    """Adds the automation of some keys to a recipe, and counts it."""

    def __init__(self, kinds, share, folder=None):
        """With a folder, which stands beside the recipes, the curves are files in it."""
        self.kinds, self.share, self.folder, self.count = kinds, share, folder, 0

    def points(self, values, shift):
        """Goes to and fro between two values, for some share of each period; `shift` is seconds, up to a period."""
        way = PERIOD / 2
        at, value, points = shift - PERIOD, values[0], []
        while at < SECONDS:
            end, target = at + way * self.share, values[1] if value == values[0] else values[0]
            if end > 0:
                points += [{"at": f"{max(at, 0):.3f} s", "value": value},
                           {"at": f"{end:.3f} s", "value": target}]
            at, value = at + way, target
        return points

    def written(self, points):
        """Returns what a recipe says for the points, after it wrote their file where they have one."""
        if self.folder is None:
            return points
        os.makedirs(self.folder, exist_ok=True)
        with open(os.path.join(self.folder, f"{self.count}.csv"), "w") as file:
            file.write("at,value\n" + "".join(f"{point['at']},{point['value']}\n" for point in points))
        return {"file": os.path.relpath(file.name, os.path.dirname(self.folder))}

    def move(self, kind, shift, mapping, key):
        """Lets a value of a mapping go to and fro around what it is."""
        middle, _, unit = str(mapping[key]).partition(" ")
        half = WAYS[key] / 2

        def text(offset):
            return f"{float(middle) + offset:.4f} {unit}".rstrip()

        if kind not in self.kinds:
            is_level = key in ("fader", "level", "gain")
            mapping[key] = text(10 * math.log10(math.cosh(half * math.log(10) / 10)) if is_level else 0.0)
            return
        values = text(-half), text(half)
        mapping[key] = values[shift < PERIOD / 2]
        mapping.setdefault("automation", {})[key] = self.written(self.points(values, shift))
        self.count += 1


def insert(strip, name):
    return next(step[name] for step in strip["inserts"] if name in step)


def automated(song, curves):
    """Returns the song with 200 values that curves move, or that stay."""
    song = copy.deepcopy(song)
    for i, track in enumerate(song["tracks"].values()):
        shift = PERIOD / TRACKS * i
        curves.move("strips", shift, track, "fader")
        curves.move("strips", shift, track, "balance" if "balance" in track else "pan")
        for send in track.get("sends", []):
            curves.move("strips", shift, send, "level")
        for band in insert(track, "eq")["bands"][1:3]:
            curves.move("inserts", shift, band, "gain")
        curves.move("inserts", shift, insert(track, "compressor"), "threshold")
    for i, bus in enumerate(song["buses"].values()):
        bus["fader"] = "0 dB"
        shift = PERIOD / len(song["buses"]) * i
        curves.move("strips", shift, bus, "fader")
        curves.move("inserts", shift, insert(bus, "eq")["bands"][0], "gain")
    return song


def cpu_seconds(program, recipe):
    memory.warm()
    process = subprocess.Popen([program, "render", "-q", "--anew", "--jobs", "1", recipe], stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        sys.exit(f"{recipe} was not rendered")
    return usage.ru_utime + usage.ru_stime


def loudness(recipe):
    """Returns the integrated loudness of the mix, and its loudness range, from the report."""
    with open(os.path.join(recipe.removesuffix(".yaml"), "report.json")) as file:
        mix = next(print_ for print_ in json.load(file)["files"] if print_["role"] == "mix")
    return mix["loudness"]["integrated"], mix["loudness"]["range"]


def write_as_loud(song, recipe, program, target):
    """Writes a recipe, each point on a line of its own. Returns the loudness of its mix, which is made `target` where
    there is one."""
    gain = next(step for step in song["outputs"]["master"]["inserts"] if "gain" in step)
    for _ in range(5):
        with open(recipe, "w") as file:
            yaml.dump(song, file, Dumper=yaml.CSafeDumper, sort_keys=False, default_flow_style=None, width=1000)
        cpu_seconds(program, recipe)
        level, _ = loudness(recipe)
        if target is None or abs(level - target) <= 0.05:
            return level if target is None else target
        gain["gain"] = f"{float(gain['gain'].removesuffix(' dB')) + target - level:.3f} dB"
    sys.exit(f"{recipe} does not become as loud as the song as it is")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("program")
    parser.add_argument("spec", metavar="FOLDER-OF-SPEC")
    parser.add_argument("output", metavar="OUTPUT-FOLDER")
    options = parser.parse_args()
    reference = os.path.join(os.path.dirname(os.path.abspath(__file__)), "reference_work.py")
    subprocess.run([sys.executable, reference, options.spec, str(TRACKS), options.output], check=True)
    with open(os.path.join(options.output, f"s{TRACKS}.yaml")) as file:
        song = yaml.safe_load(file)
    rows = [("as it is", Curves((), 0.0))]
    for name, kinds in ("all", ("strips", "inserts")), ("strips", ("strips",)), ("inserts", ("inserts",)):
        for share, words in (0.05, "a twentieth of the time"), (0.2, "a fifth of the time"), (1.0, "always"):
            rows.append((f"{name}, {words}", Curves(kinds, share)))
            if name == "all":
                folder = os.path.join(options.output, f"curves-{len(rows)}")
                rows.append((f"{name}, {words}, CSV", Curves(kinds, share, folder)))
    recipes = [os.path.join(options.output, f"{i}.yaml") for i in range(len(rows))]
    target = None
    for i, (recipe, (_, curves)) in enumerate(zip(recipes, rows)):
        song["print"]["directory"] = f"{i}"
        target = write_as_loud(automated(song, curves), recipe, options.program, target)
    pairs = [[(cpu_seconds(options.program, recipes[0]), cpu_seconds(options.program, recipe)) for recipe in recipes]
             for _ in range(options.runs)]
    print(f"{'':33} parameters   CPU s    over   LUFS    LU")
    for i, (name, curves) in enumerate(rows):
        seconds = statistics.median(run[i][1] for run in pairs)
        over = statistics.median(run[i][1] / run[i][0] for run in pairs) - 1
        level, spread = loudness(recipes[i])
        print(f"{name:33} {curves.count:10d} {seconds:7.2f} {over:7.1%} {level:6.1f} {spread:5.1f}")


main()
