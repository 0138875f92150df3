# SPDX-License-Identifier: GPL-3.0-or-later
"""A set of files in which something goes wrong: a mix and its stems, before they are printed."""
import numpy

from songs import floor_db, seeded
from sound import FULL, RATE, rms_db, write_integers

MIX = None  # stands for the mix where the index of a stem could stand


class Unfit(Exception):
    """The fault cannot happen to this stem: it would change nothing, or another fault would be the same."""


class Take:
    """A song in which something goes wrong. Sounds are replaced, never changed in place. `random` draws what a fault leaves open."""

    def __init__(self, song, scratch, *words):
        self.song, self.scratch, self.random = song, scratch, seeded(song.name, *words)
        self.mix, self.stems = song.mix, list(song.stems)
        self.changed, self.lost, self.dithered, self.plain, self.muted = set(), set(), set(), set(), {}

    def __getitem__(self, place):
        return self.mix if place is MIX else self.stems[place]

    def __setitem__(self, place, sound):
        self.changed.add(place)
        if place is MIX:
            self.mix = sound
        else:
            self.stems[place] = sound

    def mute(self, place, begin, end, dithered):
        """Silences frames of a file: before it is dithered, or behind the dither with digital silence."""
        sound = self[place].copy()
        sound[begin:end] = 0
        self[place] = sound
        if dithered:
            self.dithered.add(place)
        else:
            self.muted[place] = (begin, end)

    def integers(self, place):
        if place in self.plain:
            return numpy.rint(self[place] * FULL).astype(numpy.int64)
        out = self.song.printed(self[place], place, place in self.dithered)
        begin, end = self.muted.get(place, (0, 0))
        out[begin:end] = 0
        return out

    def print(self):
        """Writes what changed, and returns the paths of mix and stems, and by how many dB the residual is over the floor."""
        residual = self.song.residual()
        for place in self.changed | self.lost:
            clean = self.song.integers(place)
            now = 0 if place in self.lost else self.integers(place)
            residual = residual + (now - clean if place is MIX else clean - now)
            if place in self.changed:
                write_integers(self.scratch / self.song.path(place).name, now)
        places = [MIX] + [at for at in range(len(self.stems)) if at not in self.lost]
        paths = [(self.scratch if place in self.changed else self.song.folder) / self.song.path(place).name for place in places]
        dither = bool(self.song.row.get("dither") or self.dithered)
        return paths, rms_db(residual / FULL) - floor_db(len(places) - 1, dither)


# --- where things happen ---

def spot(sound, random, frames):
    """Returns a frame from which so many frames sound, with a good part of the sound before and behind them."""
    power = numpy.mean(sound ** 2, axis=1)
    course = numpy.concatenate([[0], numpy.cumsum(power)])
    begins = numpy.arange(0, len(sound) - frames, RATE // 100)
    inside = course[begins + frames] - course[begins]
    good = begins[(inside / frames > course[-1] / len(sound) / 4) & (course[begins] > 0.15 * course[-1])
                  & (course[-1] - course[begins + frames] > 0.15 * course[-1])]
    if not len(good):
        raise Unfit
    return int(random.choice(good)) + int(random.integers(RATE // 100))


def first_sound(sound):
    """Returns the first frame that reaches -50 dB of the peak."""
    level = numpy.abs(sound).max(axis=1)
    return int(numpy.argmax(level > level.max() / 316))


def last_sound(sound):
    return len(sound) - first_sound(sound[::-1])


def expect_rest(sound, begin, end):
    """What is taken away is not most of the sound: that would be a missing stem."""
    part, all_of_it = numpy.sum(sound[begin:end] ** 2), numpy.sum(sound ** 2)
    if part > 0.7 * all_of_it:
        raise Unfit
