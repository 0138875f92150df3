# SPDX-License-Identifier: GPL-3.0-or-later
"""One trial: stages a fault, asks stemprint, and judges the answer. A trial is a small dictionary, so that it can go to a process."""
import functools
import json
import pathlib
import shutil
import subprocess
import tempfile

from changes import Absent
from clean import CLEAN, make
from faults import FAULTS, of, victims
from pairs import PAIRS, stage_pair
from songs import Song, seeded
from take import MIX, Take, Unfit

LEAST_DB = 6.0  # a residual that is not so far over the floor of the formats is no fault
KNOWN = 0.5  # an answer that is less sure is "not known"


@functools.lru_cache(maxsize=1)
def song_of(name, folder):
    return Song(name, folder)


def ask(setup, paths, *options):
    """Returns the exit code and the null test of the report."""
    result = subprocess.run([setup["program"], "null", "-q", "-j1", "--json=-", *options, *map(str, paths)], capture_output=True, check=False,
                            timeout=600)
    if result.returncode not in (0, 1):
        raise RuntimeError(f"{setup['program']} null: exit code {result.returncode}\n{result.stderr.decode(errors='replace')}")
    return result.returncode, json.loads(result.stdout)["null"][0]


def answers_of(null, song):
    """Returns the causes of a report. The place of the mix is None. The first cause of each fault is what is told; the others of its
    number are alternatives."""
    answers, faults = [], set()
    for cause in null["causes"]:
        if not cause["evidence"]:
            raise RuntimeError(f"the cause {cause['kind']} has no evidence")
        place = cause["stem"] and next((at for at, name in enumerate(song.names) if pathlib.Path(cause["stem"]).stem == name), cause["stem"])
        answers.append(dict(kind=cause["kind"], place=place, value=cause["value"], confidence=cause["confidence"], evidence=cause["evidence"],
                            leads=cause["fault"] not in faults))
        faults.add(cause["fault"])
    return answers


def leaders(answers):
    return [a for a in answers if a["leads"]]


def is_right(fault, place, strength, answer):
    if answer["kind"] not in fault.kinds or answer["place"] != (MIX if fault.kinds == ("missing",) else place):
        return False
    return fault.value is None or (answer["value"] is not None and abs(answer["value"] - fault.value(strength)) <= fault.tolerance)


def folder_for(setup, *words):
    """Returns a folder for the files of a trial, and what removes it."""
    if setup["keep"]:
        folder = pathlib.Path(setup["keep"]) / "-".join(str(word).replace(" ", "_").replace(",", "") for word in words)
        folder.mkdir(parents=True, exist_ok=True)
        return folder, lambda: None
    folder = pathlib.Path(tempfile.mkdtemp(prefix="strangers."))
    return folder, lambda: shutil.rmtree(folder, ignore_errors=True)


def stage(song, fault, index, scratch):
    """Makes the fault in the first stem, drawn by lot, where it leaves something. Returns (paths, place, strength), or None."""
    where, strength = of(fault.strengths[index])
    for place in [MIX] if where is MIX else victims(Take(song, scratch, fault.name, index), fault):
        take = Take(song, scratch, fault.name, index, place)
        try:
            fault.change(take, place, strength)
        except Unfit:
            continue
        paths, over_db = take.print()
        if over_db > LEAST_DB:
            return paths, place, strength
    return None


def told(answers, song):
    """Returns answers for people: places have names."""
    def name(place):
        return "mix" if place is MIX else song.names[place] if isinstance(place, int) else place
    return [a | dict(place=name(a["place"])) for a in answers[:4]]


def run_fault(setup, trial, song, scratch):
    """A fault: right, not known, wrong, or none where there is nothing to find."""
    fault = FAULTS[trial["fault"]]
    staged = stage(song, fault, trial["index"], scratch)
    if not staged:
        return trial | dict(state="none")
    paths, place, strength = staged
    _, null = ask(setup, paths)
    answers = answers_of(null, song)
    first = answers[0] if answers else dict(kind=None, confidence=0.0)
    right = bool(answers) and is_right(fault, place, strength, first)
    state = "not known" if first["confidence"] < KNOWN else "right" if right else "wrong"
    names = [(a["confidence"], is_right(fault, place, strength, a)) for a in leaders(answers)]
    return trial | dict(state=state, names=names, residual_db=null["residual_rms_dbfs"],
                        where=told([dict(place=place)], song)[0]["place"], strength=repr(strength), answers=told(answers, song))


def run_pair(setup, trial, song, scratch):
    """Two faults: right if the first two that are told are these."""
    for attempt in range(8):
        take = Take(song, scratch, "pair", trial["pair"], attempt)
        try:
            right = stage_pair(take, PAIRS[trial["pair"]])
            break
        except Unfit:
            continue
    else:
        return trial | dict(state="none")
    paths, _ = take.print()
    _, null = ask(setup, paths)
    answers = answers_of(null, song)
    names = [(a["kind"], a["place"]) for a in leaders(answers)]
    known = {name for name, a in zip(names, leaders(answers)[:2]) if a["confidence"] >= KNOWN}
    return trial | dict(state="right" if known == set(right) else "wrong",
                        names=[(a["confidence"], name in right) for name, a in zip(names, leaders(answers))], residual_db=null["residual_rms_dbfs"],
                        where=", ".join(f"{kind} {told([dict(place=place)], song)[0]['place']}" for kind, place in right),
                        answers=told(answers, song))


def run_clean(setup, trial, song, scratch):
    """A clean set: right if the null test passes and nothing is blamed."""
    row = CLEAN[trial["clean"]]
    paths = make(song, row, scratch, seeded(song.name, row.name))
    code, null = ask(setup, paths, *row.options)
    answers = answers_of(null, song)
    return trial | dict(state="right" if code == 0 and not answers else "wrong", residual_db=null["residual_rms_dbfs"],
                        floor_db=null["floor_dbfs"], peak_db=null["residual_peak_dbfs"], bound_db=null["bound_dbfs"], answers=told(answers, song))


KINDS = {"fault": (run_fault, lambda t: (FAULTS[t["fault"]].name, t["index"] + 1)), "pair": (run_pair, lambda t: PAIRS[t["pair"]]),
         "clean": (run_clean, lambda t: (CLEAN[t["clean"]].name,))}


def run(setup, trial):
    """Runs a trial, and adds its `state`; `absent` where a program is not installed."""
    song = song_of(trial["song"], setup["songs"][trial["song"]])
    run_kind, words = KINDS[trial["what"]]
    scratch, clear = folder_for(setup, trial["song"], *words(trial))
    try:
        return run_kind(setup, trial, song, scratch)
    except Absent as program:
        return trial | dict(state="absent", program=str(program))
    finally:
        clear()
