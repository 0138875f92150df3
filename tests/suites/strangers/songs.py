# SPDX-License-Identifier: GPL-3.0-or-later
"""The songs, in two halves: those that models may be tuned on, and those that are held back and only judge.

Nobody looks at single answers of the held-back half to improve a model: its figures are the ones that count."""
import os
import pathlib
import shutil
import subprocess
import tempfile
import zlib

import numpy

from midi import part, parts_of
from sound import FULL, RATE, from_db, read_wav, rms_db, rounded, write_integers

ROOT = pathlib.Path(__file__).resolve().parents[3]
MIDI = pathlib.Path("/usr/share/games/openttd/baseset/openmsx")
SOUNDFONTS = pathlib.Path("/usr/share/sounds/sf2")
SECONDS = 14
PEAK_DBFS = -8.0  # of a mix: no fault clips it by accident

# kind: "folder" (of audio files, beside the tree's root or in STEMPRINT_TEST_DATA), or "midi" (Debian's openttd-openmsx, of which
# fluidsynth renders each part by itself). dither: the 24-bit files of the song have triangular dither. rests: each part is silent
# for a third of the time.
SONGS = {
    "big-band": dict(half="tuning", kind="folder", folder="fixtures/big-band", start=0, late={"guitar.wav": 221538, "piano-right.flac": 221538}),
    "keep-on-rolling": dict(half="tuning", kind="folder", folder="songs/keep-on-rolling", outside=True, start=24, leave=("toms", "LH_LH"), dither=True),
    "francium": dict(half="tuning", kind="folder", folder="songs/francium", outside=True, start=16),
    "harp_harmony": dict(half="tuning", kind="midi", font="FluidR3_GM.sf2", start=30, dither=True, rests=True),
    "linns_basket": dict(half="tuning", kind="midi", font="FluidR3_GM.sf2", start=40),
    "midnight_snow_run": dict(half="held-back", kind="midi", font="TimGM6mb.sf2", start=30),
    "flying_scotsman": dict(half="held-back", kind="midi", font="TimGM6mb.sf2", start=40, dither=True),
    "modern_motion": dict(half="held-back", kind="midi", font="TimGM6mb.sf2", start=50),
    "relax_song": dict(half="held-back", kind="midi", font="TimGM6mb.sf2", start=35, dither=True, rests=True),
}
HALVES = ("tuning", "held-back")
STEMS = 9  # at most


def seeded(*words):
    """Returns a random generator that the words alone decide."""
    return numpy.random.default_rng(zlib.crc32(" ".join(map(str, words)).encode()))


def folder_of(row):
    if not row.get("outside"):
        return ROOT / row["folder"]
    data = os.environ.get("STEMPRINT_TEST_DATA")
    return pathlib.Path(data) / row["folder"] if data else None


def absence(name):
    """Returns why a song cannot be had on this machine, or None."""
    row = SONGS[name]
    if row["kind"] == "folder":
        folder = folder_of(row)
        if not folder or not folder.is_dir():
            return "STEMPRINT_TEST_DATA names no folder that holds it"
        if not shutil.which("sox"):
            return "sox is not installed"
        return None
    if not (MIDI / f"{name}.mid").exists():
        return "openttd-openmsx is not installed"
    if not (SOUNDFONTS / row["font"]).exists():
        return f"{row['font']} is not installed (fluid-soundfont-gm, timgm6mb-soundfont)"
    return None if shutil.which("fluidsynth") else "fluidsynth is not installed"


def excerpt(sound, start):
    sound = sound[round(start * RATE):][:SECONDS * RATE]
    return numpy.vstack([sound, numpy.zeros((SECONDS * RATE - len(sound), 2))])


def read_folder(row, scratch):
    """Yields the stems of a folder of audio files, which SoX decodes."""
    for path in sorted(folder_of(row).iterdir()):
        if path.suffix not in (".wav", ".flac") or any(word in path.name for word in row.get("leave", ())):
            continue
        wav = scratch / "decoded.wav"
        subprocess.run(["sox", "-D", path, "-b", "32", wav], check=True)
        late = row.get("late", {}).get(path.name, 0)
        yield path.stem, excerpt(numpy.vstack([numpy.zeros((late, 2)), read_wav(wav)]), row["start"])


def read_midi(name, row, scratch):
    """Yields the parts of a MIDI song as fluidsynth plays them, each by itself, without its reverb and chorus."""
    song = (MIDI / f"{name}.mid").read_bytes()
    for title, channel, keys in parts_of(song):
        (scratch / "part.mid").write_bytes(part(song, channel, keys))
        subprocess.run(["fluidsynth", "-n", "-i", "-q", "-R", "0", "-C", "0", "-g", "0.6", "-r", str(RATE), "-T", "wav", "-O", "float",
                        "-F", scratch / "part.wav", SOUNDFONTS / row["font"], scratch / "part.mid"], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        yield title, excerpt(read_wav(scratch / "part.wav"), row["start"])


def room(sound, random):
    """Returns a part in a small stereo room: five early reflections on each side."""
    out = sound.copy()
    for side in range(2):
        for frames, gain in zip(random.integers(150, 1400, 5), random.uniform(-0.25, 0.25, 5)):
            out[frames:, side] += gain * sound[:-frames].sum(axis=1) / 2
    return out


def place(index, sound, random, rests):
    """Returns a part at its place in the stereo field, every other one in a room; with rests, silent for a third of the time."""
    left, right = numpy.cos((1 + 0.7 * random.uniform(-1, 1)) * numpy.pi / 4 + numpy.array([0, -numpy.pi / 2]))
    out = sound * (left, right)
    if index % 2:
        out = room(out, random)
    if rests:
        first = int(random.uniform(0, SECONDS * 2 / 3) * RATE)
        ramp = numpy.interp(numpy.arange(len(out)), (first - 4800, first, first + SECONDS * RATE // 3, first + SECONDS * RATE // 3 + 480),
                            (1, 0, 0, 1))
        out = out * ramp[:, None]
    return out


class Song:
    """A song: its stems in float64 (`stems`), their sum (`mix`), and all of them printed as 24-bit files in `folder`."""

    def __init__(self, name, folder):
        self.name, self.row, self.folder = name, SONGS[name], pathlib.Path(folder)
        self.names = (self.folder / "names").read_text(encoding="utf-8").split("\n")
        self.stems = list(numpy.load(self.folder / "stems.npy"))
        self.mix = numpy.sum(self.stems, axis=0, dtype=float)
        self.levels = [rms_db(stem) for stem in self.stems]
        self.wide = [is_wide(stem) for stem in self.stems]
        self.rest = None

    def path(self, place):
        return self.folder / ("mix.wav" if place is None else f"{self.names[place]}.wav")

    def printed(self, sound, place, dither=False):
        """Returns the integers of a file of this song."""
        title = "mix" if place is None else place
        return rounded(sound, 24, seeded(self.name, title) if dither or self.row.get("dither") else None)

    def integers(self, place):
        """Returns the integers of a clean file."""
        return numpy.rint(read_wav(self.path(place)) * FULL).astype(numpy.int64)

    def residual(self):
        """Returns what rounding leaves: the mix minus all stems, in integers."""
        if self.rest is None:
            self.rest = self.integers(None) - sum(self.integers(place) for place in range(len(self.names)))
        return self.rest


def is_wide(stem):
    """Two sides that differ, and of which neither is nearly silent."""
    left, right = rms_db(stem[:, 0]), rms_db(stem[:, 1])
    return abs(left - right) < 12 and rms_db(stem[:, 0] - stem[:, 1]) > max(left, right) - 25


def render(name, folder):
    """Renders a song into a folder, once. The folder gets its name when it is complete."""
    if folder.exists():
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        whole = pathlib.Path(scratch) / name
        whole.mkdir()
        render_into(name, whole)
        try:
            whole.rename(folder)
        except OSError:  # Another process was faster.
            pass


def render_into(name, folder):
    row, random = SONGS[name], seeded(name)
    parts = read_midi(name, row, folder) if row["kind"] == "midi" else read_folder(row, folder)
    parts = [(title, sound) for title, sound in parts if numpy.abs(sound).max() > 1e-4][:STEMS]
    if row["kind"] == "midi":
        parts = [(title, place(i, sound, random, row.get("rests"))) for i, (title, sound) in enumerate(parts)]
    stems = numpy.array([sound for _, sound in parts])
    stems *= from_db(PEAK_DBFS) / numpy.abs(stems.sum(axis=0)).max()
    numpy.save(folder / "stems.npy", stems)
    (folder / "names").write_text("\n".join(title for title, _ in parts), encoding="utf-8")
    song = Song(name, folder)
    for at, stem in enumerate(song.stems):
        write_integers(song.path(at), song.printed(stem, at))
    write_integers(song.path(None), song.printed(song.mix, None))
    for scrap in ("decoded.wav", "part.wav", "part.mid"):
        (folder / scrap).unlink(missing_ok=True)


def floor_db(stem_count, dither):
    """Returns the rms that rounding a mix and its stems to 24 bits leaves, in dBFS; dither triples the power."""
    return 10 * numpy.log10((stem_count + 1) * (3 if dither else 1) / 12) - 20 * numpy.log10(FULL)
