# SPDX-License-Identifier: GPL-3.0-or-later
"""Pairs of faults that happen at once, on two stems or on a stem and the mix. The answer must name both first, in any order."""
from faults import direct, drop, inverted, late, lose, louder, sound_change
from take import MIX

# name: what happens, on a stem or on the mix, and the kind of cause that names it
SINGLE = {
    "late": (sound_change(late), 24, "offset"),
    "early by a part of a frame": (sound_change(late), -3.5, "offset"),
    "gain": (sound_change(louder), 0.7, "gain"),
    "polarity": (sound_change(inverted), 0.0, "polarity"),
    "missing": (lose, None, "missing"),
    "gap": (drop(False), 0.5, "gap"),
    "mix gain": (sound_change(louder), -0.6, "gain"),
    "constant": (sound_change(direct), -50.0, "constant"),
}

PAIRS = [("late", "gain"), ("early by a part of a frame", "polarity"), ("gain", "polarity"), ("missing", "late"), ("missing", "gain"),
         ("missing", "polarity"), ("gap", "late"), ("gap", "gain"), ("gap", "polarity"), ("mix gain", "late"), ("mix gain", "polarity"),
         ("mix gain", "gap"), ("mix gain", "missing"), ("constant", "gain"), ("constant", "missing")]


def stage_pair(take, pair):
    """Makes both faults. Returns the right answers as (kind, place)."""
    stems = [int(at) for at in take.random.permutation([at for at, level in enumerate(take.song.levels) if level > -45])]
    right = []
    for name in sorted(pair, key=lambda name: name == "mix gain"):  # The gain of the mix comes last: it holds all else.
        change, strength, kind = SINGLE[name]
        place = MIX if name == "mix gain" else stems.pop()
        change(take, place, strength)
        right.append((kind, MIX if kind == "missing" else place))
    return right
