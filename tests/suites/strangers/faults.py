# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of faults. Each has a name, the kinds of cause that are right answers, and three strengths.

Most faults have one right kind. Where two names describe the same physical fact, both count:
- A limiter and a compressor are gains that move: "limited" and "gain_curve". A clipped or saturated file is "limited" alone.
- All else has one name. The stem must be right, too: the one that was changed, or the mix. For offsets and gains, the value
  must be right within 0.02 frames and 0.01 dB; for a hum, within 0.5 Hz; for a slip, there is no value to check."""
import collections

import numpy

from changes import coded, delayed, echoes, envelope_gain, equalised, ffmpeg, hum, limited, noise, reverberation, shaped, shifted, slipped, sox
from sound import RATE, from_db, rms_db
from take import MIX, expect_rest, first_sound, last_sound, spot

Fault = collections.namedtuple("Fault", "name kinds change strengths value tolerance wide")
Of = collections.namedtuple("Of", "place strength")
A, B, C = "first", "second", "third"  # strengths of a fault that has none: three victims


def of_mix(strength):
    return Of(MIX, strength)


def fault(name, kinds, change, *strengths, value=None, tolerance=0.0, wide=False):
    """wide: only stems that have two different sides can have it. value: what the answer must say, from the strength."""
    return Fault(name, tuple(kinds.split("|")), change, strengths, value, tolerance, wide)


def sound_change(function):
    """Makes a change of a take of a function (sound, strength, take)."""
    def change(take, place, strength):
        take[place] = function(take[place], strength, take)
    return change


# --- time, gain, and who is in the mix ---

def late(sound, frames, _take):
    return shifted(sound, frames) if isinstance(frames, int) else delayed(sound, frames)


def louder(sound, gain_db, _take):
    return sound * from_db(gain_db)


def inverted(sound, gain_db, _take):
    return -sound * from_db(gain_db)


def lose(take, place, _strength):
    take.lost.add(place)


def double(take, place, _strength):
    take[MIX] = take.mix + take.stems[place]


def leave_out(take, place, _strength):
    take[MIX] = take.mix - take.stems[place]


def slip(sound, frames, take):
    return slipped(sound, spot(sound, take.random, RATE // 2), frames)


# --- levels that move ---

def clip(sound, under_db, _take):
    ceiling = numpy.abs(sound).max() * from_db(-under_db)
    return numpy.clip(sound, -ceiling, ceiling)


def limit(sound, under_db, take):
    ceiling = numpy.abs(sound).max() * from_db(-under_db)
    if under_db == 4:
        return ffmpeg(sound, take.scratch, f"alimiter=limit={max(ceiling, 0.0625)}:attack=2:release=40:level=false:latency=true")
    return limited(sound, ceiling)


def saturate(sound, drive, _take):
    drive /= numpy.abs(sound).max()
    return numpy.tanh(sound * drive) / drive


def compress(sound, how, take):
    threshold = rms_db(sound) + 3
    if how == "acompressor":
        return ffmpeg(sound, take.scratch, f"acompressor=threshold={max(from_db(threshold), 0.001)}:ratio=4:attack=2:release=50:makeup=1")
    if how == "compand":
        return sox(sound, take.scratch, "compand", "0.002,0.06", f"6:-90,-90,{threshold},{threshold},0,{threshold / 3}")
    return sound * envelope_gain(sound, threshold, 3, 1, 30)


def ride(sound, depth_db, _take):
    t = numpy.arange(len(sound)) / RATE
    return sound * from_db(depth_db * numpy.sin(2 * numpy.pi * t / 5))[:, None]


# --- what is not there ---

def cut_tail(dithered):
    def change(take, place, seconds):
        end = last_sound(take[place])
        begin = end - int(seconds * RATE)
        expect_rest(take[place], begin, end)
        take.mute(place, begin, len(take[place]), dithered)
    return change


def cut_head(take, place, strength):
    seconds, dithered = strength
    begin = first_sound(take[place])
    end = begin + int(seconds * RATE)
    expect_rest(take[place], begin, end)
    take.mute(place, 0, end, dithered)


def drop(dithered):
    def change(take, place, seconds):
        frames = int(seconds * RATE)
        begin = spot(take[place], take.random, frames)
        take.mute(place, begin, begin + frames, dithered)
    return change


def lose_clip(take, place, seconds):
    """A clip is missing: its place fades out and in by 5 ms, and is digital silence between."""
    frames, fade = int(seconds * RATE), RATE // 200
    sound = take[place].copy()
    begin = spot(sound, take.random, frames)
    ramp = numpy.linspace(1, 0, fade)[:, None]
    sound[begin - fade:begin] *= ramp
    sound[begin + frames:begin + frames + fade] *= ramp[::-1]
    take[place] = sound
    take.mute(place, begin, begin + frames, False)


# --- what should not be there ---

def click(sound, strength, take):
    count, frames, height = strength
    out = sound.copy()
    for _ in range(count):
        at = int(take.random.integers(RATE, len(sound) - RATE))
        decay = numpy.exp(-3 * numpy.arange(frames) / frames) * (-1.0) ** numpy.arange(frames)
        out[at:at + frames] += height * decay[:, None] * take.random.choice((-1, 1))
    return out


def white(sound, level_db, take):
    return sound + noise(take.random, len(sound), level_db)


def pink(sound, level_db, take):
    return sound + noise(take.random, len(sound), level_db, pink=True)


def buzz(sound, strength, _take):
    return sound + hum(len(sound), *strength)


def direct(sound, level_db, _take):
    return sound + from_db(level_db)


# --- words and rates ---

def word(sound, strength, take):
    """Makes a sound of a shorter word: the file itself stays one of 24 bits."""
    bits, how = strength
    scaled = sound * (1 << (bits - 1))
    if how == "dithered":
        scaled = scaled + take.random.random(sound.shape) - take.random.random(sound.shape)
    return (numpy.floor(scaled) if how == "truncated" else numpy.rint(scaled)) / (1 << (bits - 1))


def quantise(take, place, strength):
    take[place] = shaped(take[place], take.scratch, 16, strength) if isinstance(strength, str) else word(take[place], strength, take)
    take.plain.add(place)


def convert(sound, strength, take):
    program, rate = strength
    if program == "sox":
        return sox(sound, take.scratch, "rate", "-v", str(rate), "rate", "-v", str(RATE))
    return ffmpeg(sound, take.scratch, f"aresample={rate},aresample={RATE}")


def drift(sound, millionths, take):
    return sox(sound, take.scratch, "speed", f"{1 + millionths / 1e6:.9f}", "rate", "-v", str(RATE))


# --- filters ---

def equalise(sound, bands, _take):
    return equalised(sound, *bands)


# --- sides ---

def sides(function):
    """Makes a change of a function (left, right, strength), which returns both sides."""
    return sound_change(lambda sound, strength, _take: numpy.stack(function(sound[:, 0], sound[:, 1], strength), axis=1))


def widen(left, right, width):
    middle, side = (left + right) / 2, (left - right) / 2 * width
    return middle + side, middle - side


def balance(left, right, moved_db):
    return left * from_db(-max(moved_db, 0)), right * from_db(min(moved_db, 0))


def side_late(left, right, frames):
    return left, shifted(numpy.stack([right, right], axis=1), frames)[:, 0]


# --- codecs, spaces, modulation ---

def code(family):
    return sound_change(lambda sound, rate, take: coded(sound, take.scratch, family, rate))


def send(make):
    """The mix holds the wet sound of a stem, at a level under the dry, which the stem's file lacks."""
    def change(take, place, strength):
        level_db, parameters = strength
        wet = make(take[place], take, parameters)
        take[MIX] = take.mix + wet * from_db(rms_db(take[place]) + level_db - rms_db(wet))
    return change


def reverb(sound, take, parameters):
    if parameters == "sox":
        return sox(sound, take.scratch, "reverb", "-w", "60")
    return reverberation(sound, take.random, parameters)


def echo(sound, _take, parameters):
    return echoes(sound, *parameters)


def effect(*words):
    return sound_change(lambda sound, more, take: sox(sound, take.scratch, *words, *more.split()))


FAULTS = [
    fault("late stem", "offset", sound_change(late), 1, 37, 960, value=lambda s: -s, tolerance=0.02),
    fault("early stem", "offset", sound_change(late), -1, -64, -2400, value=lambda s: -s, tolerance=0.02),
    fault("stem late by a part of a frame", "offset", sound_change(late), 0.1, 0.5, 7.3, value=lambda s: -s, tolerance=0.02),
    fault("late mix", "offset", sound_change(late), of_mix(1), of_mix(0.37), of_mix(2400), value=lambda s: s, tolerance=0.02),
    fault("gain of a stem", "gain", sound_change(louder), -0.05, 0.5, -4.0, value=lambda s: -s, tolerance=0.01),
    fault("gain of the mix", "gain", sound_change(louder), of_mix(0.1), of_mix(-0.5), of_mix(-3.0), value=lambda s: s, tolerance=0.01),
    fault("polarity", "polarity", sound_change(inverted), 0.0, 0.3, of_mix(0.0)),
    fault("missing stem", "missing", lose, A, B, C),
    fault("stem twice in the mix", "doubled", double, A, B, C),
    fault("stem not in the mix", "absent", leave_out, A, B, C),
    fault("slip", "slip", sound_change(slip), 1, 24, -480),
    fault("clipped stem", "limited", sound_change(clip), 1, 3, 9),
    fault("clipped mix", "limited", sound_change(clip), of_mix(1), of_mix(3), of_mix(6)),
    fault("limited stem", "limited|gain_curve", sound_change(limit), 2, 4, 8),
    fault("saturated stem", "limited", sound_change(saturate), 0.3, 1.0, 3.0),
    fault("compressed stem", "gain_curve|limited", sound_change(compress), "acompressor", "compand", "fast"),
    fault("compressed mix", "gain_curve|limited", sound_change(compress), of_mix("acompressor"), of_mix("compand"), of_mix("fast")),
    fault("gain ride", "gain_curve", sound_change(ride), 0.3, of_mix(1.0), 4.0),
    fault("tail cut, digital silence", "cut", cut_tail(False), 0.1, 0.6, of_mix(2.0)),
    fault("tail cut, dithered silence", "cut", cut_tail(True), 0.1, 0.6, 2.5),
    fault("head missing", "head", cut_head, (0.05, False), (0.5, True), (2.5, False)),
    fault("drop-out, digital silence", "gap", drop(False), 0.004, 0.05, 0.4),
    fault("muted region, dithered", "gap", drop(True), 0.1, 0.7, 2.0),
    fault("missing clip", "gap", lose_clip, 0.5, 1.5, 3.0),
    fault("clicks", "click", sound_change(click), (1, 1, 0.02), (5, 2, 0.1), of_mix((1, 40, 0.05))),
    fault("white noise", "noise", sound_change(white), -86.7, -74.6, of_mix(-56.6)),
    fault("pink noise", "noise", sound_change(pink), -85.0, of_mix(-70.0), -50.0),
    fault("hum", "hum", sound_change(buzz), (50.0, -80.0), (60.0, -65.0), of_mix((50.0, -50.0)), value=lambda s: s[0], tolerance=0.5),
    fault("constant", "constant", sound_change(direct), -75.0, of_mix(-55.0), -40.0),
    fault("word length, rounded", "word_length", quantise, (16, "rounded"), of_mix((16, "truncated")), (12, "rounded")),
    fault("word length, dithered", "word_length", quantise, (16, "dithered"), of_mix((16, "dithered")), (14, "dithered")),
    fault("word length, noise shaped", "word_length", quantise, "shibata", of_mix("lipshitz"), "improved-e-weighted"),
    fault("rate converted", "rate", sound_change(convert), ("sox", 44100), ("ffmpeg", 32000), of_mix(("sox", 22050))),
    fault("clock drift", "rate", sound_change(drift), 3, 20, of_mix(100)),
    fault("bell", "filter", sound_change(equalise), [("bell", 300, 0.5, 1.0)], of_mix([("bell", 3000, 2.0, 1.5)]), [("bell", 1000, -6.0, 2.0)]),
    fault("shelf", "filter", sound_change(equalise), [("high-shelf", 6000, 0.5)], [("low-shelf", 150, 2.0)], of_mix([("high-shelf", 3000, -4.0)])),
    fault("low-pass", "filter", sound_change(equalise), [("low-pass", 18000)], of_mix([("low-pass", 9000)]), [("low-pass", 2500)] * 2),
    fault("high-pass", "filter", sound_change(equalise), [("high-pass", 20)], of_mix([("high-pass", 40)] * 2), [("high-pass", 200)]),
    fault("all-pass", "filter", sound_change(equalise), [("all-pass", 100, 0, 0.5)], [("all-pass", 1000, 0, 0.7)], [("all-pass", 250, 0, 0.7)] * 2),
    fault("width", "stereo", sides(widen), 0.9, of_mix(0.7), 1.6, wide=True),
    fault("balance", "stereo", sides(balance), 0.5, -3.0, of_mix(1.5), wide=True),
    fault("sides swapped", "stereo", sides(lambda l, r, _: (r, l)), A, B, of_mix(C), wide=True),
    fault("one side inverted", "stereo", sides(lambda l, r, _: (l, -r)), A, B, of_mix(C), wide=True),
    fault("one side late", "stereo", sides(side_late), 1, 24, of_mix(480), wide=True),
    fault("one side silent", "stereo", sides(lambda l, r, s: (l, 0 * r) if s == A else (0 * l, r)), A, B, of_mix(A), wide=True),
    fault("one side copied", "stereo", sides(lambda l, r, s: (l, l) if s == A else (r, r)), A, B, of_mix(A), wide=True),
    fault("fold to mono", "stereo", sides(lambda l, r, _: ((l + r) / 2,) * 2), A, B, of_mix(C), wide=True),
    fault("MP3", "codec", code("mp3"), 320, of_mix(192), 112),
    fault("AAC", "codec", code("aac"), 256, of_mix(160), 96),
    fault("Vorbis", "codec", code("ogg"), 256, of_mix(160), 96),
    fault("Opus", "codec", code("opus"), 256, of_mix(128), 64),
    fault("reverb send left out", "send", send(reverb), (-24, 0.6), (-15, "sox"), (-9, 2.0)),
    fault("echo send left out", "send", send(echo), (-24, (0.18, 0.0)), (-15, (0.375, 0.4)), (-9, (0.25, 0.5, True))),
    fault("chorus", "random", effect("chorus"), "0.7 0.9 20 0.1 0.25 2 -s", "0.7 0.9 30 0.25 0.4 2 -t", "0.6 0.9 50 0.4 0.25 2 -t 60 0.32 0.4 1.3 -s"),
    fault("flanger", "random", effect("flanger"), "0 2 0 15 0.5", "0 2 0 50 0.5", "0 5 50 71 0.8"),
    fault("phaser", "random", effect("phaser"), "0.9 0.9 1 0.1 0.5 -s", "0.8 0.9 2 0.3 0.4 -s", "0.8 0.85 3 0.5 1.5 -t"),
]


def of(strength):
    """Returns where a strength happens ("stem" or MIX) and how strong it is."""
    return (MIX, strength.strength) if isinstance(strength, Of) else ("stem", strength)


def victims(take, row):
    """Returns the stems that may have a fault, in an order drawn by lot."""
    places = [at for at, level in enumerate(take.song.levels) if level > -60 and (not row.wide or take.song.wide[at])]
    return [int(at) for at in take.random.permutation(places)]
