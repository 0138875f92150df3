# SPDX-License-Identifier: GPL-3.0-or-later
"""Splits a MIDI song into its parts: one channel each, the drums by instrument."""
import struct

DRUMS = 9
DRUM_PARTS = {"kick": (35, 36), "snare": (37, 38, 39, 40), "hats": (42, 44, 46)}


def number(data, at):
    """Returns a number of variable length and where it ends."""
    value = 0
    while True:
        value = value << 7 | data[at] & 127
        at += 1
        if data[at - 1] < 128:
            return value, at


def number_bytes(value):
    out = [value & 127]
    while value > 127:
        value >>= 7
        out.insert(0, value & 127 | 128)
    return bytes(out)


def events_of(track):
    """Yields (delta time, event); running status is written out."""
    at, status = 0, 0
    while at < len(track):
        delta, at = number(track, at)
        begin = at
        if track[at] == 0xFF:
            size, at = number(track, at + 2)
            at += size
            yield delta, track[begin:at]
        elif track[at] in (0xF0, 0xF7):
            size, at = number(track, at + 1)
            at += size
            yield delta, track[begin:at]
        else:
            if track[at] >= 128:
                status, at = track[at], at + 1
            size = 1 if status >> 4 in (12, 13) else 2
            yield delta, bytes([status]) + track[at:at + size]
            at += size


def tracks_of(song):
    at = 14
    while at + 8 <= len(song):
        size = struct.unpack(">I", song[at + 4:at + 8])[0]
        if song[at:at + 4] == b"MTrk":
            yield song[at + 8:at + 8 + size]
        at += 8 + size


def is_note(event):
    return event[0] >> 4 in (8, 9)


def parts_of(song):
    """Returns the parts as (name, channel, keys): keys is None for all keys, else the predicate of a drum."""
    channels = sorted({e[0] & 15 for t in tracks_of(song) for _, e in events_of(t) if e[0] >> 4 == 9 and e[2] > 0})
    parts = [(f"part-{c + 1}", c, None) for c in channels if c != DRUMS]
    if DRUMS in channels:
        named = {key for keys in DRUM_PARTS.values() for key in keys}
        parts += [(name, DRUMS, keys.__contains__) for name, keys in DRUM_PARTS.items()]
        parts.append(("percussion", DRUMS, lambda key: key not in named))
    return parts


def belongs(event, channel, keys):
    if event[0] >= 0xF0:
        return True
    return event[0] & 15 == channel and not (is_note(event) and keys and not keys(event[1]))


def part(song, channel, keys):
    """Returns the song with one channel alone; tempo and all other meta events stay."""
    out = song[:14]
    for track in tracks_of(song):
        kept, wait = bytearray(), 0
        for delta, event in events_of(track):
            wait += delta
            if belongs(event, channel, keys):
                kept += number_bytes(wait) + event
                wait = 0
        out += b"MTrk" + struct.pack(">I", len(kept)) + bytes(kept)
    return out
