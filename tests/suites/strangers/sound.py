# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads and writes WAV files, and measures levels. A sound is a numpy array of frames x 2 in float64."""
import struct

import numpy

RATE = 48000
FULL = 1 << 23  # of 24 bits


def rms_db(sound):
    """Returns the rms over all channels in dBFS, -300 for silence."""
    return 10 * numpy.log10(numpy.mean(numpy.square(sound)) + 1e-30) if sound.size else -300.0


def from_db(level):
    return 10 ** (level / 20)


def chunks_of(data):
    at = 12
    while at + 8 <= len(data):
        name, size = data[at:at + 4], struct.unpack("<I", data[at + 4:at + 8])[0]
        yield name, data[at + 8:at + 8 + size]
        at += 8 + size + (size & 1)


def read_wav(path):
    """Returns the sound of a WAV of 16, 24 or 32 bits or of floats; a mono file gets two equal columns."""
    with open(path, "rb") as file:
        chunks = dict(chunks_of(file.read()))
    code, channels, _, _, _, bits = struct.unpack("<HHIIHH", chunks[b"fmt "][:16])
    if code == 0xFFFE:
        code = struct.unpack("<H", chunks[b"fmt "][24:26])[0]
    data = chunks[b"data"]
    data = data[:len(data) // (channels * bits // 8) * (channels * bits // 8)]
    if code == 3:
        values = numpy.frombuffer(data, "<f4" if bits == 32 else "<f8").astype(float)
    elif bits == 24:
        wide = numpy.zeros((len(data) // 3, 4), numpy.uint8)
        wide[:, 1:] = numpy.frombuffer(data, numpy.uint8).reshape(-1, 3)
        values = wide.view("<i4")[:, 0] / 2.0 ** 31
    else:
        values = numpy.frombuffer(data, f"<i{bits // 8}") / 2.0 ** (bits - 1)
    values = values.reshape(-1, channels)
    return numpy.repeat(values, 2, axis=1) if channels == 1 else values[:, :2]


def write_bytes(path, code, bits, channels, data):
    with open(path, "wb") as file:
        size = channels * bits // 8
        file.write(b"RIFF" + struct.pack("<I", 36 + len(data)) + b"WAVEfmt " +
                   struct.pack("<IHHIIHH", 16, code, channels, RATE, RATE * size, size, bits) + b"data" +
                   struct.pack("<I", len(data)) + data)


def write_integers(path, integers, bits=24):
    """Writes integers (frames x channels), which must fit."""
    limit = 1 << (bits - 1)
    if integers.min(initial=0) < -limit or integers.max(initial=0) >= limit:
        raise ValueError(f"{path} clips")
    data = numpy.ascontiguousarray(integers.astype("<i4"))
    data = data.view(numpy.uint8).reshape(-1, 4)[:, :bits // 8].tobytes()
    write_bytes(path, 1, bits, integers.shape[1], data)


def write_floats(path, sound):
    write_bytes(path, 3, 32, sound.shape[1], sound.astype("<f4").tobytes())


def rounded(sound, bits=24, dither=None):
    """Returns the integers of a word length. dither: a random generator for triangular dither, None for none."""
    scaled = sound * (1 << (bits - 1))
    if dither is not None:
        scaled = scaled + dither.random(sound.shape) - dither.random(sound.shape)
    return numpy.rint(scaled).astype(numpy.int64)
