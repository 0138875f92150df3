# SPDX-License-Identifier: GPL-3.0-or-later
"""How sounds are changed: by numpy alone, or by another program that is installed. Nothing here is stemprint's own."""
import shutil
import subprocess

import numpy

from sound import RATE, from_db, read_wav, rounded, write_floats, write_integers


class Absent(Exception):
    """A program is not installed."""


def need(program):
    if not shutil.which(program):
        raise Absent(program)


def fitted(sound, frames):
    """Returns a sound of so many frames: its end is cut off or padded with silence."""
    return sound[:frames] if len(sound) >= frames else numpy.vstack([sound, numpy.zeros((frames - len(sound), 2))])


def run(*command):
    need(command[0])
    subprocess.run([str(word) for word in command], check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def sox(sound, scratch, *effects):
    write_floats(scratch / "in.wav", sound)
    run("sox", "-D", scratch / "in.wav", "-b", "32", "-e", "floating-point", scratch / "out.wav", *effects)
    return fitted(read_wav(scratch / "out.wav"), len(sound))


def ffmpeg(sound, scratch, graph):
    write_floats(scratch / "in.wav", sound)
    run("ffmpeg", "-nostdin", "-y", "-v", "error", "-i", scratch / "in.wav", "-af", graph, "-c:a", "pcm_f32le", scratch / "out.wav")
    return fitted(read_wav(scratch / "out.wav"), len(sound))


# --- time ---

def shifted(sound, frames):
    """Returns a sound that is late by whole frames (or early: negative)."""
    silence = numpy.zeros((min(abs(frames), len(sound)), 2))
    return numpy.vstack([silence, sound])[:len(sound)] if frames > 0 else numpy.vstack([sound[-frames:], silence])


def fast_length(frames):
    """Returns the next length that the transform is quick at."""
    return min(k * 2 ** int(numpy.ceil(numpy.log2(frames / k))) for k in (1, 3, 5, 9, 15))


def filtered(sound, response, tail=RATE):
    """Returns a sound through a filter whose complex response over frequency (in Hz) is a function."""
    length = fast_length(len(sound) + tail)
    spectrum = numpy.fft.rfft(sound, length, axis=0) * response(numpy.fft.rfftfreq(length, 1 / RATE))[:, None]
    return numpy.fft.irfft(spectrum, length, axis=0)[:len(sound)]


def delayed(sound, frames):
    """Returns a sound that is late by a part of a frame, too: the ideal interpolation between samples."""
    return filtered(sound, lambda f: numpy.exp(-2j * numpy.pi * f / RATE * frames))


def slipped(sound, at, frames):
    """Returns a sound that is late from a frame on: silence was put in there (or a piece was taken out: negative)."""
    rest = [sound[at - frames:]] if frames < 0 else [numpy.zeros((frames, 2)), sound[at:]]
    return fitted(numpy.vstack([sound[:at], *rest]), len(sound))


# --- filters: R. Bristow-Johnson's cookbook ---

def biquad(kind, frequency, gain_db=0.0, q=0.7071):
    w, a = 2 * numpy.pi * frequency / RATE, 10 ** (gain_db / 40)
    alpha, c = numpy.sin(w) / (2 * q), numpy.cos(w)
    root = 2 * numpy.sqrt(a) * alpha
    b, d = {
        "bell": ((1 + alpha * a, -2 * c, 1 - alpha * a), (1 + alpha / a, -2 * c, 1 - alpha / a)),
        "low-pass": (((1 - c) / 2, 1 - c, (1 - c) / 2), (1 + alpha, -2 * c, 1 - alpha)),
        "high-pass": (((1 + c) / 2, -1 - c, (1 + c) / 2), (1 + alpha, -2 * c, 1 - alpha)),
        "all-pass": ((1 - alpha, -2 * c, 1 + alpha), (1 + alpha, -2 * c, 1 - alpha)),
        "low-shelf": ((a * (a + 1 - (a - 1) * c + root), 2 * a * (a - 1 - (a + 1) * c), a * (a + 1 - (a - 1) * c - root)),
                      (a + 1 + (a - 1) * c + root, -2 * (a - 1 + (a + 1) * c), a + 1 + (a - 1) * c - root)),
        "high-shelf": ((a * (a + 1 + (a - 1) * c + root), -2 * a * (a - 1 + (a + 1) * c), a * (a + 1 + (a - 1) * c - root)),
                       (a + 1 - (a - 1) * c + root, 2 * (a - 1 - (a + 1) * c), a + 1 - (a - 1) * c - root)),
    }[kind]

    def response(f):
        z = numpy.exp(-2j * numpy.pi * f / RATE)
        return (b[0] + b[1] * z + b[2] * z * z) / (d[0] + d[1] * z + d[2] * z * z)

    return response


def equalised(sound, *bands):
    """bands: (kind, frequency, gain, q), one after the other."""
    sections = [biquad(*band) for band in bands]
    return filtered(sound, lambda f: numpy.prod([section(f) for section in sections], axis=0))


# --- levels ---

def envelope_gain(sound, threshold_db, ratio, attack_ms, release_ms):
    """Returns the gain of a plain peak compressor, one value for each frame, for both sides alike."""
    peak = numpy.abs(sound).max(axis=1)
    over = (numpy.maximum(20 * numpy.log10(peak + 1e-9) - threshold_db, 0.0) * (1 / ratio - 1)).tolist()
    attack, release = numpy.exp(-1000 / (RATE * attack_ms)), numpy.exp(-1000 / (RATE * release_ms))
    state, out = 0.0, []
    for wanted in over:
        keep = attack if wanted < state else release
        state = wanted + keep * (state - wanted)
        out.append(state)
    return from_db(numpy.array(out))[:, None]


def limited(sound, ceiling, ahead=96):
    """Returns a sound through a limiter that looks ahead: the least gain of 2 ms around each frame, smoothed."""
    need_db = numpy.minimum(1.0, ceiling / (numpy.abs(sound).max(axis=1) + 1e-12))
    padded = numpy.pad(need_db, 2 * ahead, constant_values=1.0)
    least = numpy.lib.stride_tricks.sliding_window_view(padded, 2 * ahead + 1).min(axis=1)
    window = numpy.hanning(2 * ahead + 3)[1:-1]
    return sound * numpy.convolve(least, window / window.sum(), "valid")[:, None]


# --- formats ---

def aligned(sound, like):
    """Returns a decoded sound where its encoder's delay is taken out, by the peak of the correlation."""
    length = fast_length(len(sound) + len(like))
    product = numpy.fft.rfft(sound.sum(axis=1), length) * numpy.conj(numpy.fft.rfft(like.sum(axis=1), length))
    lag = int(numpy.argmax(numpy.abs(numpy.fft.irfft(product, length))))
    return fitted(shifted(sound, -(lag if lag < length // 2 else lag - length)), len(like))


ENCODERS = {
    "mp3": ("lame", lambda rate, a, b: ("lame", "--quiet", "-b", rate, a, b)),
    "aac": ("ffmpeg", lambda rate, a, b: ("ffmpeg", "-nostdin", "-y", "-v", "error", "-i", a, "-c:a", "aac", "-b:a", f"{rate}k", b)),
    "ogg": ("oggenc", lambda rate, a, b: ("oggenc", "-Q", "-b", rate, "-o", b, a)),
    "opus": ("opusenc", lambda rate, a, b: ("opusenc", "--quiet", "--bitrate", rate, a, b)),
}


def coded(sound, scratch, family, rate):
    """Returns a sound that was coded at some kb/s and decoded by FFmpeg."""
    program, command = ENCODERS[family]
    need(program)
    coded_file = scratch / ("coded." + ("m4a" if family == "aac" else family))
    write_integers(scratch / "in.wav", rounded(sound))
    run(*command(rate, scratch / "in.wav", coded_file))
    run("ffmpeg", "-nostdin", "-y", "-v", "error", "-i", coded_file, "-c:a", "pcm_f32le", "-ar", RATE, scratch / "out.wav")
    return aligned(read_wav(scratch / "out.wav"), sound)


def shaped(sound, scratch, bits, weighting):
    """Returns a sound that SoX dithered with noise shaping."""
    write_floats(scratch / "in.wav", sound)
    run("sox", scratch / "in.wav", "-b", bits, scratch / "out.wav", "dither", "-f", weighting)
    return fitted(read_wav(scratch / "out.wav"), len(sound))


# --- noises ---

def noise(random, frames, level_db, pink=False):
    """Returns white or pink noise, different on both sides."""
    out = random.standard_normal((frames, 2))
    if pink:
        out = filtered(out, lambda f: 1 / numpy.sqrt(numpy.maximum(f, 10.0)))
    return out * from_db(level_db) / numpy.sqrt(numpy.mean(out ** 2))


def hum(frames, frequency, level_db):
    """Returns a hum with five harmonics that fall."""
    t = numpy.arange(frames) / RATE
    out = sum(numpy.sin(2 * numpy.pi * frequency * k * t + 0.7 * k) / k ** 1.5 for k in range(1, 7))
    return numpy.repeat((out * from_db(level_db) / numpy.sqrt(numpy.mean(out ** 2)))[:, None], 2, axis=1)


# --- spaces ---

def reverberation(sound, random, seconds, pre_delay=0.015):
    """Returns the wet sound alone of a reverb that is random noise which decays."""
    frames = int(seconds * 1.5 * RATE)
    impulse = random.standard_normal((frames, 2)) * numpy.exp(-6.9 * numpy.arange(frames) / (seconds * RATE))[:, None]
    length = fast_length(len(sound) + frames)
    spectrum = numpy.fft.rfft(sound.mean(axis=1), length)[:, None] * numpy.fft.rfft(impulse, length, axis=0)
    return shifted(numpy.fft.irfft(spectrum, length, axis=0)[:len(sound)], int(pre_delay * RATE))


def echoes(sound, seconds, feedback, cross=False):
    """Returns the echoes alone: the sound comes back again and again, with cross on the other side each time."""
    out, repeat, gain = numpy.zeros_like(sound), sound, 1.0
    for _ in range(1 + int(numpy.log(1e-3) / numpy.log(feedback)) if feedback else 1):
        repeat = shifted(repeat[:, ::-1] if cross else repeat, round(seconds * RATE))
        out += gain * repeat
        gain *= feedback
    return out
