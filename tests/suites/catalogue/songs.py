#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""songs.py FOLDER COUNT: makes a catalogue of short songs. Song 42 lacks its sound, and the verdict of song 137 fails."""
import array
import random
import sys
import wave
from pathlib import Path

RATE = 48000
SONG = """version: 1
title: Song {number}
session: {{ tail: auto }}
tracks:
  noise: {{ source: ../sounds/{number:03}.wav, fader: -16 dB, output: rhythm, sends: [{{ to: plate, level: -12 dB }}] }}
  hum: {{ source: {{ generate: tone, freq: {pitch} Hz, length: {seconds} s }}, stem: hum, fader: -9 dB, output: master }}
buses:
  rhythm: {{ stem: rhythm, output: master, inserts: [compressor: {{ threshold: -30 dB, ratio: 3 }}] }}
auxes:
  plate: {{ inserts: [reverb: {{ decay: 0.4 s }}], output: master }}
outputs:
  master: {{ inserts: [limiter: {{ ceiling: -1 dBTP }}] }}
print:
  directory: ../prints/{number:03}
  mixes: {{ mix: {{ of: master }} }}
  stems: {{ of: master }}
verify: {{ loudness: {{ integrated: {loudness} LUFS, tolerance: {tolerance} LU }} }}
"""


def write_sound(path, number, seconds):
    samples = array.array("h", random.Random(number).randbytes(2 * round(seconds * RATE)))
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(samples.tobytes())


def write_song(folder, number):
    seconds = 1 + number % 21 / 10
    fails = number == 137
    song = SONG.format(number=number, pitch=100 + number, seconds=seconds, loudness=-40 if fails else -20, tolerance=1 if fails else 15)
    (folder / f"songs/{number:03}.yaml").write_text(song)
    write_sound(folder / ("left-out.wav" if number == 42 else f"sounds/{number:03}.wav"), number, seconds)


folder = Path(sys.argv[1])
for name in ("songs", "sounds"):
    (folder / name).mkdir(parents=True)
for number in range(1, int(sys.argv[2]) + 1):
    write_song(folder, number)
