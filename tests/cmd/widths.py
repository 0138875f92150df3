#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""widths.py PROGRAM: runs every command on a song with long names. No line of text for people is wider than the terminal, where there is one,
else than 80 columns, unless it is one long word. No word of what a very wide terminal shows is lost."""

import collections
import fcntl
import math
import os
import pathlib
import pty
import re
import select
import struct
import subprocess
import sys
import tempfile
import termios
import unicodedata
import wave

program = str(pathlib.Path(sys.argv[1]).resolve())
RATE = 48000
NAMES = ["Lead Vocal Double Left, comped and tuned, take fourteen", "Großer Kontrabass, mit dem Bogen gestrichen, zweiter Versuch",
         "太鼓と拍子木 recorded from far away in the hall", "Felt Piano"]

RECIPE = """version: 1
title: A title which is so long that no terminal of a usual width shows it in one line
session: { sample_rate: 48 kHz, tempo: 120 bpm, tail: auto }
tracks:
  lead-vocal-double-left-comped-and-tuned:
    source: { file: "%s.wav" }
    stem: the-voices-of-everybody
    inserts: [gain: 1 dB, meter: { name: level-of-the-voice-before-the-fader }, compressor: { key: felt-piano, lookahead: 5 ms }]
    sends: [{ to: a-large-hall-with-a-long-name, level: -12 dB }]
    output: all-of-the-music-together
  double-bass-played-with-the-bow:
    source: { file: "%s.wav" }
    stem: low-strings
    inserts: [eq: { bands: [{ type: highpass, freq: 35 Hz }] }, saturation: { drive: 3 dB }, width: 0 %%]
    output: all-of-the-music-together
  drums-from-far-away:
    source: { file: "%s.wav" }
    stem: drums-and-everything-that-is-beaten
    sends: [{ to: a-large-hall-with-a-long-name, level: -3 dB }]
    output: all-of-the-music-together
  felt-piano:
    source: { file: "%s.wav" }
    stem: keys
    output: all-of-the-music-together
buses:
  all-of-the-music-together:
    inserts: [compressor: { threshold: -30 dB, ratio: 3 }]
    output: master
auxes:
  a-large-hall-with-a-long-name:
    stem: the-large-hall
    inserts: [reverb: { decay: 1 s }]
    output: master
outputs:
  master:
    inserts: [limiter: { ceiling: -1 dBTP }]
print:
  directory: prints
  format: { container: wav, encoding: pcm24, dither: tpdf }
  mixes:
    the-mix-for-everybody: { of: master }
    a-mix-for-the-singer-alone: { of: master, without: [the-voices-of-everybody] }
  regions: { the-second-half-of-the-first-verse: { from: 0.5 s, to: 1 s } }
  stems: { of: master }
verify:
  proof: { max_residual: -160 dBFS }
  loudness: { integrated: -40 LUFS, tolerance: 1 LU, true_peak: -50 dBTP }
  quality: {}
"""


def write_sound(path, frequency, seconds=2.0):
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        frames = bytearray()
        for i in range(int(seconds * RATE)):
            sample = int(9000 * math.sin(2 * math.pi * frequency * i / RATE) * (1 if i % 24000 < 12000 else 0.3))
            frames += struct.pack("<hh", sample, sample // 2)
        file.writeframes(bytes(frames))


def make_song(folder):
    for i, name in enumerate(NAMES):
        write_sound(folder / f"{name}.wav", 110 * (i + 1))
    (folder / "song.yaml").write_text(RECIPE % tuple(NAMES))
    (folder / "another song.yaml").write_text(RECIPE.replace("-12 dB", "-10 dB").replace("directory: prints", "directory: others") % tuple(NAMES))


def width(line):
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def environment(**more):
    kept = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "TERM", "CLICOLOR_FORCE")}
    return kept | {"NO_COLOR": "1", "TERM": "dumb", "LC_ALL": "C.UTF-8"} | more


def run_by_pipe(words, folder, **more):
    """Returns what the command prints to both streams of a log, and its exit code."""
    run = subprocess.run([program, *words], cwd=folder, env=environment(**more), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
    return run.stdout.decode(), run.returncode


def by_pipe(words, folder, **more):
    return run_by_pipe(words, folder, **more)[0]


def run_by_terminal(words, folder, columns):
    """Returns what the command prints on a terminal, and its exit code."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    child = subprocess.Popen([program, *words], cwd=folder, env=environment(), stdin=slave, stdout=slave, stderr=slave)
    os.close(slave)
    said = b""
    # A read that waits by itself may end without the last lines, where they are written and the terminal is closed before the
    # kernel has moved them. poll() tells of the end only after the lines.
    waiting = select.poll()
    waiting.register(master, select.POLLIN)
    while True:
        waiting.poll()
        try:
            part = os.read(master, 65536)
        except OSError:
            break
        if not part:
            break
        said += part
    code = child.wait()
    os.close(master)
    return said.decode().replace("\r\n", "\n"), code


def by_terminal(words, folder, columns):
    return run_by_terminal(words, folder, columns)[0]


# Messages have one line each, so that programs can read them, and show a line of the recipe with its mark.
MESSAGE = re.compile(r"^stemprint[ \w]*: |^[^ ].*: (error|warning|note|FAIL)\b|^ *[0-9]* \| ")


def is_one_word(line, columns):
    """A word that is nearly as long as the line may stand behind a label."""
    words = line.split()
    return len(words) <= 2 and max(map(width, words)) > columns - 20


def wide_lines(text, columns):
    return [line for line in text.split("\n") if width(line) > columns and not MESSAGE.search(line) and not is_one_word(line, columns)]


def words_of(text, moving):
    """The words of a text; figures that change from run to run count as equal."""
    return collections.Counter(re.sub(r"[0-9.]+", "0", text).split() if moving else text.split())


COMMANDS = [
    # words, whether figures move from run to run, whether the rows do
    (["init", ".", "-o", "my draft of it.yaml", "--force"], False, False),
    (["check", "--verbose", "song.yaml"], True, False),
    (["render", "--dry-run", "song.yaml"], False, False),
    (["render", "--anew", "--bleed", "song.yaml"], False, False),
    (["render", "--anew", "--verbose", "song.yaml", "another song.yaml"], True, False),
    (["render", "--anew", "--profile", "song.yaml"], True, True),
    (["render", "song.yaml"], False, False),
    (["verify", "--verbose", "prints"], True, False),
    (["verify", "--null", "prints", "others"], False, False),
    (["report", "song.yaml", "another song.yaml", "not there.yaml"], False, False),
    (["null", "--verbose", "prints/the-mix-for-everybody.wav", "prints/stems/keys.wav", "prints/stems/low-strings.wav"], True, False),
    (["diff", "prints/the-mix-for-everybody.wav", "prints/a-mix-for-the-singer-alone.wav"], False, False),
    (["diff", "prints", "others"], False, False),
    (["diff", "song.yaml", "another song.yaml"], False, False),
    (["loudness", "--verbose", "--profile", "ebu-r128", *(f"{name}.wav" for name in NAMES)], True, False),
    (["loudness", "--profiles"], False, False),
    (["quality", *(f"{name}.wav" for name in NAMES)], False, False),
    (["graph", "song.yaml"], False, False),
    (["graph", "--as", "matrix", "song.yaml"], False, False),
    (["plan", "song.yaml"], True, False),
    (["plan", "--measure", "song.yaml"], False, False),
    (["plan", "--cost", "song.yaml"], True, True),
    (["plan", "--cost", "--workers", "4", "song.yaml"], True, True),
    (["processors"], False, False),
    (["presets"], False, False),
    (["--version"], False, False),
    (["--help"], False, False),
]


def listed(command):
    """The names that a command lists, each at the beginning of a line."""
    return re.findall(r"^([a-z][a-z0-9-]*)  ", by_pipe([command], ".", COLUMNS="1000"), re.M)


failed = 0


def expect(well, *words):
    global failed
    if not well:
        print(*words)
        failed += 1


def try_command(words, moving, rows_move, folder):
    name = " ".join(words)
    wide, code = run_by_pipe(words, folder, COLUMNS="1000")
    for columns, (text, code_here) in ((80, run_by_pipe(words, folder)), (60, run_by_terminal(words, folder, 60))):
        expect(text.strip(), f"{name}: nothing is printed")
        expect(code_here == code, f"{name}: exit code {code_here} at {columns} columns, {code} at 1000")
        for line in wide_lines(text, columns):
            expect(False, f"{name}: {width(line)} columns instead of {columns}: {line}")
        if not rows_move:
            lost = words_of(wide, moving) - words_of(text, moving)
            expect(not lost, f"{name}: lost at {columns} columns: {' '.join(lost)}")


def try_machines(folder):
    """What programs read has the same bytes in every width."""
    for words in (["graph", "--as", "dot", "song.yaml"], ["graph", "--as", "mermaid", "song.yaml"], ["graph", "--as", "svg", "song.yaml"],
                  ["init", ".", "-o", "-"], ["schema"], ["presets", "plate"], ["manual", "render"], ["completion", "bash"], ["check", "--sarif", "-", "song.yaml"],
                  ["loudness", "--json", "-", "-q", "Felt Piano.wav"], ["loudness", "--csv", "-", "-q", "Felt Piano.wav"],
                  ["diff", "--as", "json", "song.yaml", "another song.yaml"], ["diff", "--as", "markdown", "song.yaml", "another song.yaml"],
                  ["report", "--again", "song.yaml", "not there.yaml"]):
        expect(by_pipe(words, folder, COLUMNS="30") == by_pipe(words, folder, COLUMNS="1000"), f"{' '.join(words)}: its bytes depend on the width")


with tempfile.TemporaryDirectory() as name:
    song = pathlib.Path(name) / "a song with a long name"
    song.mkdir()
    make_song(song)
    commands = re.findall(r"^  ([a-z]+)  ", by_pipe(["--help"], "."), re.M)
    expect(len(commands) > 15, "the commands are not found in --help")
    for words, moving, rows_move in COMMANDS:
        try_command(words, moving, rows_move, song)
    for command in commands:
        if command not in ("manual", "completion"):
            text = by_pipe([command, "--help"], ".")
            for line in wide_lines(text, 80):
                expect(False, f"{command} --help: {line}")
            for line in wide_lines(by_terminal([command, "--help"], ".", 60), 60):
                expect(False, f"{command} --help on 60 columns: {line}")
    for processor in listed("processors"):
        try_command(["processors", processor], False, False, song)
    try_machines(song)
sys.exit(1 if failed else 0)
