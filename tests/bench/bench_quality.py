#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts the hits and the false alarms of `stemprint quality` on real files with staged faults.

    tests/bench/bench_quality.py [--part tuning|held-back] [--only NAME] [--keep DIR] PROGRAM

Files of `fixtures` were used to choose the thresholds (the part `tuning`). Files of $STEMPRINT_TEST_DATA are the part
`held-back`. A row of the table is a fault at a strength: how many of its files fail the verdict that names it, and how
many other verdicts fail that pass on the clean file. Numpy, FFmpeg and SoX are needed; lame, opusenc and oggenc when
they are there. The last rows are the clean files.
"""
import argparse, concurrent.futures, glob, json, os, shutil, subprocess, sys, tempfile
import numpy as np

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DATA = os.environ.get("STEMPRINT_TEST_DATA", "")
SECONDS = 8
STEP = 2.0 ** -15

TUNING = [ROOT + "/fixtures/" + name for name in (
    "loops/garzul.flac", "loops/safari.flac", "big-band/cymbals.flac", "big-band/piano-left.flac",
    "big-band/guitar.wav", "big-band/snare.flac", "big-band/trumpet.wav", "big-band/bass.wav")]
HELD_BACK = ["loops/loop_tabla.flac", "loops/loop_compus.flac", "loops/loop_perc1.flac"] + [
    "songs/keep-on-rolling/" + name for name in (
        "08_t8_ch5_Piano_RH_LH.flac", "10_t10_ch10_Drums_cymbals.flac", "10_t10_ch10_Drums_snare.flac",
        "05_t5_ch2_Tenor_Sax.flac", "04_t4_ch1_Alto_Sax.flac", "02_t2_ch7_Pad_3_polysynth.flac")]


def run(*command, **keywords):
    return subprocess.run(command, check=True, capture_output=True, **keywords)


def load(path):
    """Returns the rate and the loudest SECONDS of a file as [frames, channels]."""
    probe = run("ffprobe", "-v", "error", "-select_streams", "a:0", "-show_entries", "stream=sample_rate,channels",
                "-of", "csv=p=0", path, text=True).stdout.strip().split(",")
    rate, channels = int(probe[0]), int(probe[1])
    sound = np.frombuffer(run("ffmpeg", "-v", "error", "-i", path, "-f", "f64le", "-").stdout).reshape(-1, channels)
    span = SECONDS * rate
    starts = range(0, max(1, len(sound) - span), rate)
    best = max(starts, key=lambda start: np.sum(sound[start:start + span] ** 2))
    return rate, np.array(sound[best:best + span])


def save(path, sound, rate, encoding="pcm_s24le"):
    """Writes the file. Floats keep their bits, integers are rounded."""
    bits = {"pcm_s16le": 16, "pcm_s24le": 24}.get(encoding)
    if bits:
        sound = np.clip(np.round(sound * 2.0 ** (bits - 1)), -2.0 ** (bits - 1), 2.0 ** (bits - 1) - 1) / 2.0 ** (bits - 1)
    data = np.ascontiguousarray(sound, dtype="<f8").tobytes()
    run("ffmpeg", "-v", "error", "-y", "-f", "f64le", "-ar", str(rate), "-ac", str(sound.shape[1]), "-i", "-", "-c:a",
        encoding, path, input=data)


def dither(sound, random, step=STEP):
    noise = random.random(sound.shape) - random.random(sound.shape)
    return np.round(sound / step + noise) * step


def loud_places(sound, count, random, margin=4000, span=0):
    """Returns frames with sound well over -50 dBFS before them, at them and `span` frames later."""
    level = np.abs(sound).max(axis=1)
    places = []
    for _ in range(10000):
        if len(places) == count or len(sound) <= 2 * margin + span:
            break
        at = int(random.integers(margin, len(sound) - margin - span))
        if level[at - 300:at].max() > 0.02 and level[at + span:at + span + 300].max() > 0.02:
            places.append(at)
    return places


# Each fault gets the sound, its rate and a random generator, and returns what is written: (sound, rate, encoding).

def clipped(over_db, gain_db, encoding, dithered=False):
    def stage(sound, rate, random):
        level = np.abs(sound).max()
        out = np.clip(sound * 10 ** (over_db / 20), -level, level) / level * 10 ** (gain_db / 20)
        return (dither(out, random) if dithered else out), rate, encoding
    return stage


def gap(frames, dithered=False):
    def stage(sound, rate, random):
        out = sound.copy()
        if not loud_places(sound, 1, random, span=frames):
            return None
        for at in loud_places(sound, 1, random, span=frames):
            hole = np.zeros_like(out[at:at + frames])
            out[at:at + frames] = dither(hole, random) if dithered else hole
        return (dither(out, random), rate, "pcm_s16le") if dithered else (out, rate, "pcm_s24le")
    return stage


def held(frames):
    def stage(sound, rate, random):
        out = sound.copy()
        for at in loud_places(sound, 1, random):
            out[at:at + frames] = out[at - 1]
        return out, rate, "pcm_s24le"
    return stage


def repeated(frames, times=1):
    def stage(sound, rate, random):
        out = sound.copy()
        for at in loud_places(sound, 1, random):
            for time in range(times):
                out[at + time * frames:at + (time + 1) * frames] = out[at - frames:at]
        return out, rate, "pcm_s24le"
    return stage


def unpredicted(sound, at):
    """Returns how much linear prediction of order 32 misses in the 20 ms around a frame at most."""
    worst = 0.0
    for channel in range(sound.shape[1]):
        part = sound[at - 480:at + 480, channel]
        rows = np.stack([part[32 - k:len(part) - k] for k in range(1, 33)], axis=1)
        rest = part[32:] - rows @ np.linalg.lstsq(rows, part[32:], rcond=None)[0]
        worst = max(worst, np.abs(rest).max())
    return worst


def click(over_db, width=1):
    """A click stands so much over the largest error of linear prediction around it, and is -50 dBFS at least."""
    def stage(sound, rate, random):
        out = sound.copy()
        for at in loud_places(sound, 1, random):
            size = max(0.00316, unpredicted(sound, at) * 10 ** (over_db / 20))
            if size > 0.9:
                return None
            out[at:at + width] += size * (-1 if out[at].sum() > 0 else 1)
        return np.clip(out, -1, 1 - 2.0 ** -23), rate, "pcm_s24le"
    return stage


def edit(over_db):
    """A jump from one place of the sound to another, so much over the error of prediction. The places are searched."""
    def stage(sound, rate, random):
        for at in loud_places(sound, 60, random, margin=12000):
            to = at + int(random.integers(3000, 9000))
            jump = np.abs(sound[at - 1] - sound[to]).max()
            before, after = sound[at - 480:at], sound[to:to + 480]
            ratio = np.sqrt(np.sum(before ** 2) / np.sum(after ** 2))
            if jump >= 10 ** (over_db / 20) * max(unpredicted(sound, at), unpredicted(sound, to)) and 1 / 3 < ratio < 3:
                return np.concatenate([sound[:at], sound[to:]]), rate, "pcm_s24le"
        return None
    return stage


def rounded(gain_db, encoding):
    def stage(sound, rate, random):
        return dither(sound / np.abs(sound).max() * 0.9, random) * 10 ** (gain_db / 20), rate, encoding
    return stage


def float_of_24(sound, rate, random):
    return np.round(sound * 2.0 ** 23) / 2.0 ** 23, rate, "pcm_f32le"


def dual_mono(encoding):
    def stage(sound, rate, random):
        one = sound[:, :1] / np.abs(sound).max() * 0.9
        both = np.concatenate([one, one], axis=1)
        return dither(both, random, STEP if encoding == "pcm_s16le" else STEP / 256), rate, encoding
    return stage


# Other programs convert. They get a WAV, and write one.

def convert(*command):
    def stage(source, target, rate):
        run(*[word.format(source=source, target=target) for word in command])
    return stage


def zero_order(ratio):
    def stage(source, target, rate):
        _, sound = load(source)
        at = np.floor(np.arange(int(len(sound) * ratio)) / ratio).astype(int)
        save(target, sound[np.minimum(at, len(sound) - 1)], int(rate * ratio), "pcm_s24le")
    return stage


def linear(to, encoding):
    def stage(source, target, rate):
        _, sound = load(source)
        at = np.arange(int(len(sound) * to / rate)) * rate / to
        whole = np.minimum(np.floor(at).astype(int), len(sound) - 2)
        part = (at - whole)[:, None]
        save(target, sound[whole] * (1 - part) + sound[whole + 1] * part, to, encoding)
    return stage


def coded(ending, coder, encoding="pcm_s16le"):
    def stage(source, target, rate):
        between = target[:-4] + "." + ending
        run(*[word.format(source=source, between=between) for word in coder])
        run("ffmpeg", "-v", "error", "-y", "-i", between, "-c:a", encoding, target)
    return stage


def rates():
    for tool, command in {
            "soxr": ("ffmpeg", "-v", "error", "-y", "-i", "{source}", "-af", "aresample=%d:resampler=soxr", "-c:a",
                     "%s", "{target}"),
            "swr": ("ffmpeg", "-v", "error", "-y", "-i", "{source}", "-ar", "%d", "-c:a", "%s", "{target}"),
            "sox": ("sox", "{source}", "-b", "%s", "{target}", "rate", "-v", "%d")}.items():
        for have, to in ((44100, 48000), (44100, 96000), (48000, 96000)):
            for bits in (16, 24):
                encoding = str(bits) if tool == "sox" else "pcm_s%dle" % bits
                words = [word % to if "%d" in word else word % encoding if "%s" in word else word for word in command]
                yield "%d in %d by %s, %d bits" % (have, to, tool, bits), have, convert(*words)
    for bits in (16, 24):
        yield "44100 in 48000, linear, %d bits" % bits, 44100, linear(48000, "pcm_s%dle" % bits)
        yield "48000 in 96000, linear, %d bits" % bits, 48000, linear(96000, "pcm_s%dle" % bits)
    yield "44100 in 88200, zero order", 44100, zero_order(2)


def coders():
    yield "mp3 128", coded("mp3", ("lame", "--quiet", "-b", "128", "{source}", "{between}"))
    yield "mp3 192", coded("mp3", ("lame", "--quiet", "-b", "192", "{source}", "{between}"))
    yield "mp3 V0", coded("mp3", ("lame", "--quiet", "-V", "0", "{source}", "{between}"))
    yield "mp3 320", coded("mp3", ("lame", "--quiet", "-b", "320", "{source}", "{between}"))
    yield "mp3 320, 24 bits", coded("mp3", ("lame", "--quiet", "-b", "320", "{source}", "{between}"), "pcm_s24le")
    for rate in ("128", "192", "256"):
        yield "aac " + rate, coded("m4a", ("ffmpeg", "-v", "error", "-y", "-i", "{source}", "-c:a", "aac", "-b:a",
                                           rate + "k", "{between}"))
    for rate in ("96", "160", "256"):
        yield "opus " + rate, coded("opus", ("opusenc", "--quiet", "--bitrate", rate, "{source}", "{between}"))
    yield "vorbis q8", coded("ogg", ("oggenc", "-Q", "-q", "8", "{source}", "-o", "{between}"))


def samples():
    """Names each fault that numpy stages, the verdict that finds it, and how it is staged."""
    for over in (1, 3, 6, 12):
        for gain in (-0.5, -6, -20):
            yield "clipped %g dB, then %g dB, 24 bits" % (over, gain), "clipping", clipped(over, gain, "pcm_s24le")
    for over in (1, 3, 6):
        yield "clipped %g dB, then -3 dB, float" % over, "clipping", clipped(over, -3, "pcm_f32le")
        yield "clipped %g dB, then -3 dB, 16 bits with dither" % over, "clipping", clipped(over, -3, "pcm_s16le", True)
    for frames in (4, 16, 64, 480, 4800, 24000, 96000):
        yield "gap of %d frames" % frames, "dropouts", gap(frames)
    for frames in (64, 4800, 24000):
        yield "gap of %d frames with dither" % frames, "dropouts", gap(frames, True)
    for frames in (16, 64, 512, 4800):
        yield "held for %d frames" % frames, "held", held(frames)
    for frames in (64, 128, 512, 1024, 4000):
        yield "buffer of %d frames comes twice" % frames, "repeats", repeated(frames)
    yield "buffer of 256 frames comes five times", "repeats", repeated(256, 4)
    for over in (18, 24, 30):
        yield "click %d dB over the prediction" % over, "clicks", click(over)
        yield "click of 4 frames, %d dB over" % over, "clicks", click(over, 4)
        yield "edit %d dB over the prediction" % over, "clicks", edit(over)
    for gain in (-20, -6.3, -0.7, 5.1):
        yield "16 bits, then %g dB, 24 bits" % gain, "depth", rounded(gain, "pcm_s24le")
        yield "16 bits, then %g dB, float" % gain, "depth", rounded(gain, "pcm_f32le")
    yield "24 bits in a float file", None, float_of_24
    yield "dual mono, 16 bits, dither", "stereo", dual_mono("pcm_s16le")
    yield "dual mono, 24 bits, dither", "stereo", dual_mono("pcm_s24le")


class Bench:
    def __init__(self, program, folder, part):
        self.program, self.folder = program, folder
        files = TUNING if part == "tuning" else [os.path.join(DATA, name) for name in HELD_BACK]
        self.sounds = {os.path.basename(path): load(path) for path in files if os.path.exists(path)}
        self.clean = {}
        for name, (rate, sound) in self.sounds.items():
            path = self.path(name, "clean")
            save(path, sound, rate, "pcm_s24le" if np.any(sound * 2.0 ** 15 % 1) else "pcm_s16le")
            self.clean[name] = self.failed(path)

    def path(self, name, fault):
        return os.path.join(self.folder, "%s.%s.wav" % (name, fault.replace(" ", "-").replace(",", "")))

    def failed(self, path):
        """Returns the kinds of the verdicts that fail."""
        done = subprocess.run([self.program, "quality", "--json", "-", path], capture_output=True, text=True)
        verdicts = json.loads(done.stdout)["verdicts"]
        return {v["name"].split(" ")[0] for v in verdicts if v["status"] == "fail"}

    def row(self, fault, kinds, made):
        hits, others, missed = 0, [], []
        for name, path in made:
            failed = self.failed(path)
            hits += not kinds or bool(failed & kinds)
            if kinds and not failed & kinds:
                missed.append(name.split(".")[0])
            # A louder or a clipped copy has other peaks, a mono one other sides, and 16 bits become 24.
            extra = failed - kinds - self.clean[name] - {"peak", "balance", "offset", "depth"}
            others += ["%s: %s" % (name.split(".")[0], kind) for kind in sorted(extra)]
        print("%-48s %2d of %2d  %s%s" % (fault, hits, len(made), " missed: " + " ".join(missed) if missed else "",
                                       "  others: " + ", ".join(others) if others else ""), flush=True)
        return hits, len(made), len(others)

    def stage_samples(self, fault, stage):
        for name, (rate, sound) in self.sounds.items():
            random = np.random.default_rng(abs(hash_of(fault + name)))
            made = stage(sound, rate, random)
            if made is None:
                continue
            path = self.path(name, fault)
            save(path, made[0], made[1], made[2])
            yield name, path

    def stage_files(self, fault, stage, rate=None):
        for name, (have, sound) in self.sounds.items():
            if rate and have != rate:
                continue
            source, path = self.path(name, "clean"), self.path(name, fault)
            try:
                stage(source, path, have)
            except FileNotFoundError:
                return
            yield name, path


def hash_of(text):
    value = 0
    for letter in text:
        value = (value * 131 + ord(letter)) & 0xffffffff
    return value


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--part", choices=("tuning", "held-back"), default="tuning")
    parser.add_argument("--only", default="")
    parser.add_argument("--keep")
    parser.add_argument("program")
    arguments = parser.parse_args()
    folder = arguments.keep or tempfile.mkdtemp()
    os.makedirs(folder, exist_ok=True)
    bench = Bench(arguments.program, folder, arguments.part)
    totals = np.zeros(3, dtype=int)
    for fault, kind, stage in samples():
        if arguments.only in fault:
            totals += bench.row(fault, {kind} if kind else set(), list(bench.stage_samples(fault, stage)))
    for fault, rate, stage in rates():
        if arguments.only in fault:
            totals += bench.row(fault, {"band"}, list(bench.stage_files(fault, stage, rate)))
    for fault, stage in coders():
        if arguments.only in fault:
            totals += bench.row(fault, {"coder", "band"}, list(bench.stage_files(fault, stage)))
    print("%d of %d found, %d false alarms beside them" % tuple(totals))
    for name, failed in bench.clean.items():
        print("clean %-42s %s" % (name, " ".join(sorted(failed)) or "no alarm"))
    if not arguments.keep:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
