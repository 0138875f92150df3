# SPDX-License-Identifier: GPL-3.0-or-later
"""One trial: stages a fault, asks stemprint, and judges the answer. A trial is a small dictionary, so that it can go to a process."""
import functools
import json
import pathlib
import shutil
import subprocess
import tempfile

from changes import Absent
from faults import FAULTS, of, victims
from songs import Song
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


def answer_of(cause, song):
    """Returns a cause of the report as (kind, place, value, confidence); the place of the mix is None."""
    place = cause["stem"] and next((at for at, name in enumerate(song.names) if pathlib.Path(cause["stem"]).stem == name), cause["stem"])
    return dict(kind=cause["kind"], place=place, value=cause["value"], confidence=cause["confidence"], evidence=cause["evidence"])


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


def run_fault(setup, trial):
    """Runs a trial {song, fault, index}; adds `state`: right, not known, wrong, or none where there was no fault to find."""
    song, fault = song_of(trial["song"], setup["songs"][trial["song"]]), FAULTS[trial["fault"]]
    scratch, clear = folder_for(setup, trial["song"], fault.name, trial["index"] + 1)
    try:
        staged = stage(song, fault, trial["index"], scratch)
        if not staged:
            return trial | dict(state="none")
        paths, place, strength = staged
        _, null = ask(setup, paths)
        answers = [answer_of(cause, song) for cause in null["causes"]]
        first = answers[0] if answers else None
        right = bool(first) and is_right(fault, place, strength, first)
        known = bool(first) and first["confidence"] >= KNOWN
        return trial | dict(state=("right" if right else "wrong") if known else "not known", nearest=right,
                            confidence=first["confidence"] if first else 0.0, residual_db=null["residual_rms_dbfs"],
                            where="mix" if place is MIX else song.names[place], strength=repr(strength),
                            answers=[a | dict(place="mix" if a["place"] is None else song.names[a["place"]] if isinstance(a["place"], int) else a["place"])
                                     for a in answers[:4]])
    except Absent as program:
        return trial | dict(state="absent", program=str(program))
    finally:
        clear()
