#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints what every processor costs beside every peer that is installed, in CPU seconds for 180 s of stereo at 48 kHz.

usage: bench_processors.py [--kernels] [--runs RUNS] [--seconds SECONDS] STEMPRINT [PROCESSOR ...]

Each figure is the median of RUNS (5) runs of a whole process, less the median of the same process without the effect:
reading and writing are not in it. All programs take their turn in each run, and the first turn does not count. "1 lane"
is the mix alone. "5 stems" is the mix and five stems: six signals pass the processor, as often as a peer would run. The
last column is the peer's seconds divided by those of one lane: over 1, stemprint is faster. The peers are SoX, FFmpeg,
csound, and the LV2 plug-ins of Calf and LSP by lv2apply; one that is not installed has no line. SECONDS (180) is the
length of the sound; the figures are scaled to 180 s.

With --kernels it prints nanoseconds for each frame and column instead, with the plain and the widest kernels: what
`render --profile` measures on eight stereo strips, in the best of the runs."""
import argparse
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import wave

STRIPS = 8
STEMS = 5
SPAN = 180.0

INSERTS = {
    "eq": "bands: [ { type: highpass, freq: 30 Hz }, { type: bell, freq: 250 Hz, gain: -3 dB, q: 1 }, "
          "{ type: bell, freq: 3 kHz, gain: 2 dB, q: 1 }, { type: highshelf, freq: 8 kHz, gain: 2 dB, q: 0.7 } ]",
    "linear-phase-eq": "bands: [ { type: bell, freq: 1 kHz, gain: 3 dB, q: 1 } ]",
    "compressor": "threshold: -24 dB, ratio: 4",
    "compressor, program": "threshold: -24 dB, ratio: 4, release_mode: program",
    "compressor, 2x": "threshold: -24 dB, ratio: 4, oversampling: 2x",
    "compressor, 4x": "threshold: -24 dB, ratio: 4, oversampling: 4x",
    "gate": "threshold: -30 dB",
    "de-esser": "threshold: -30 dB",
    "dynamic-eq": "bands: [ { type: lowshelf, freq: 120 Hz, threshold: -40 dB }, "
                  "{ type: bell, freq: 400 Hz, q: 2, threshold: -40 dB }, "
                  "{ type: bell, freq: 3 kHz, q: 2, threshold: -40 dB }, "
                  "{ type: highshelf, freq: 8 kHz, threshold: -40 dB } ]",
    "transient-shaper": "attack: 6 dB, sustain: -3 dB",
    "leveler": "target: -24 dBFS, range: 9 dB",
    "limiter": "ceiling: -12 dBTP",
    "saturation": "drive: 12 dB",
    "wow-flutter": "wow: 0.1 %, flutter: 0.1 %",
    "tape": "stems: per-lane",
    "tape-head": "bump: 50 %",
    "convolver": "file: response.wav",
    "reverb, plate": "type: plate",
    "reverb, hall": "type: hall",
    "delay": "time: 250 ms, feedback: 40 %",
    "chorus": "",
    "flanger": "",
    "phaser": "",
    "tremolo": "",
    "auto-pan": "",
    "width": "150 %",
    "mid-side": "side: 3 dB",
    "dc-filter": "",
    "de-hum": "freq: 50 Hz",
    "de-click": "threshold: 28 dB",
    "de-noise": "reduction: 12 dB",
}

# What a peer does less well.
PIECES = "straight pieces between points, no knee"
SINGLE = "single precision"
WHOLE_FRAMES = "reads its delays at whole frames"
LINEAR = "reads between frames on straight lines"
NO_TRUE_PEAK = "no true peak"
NO_FEEDBACK = "no feedback: a single echo"
COMB = "one delay of whole frames, no all-passes"

CALF = "http://calf.sourceforge.net/plugins/"
LSP = "http://lsp-plug.in/plugins/lv2/"

# The peers of a processor: the program, its effect, and what it does less well. The effect of csound has the input a1,
# a2 and the output a3, a4.
PEERS = {
    "eq": [("sox", "highpass 30 equalizer 250 1q -3 equalizer 3000 1q 2 treble 2 8000", ""),
           ("ffmpeg", "highpass=f=30,equalizer=f=250:t=q:w=1:g=-3,equalizer=f=3000:t=q:w=1:g=2,highshelf=f=8000:g=2",
            ""),
           ("csound", "a3 butterhp a1, 30\na4 butterhp a2, 30\n"
                      "a3 pareq a3, 250, 0.708, 1\na4 pareq a4, 250, 0.708, 1\n"
                      "a3 pareq a3, 3000, 1.259, 1\na4 pareq a4, 3000, 1.259, 1\n"
                      "a3 pareq a3, 8000, 1.259, 0.7, 2\na4 pareq a4, 8000, 1.259, 0.7, 2", "")],
    "linear-phase-eq": [("ffmpeg", "firequalizer=gain_entry='entry(500,0);entry(1000,3);entry(2000,0)'", SINGLE)],
    "compressor": [("sox", "compand 0.005,0.1 -24,-24,0,-18", PIECES),
                   ("ffmpeg", "acompressor=threshold=0.063:ratio=4", ""),
                   ("csound", "a3 compress2 a1, a1, -90, -27, -21, 4, 0.005, 0.1, 0\n"
                              "a4 compress2 a2, a2, -90, -27, -21, 4, 0.005, 0.1, 0", "channels are not linked"),
                   ("lv2apply", CALF + "Compressor", SINGLE),
                   ("lv2apply", LSP + "compressor_stereo", SINGLE)],
    "gate": [("ffmpeg", "agate=threshold=0.032", ""), ("lv2apply", CALF + "Gate", SINGLE),
             ("lv2apply", LSP + "gate_stereo", SINGLE)],
    "de-esser": [("ffmpeg", "deesser=i=0.5", ""), ("lv2apply", CALF + "Deesser", SINGLE)],
    "dynamic-eq": [("ffmpeg", "adynamicequalizer=threshold=1:dfrequency=3000:tfrequency=3000", "one band of four")],
    "transient-shaper": [("lv2apply", CALF + "TransientDesigner", SINGLE)],
    "leveler": [("ffmpeg", "dynaudnorm", "one gain each half second, smoothed")],
    "limiter": [("ffmpeg", "alimiter=limit=0.25", NO_TRUE_PEAK), ("lv2apply", CALF + "Limiter", NO_TRUE_PEAK),
                ("lv2apply", LSP + "limiter_stereo", NO_TRUE_PEAK)],
    "saturation": [("ffmpeg", "volume=12dB,asoftclip=type=tanh:oversample=4", ""),
                   ("csound", "a3 = tanh(4 * a1)\na4 = tanh(4 * a2)", "no oversampling: it aliases"),
                   ("lv2apply", CALF + "Saturator", SINGLE)],
    "wow-flutter": [("ffmpeg", "vibrato=f=6:d=0.1", LINEAR)],
    "tape": [("lv2apply", CALF + "TapeSimulator", SINGLE)],
    "convolver": [("ffmpeg -i response.wav", "[0][1]afir", SINGLE),
                  ("csound", 'a3 pconvolve a1, "response.wav", 4096, 1\na4 pconvolve a2, "response.wav", 4096, 2', "")],
    "reverb": [("sox", "reverb", "single precision, nothing moves"),
               ("csound", "a3, a4 reverbsc a1, a2, 0.85, 12000", "eight delays, no diffuser, no early reflections"),
               ("lv2apply", CALF + "Reverb", SINGLE)],
    "delay": [("sox", "echo 1 1 250 0.4", NO_FEEDBACK), ("ffmpeg", "aecho=1:1:250:0.4", NO_FEEDBACK),
              ("csound", "a3 comb a1, 1.9, 0.25\na4 comb a2, 1.9, 0.25", ""),
              ("lv2apply", CALF + "VintageDelay", SINGLE)],
    "chorus": [("sox", "chorus 0.6 0.9 25 0.4 0.5 2 -s", WHOLE_FRAMES),
               ("ffmpeg", "chorus=0.6:0.9:25:0.4:0.5:2", WHOLE_FRAMES), ("lv2apply", CALF + "MultiChorus", LINEAR)],
    "flanger": [("sox", "flanger", LINEAR), ("ffmpeg", "flanger", LINEAR), ("lv2apply", CALF + "Flanger", LINEAR)],
    "phaser": [("sox", "phaser 0.8 0.74 3 0.4 0.5 -s", COMB), ("ffmpeg", "aphaser", COMB),
               ("lv2apply", CALF + "Phaser", SINGLE)],
    "tremolo": [("sox", "tremolo 5 50", ""), ("ffmpeg", "tremolo=f=5:d=0.5", "")],
    "auto-pan": [("ffmpeg", "apulsator=hz=1", ""), ("lv2apply", CALF + "Pulsator", SINGLE)],
    "width": [("ffmpeg", "extrastereo=m=1.5:c=0", "")],
    "mid-side": [("ffmpeg", "stereotools=slev=1.41", "")],
    "dc-filter": [("sox", "highpass 5", ""), ("ffmpeg", "highpass=f=5", "")],
    "de-click": [("ffmpeg", "adeclick", "")],
    "de-noise": [("ffmpeg", "afftdn=nr=12", SINGLE)],
}


def insert_of(label):
    name, parameters = label.split(",")[0], INSERTS[label]
    return f"{name}: {{ {parameters} }}" if ":" in parameters or not parameters else f"{name}: {parameters}"


def write(path, text):
    with open(path, "w", encoding="ascii") as file:
        file.write(text)
    return path


PRINT = ["outputs: { out: { } }", "print:", "  directory: out", "  format: { container: wav, encoding: float32 }"]


def strips_recipe(insert):
    """Eight strips of noise with the insert."""
    lines = ["version: 1", "session: { sample_rate: 48 kHz, tail: none }", "tracks:"]
    for i in range(STRIPS):
        lines += [f"  s{i}:", "    source: { generate: pink-noise, length: 10 s, channels: 2 }",
                  f"    inserts: [ {insert} ]", "    output: out"]
    return "\n".join(lines + PRINT + ["  mixes: { mix: { of: out } }", ""])


def bus_recipe(insert, stems):
    """A bus with the insert, and one track that feeds it, or one for each stem."""
    lines = ["version: 1", "session: { sample_rate: 48 kHz, tail: none }", "tracks:"]
    for i in range(max(stems, 1)):
        lines.append(f"  t{i}: {{ source: sound.wav, output: b{f', stem: t{i}' if stems else ''} }}")
    lines += [f"buses: {{ b: {{ inserts: [ {insert} ], output: out }} }}"] + PRINT + ["  mixes: { mix: { of: out } }"]
    return "\n".join(lines + (["  stems: { of: out }"] if stems else []) + [""])


def write_response():
    with wave.open("response.wav", "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(48000)
        state, frames = 1, bytearray()
        for i in range(2 * 120000):
            state = (state * 1103515245 + 12345) & 0x7FFFFFFF
            frames += int((state / 0x40000000 - 1) * 20000 * (1 - i / 240000)).to_bytes(2, "little", signed=True)
        file.writeframes(bytes(frames))


def write_sound(program, seconds):
    lines = ["version: 1", "session: { sample_rate: 48 kHz, tail: none }", "tracks:",
             f"  t: {{ source: {{ generate: pink-noise, length: {seconds} s, channels: 2 }}, output: out }}"]
    write("sound.yaml", "\n".join(lines + PRINT + ["  mixes: { sound: { of: out } }", ""]))
    subprocess.run([program, "render", "-q", "sound.yaml"], check=True)
    os.replace("out/sound.wav", "sound.wav")


class Peer:
    """A command, and the same command without the effect."""

    def __init__(self, program, effect, remark, seconds):
        self.name, *self.inputs = program.split()
        self.remark, self.seconds = remark, seconds
        self.label = ("calf" if CALF in effect else "lsp") if self.name == "lv2apply" else self.name
        self.command = getattr(self, self.name)(effect, "with.csd")
        self.without = getattr(self, self.name)("", "without.csd")

    def sox(self, effect, _path):
        return ["sox", "-V1", "-D", "sound.wav", "-e", "float", "-b", "32", "peer.wav"] + effect.split()

    def ffmpeg(self, effect, _path):
        graph = ["-filter_complex", effect] if effect else ["-map", "0:a"]
        read = ["ffmpeg", "-v", "error", "-y", "-i", "sound.wav"] + self.inputs
        return read + graph + ["-c:a", "pcm_f32le", "peer.wav"]

    def csound(self, effect, path):
        body = effect or "a3 = a1\na4 = a2"
        text = ("<CsoundSynthesizer>\n<CsInstruments>\nsr=48000\nksmps=64\nnchnls=2\n0dbfs=1\ninstr 1\n"
                f'a1, a2 diskin2 "sound.wav", 1, 0, 0, 0, 1\n{body}\nouts a3, a4\nendin\n</CsInstruments>\n'
                f"<CsScore>\ni1 0 {self.seconds}\n</CsScore>\n</CsoundSynthesizer>\n")
        return ["csound", "-d", "-m0", "-W", "-f", "-o", "peer.wav", write(path, text)]

    def lv2apply(self, effect, _path):
        bypass = [] if effect else ["-c", "bypass", "1"]
        return ["lv2apply", "-i", "sound.wav", "-o", "peer.wav"] + bypass + [effect or CALF + "Compressor"]

    def works(self):
        return shutil.which(self.name) is not None and all(
            subprocess.run(command, capture_output=True, check=False).returncode == 0
            for command in (self.without, self.command))


def cpu_seconds(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: exit code {done.returncode}\n{done.stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def net_seconds(pairs, runs, seconds):
    """What each effect costs: the median with it less the median without it, of commands that take turns."""
    commands = [command for pair in pairs for command in pair]
    times = [[cpu_seconds(command) for command in commands] for _ in range(runs + 1)]
    medians = [statistics.median(column) for column in zip(*times[1:])]
    return [(with_it - without) * SPAN / seconds for with_it, without in zip(medians[::2], medians[1::2])]


def own_pair(program, insert, stems):
    render = [program, "render", "-q", "--anew", "-j1", "--no-loudness", "--no-null"]
    return [render + [write(f"{word}-{stems}.yaml", bus_recipe(text, stems))]
            for word, text in (("with", insert), ("without", ""))]


def times_of(seconds, one):
    """The quotient; of less than 5 ms there is none."""
    return f"{seconds / one:.1f}x" if one >= 0.005 else "-"


def print_peers(program, labels, runs, seconds):
    write_sound(program, seconds)
    print(f"{'CPU s for 180 s of stereo':26}{'1 lane':>8}{'5 stems':>9}{'':7}  {'peer':8}{'1':>8}{'ratio':>8}")
    for label in labels:
        peers = [Peer(*row, seconds) for row in PEERS.get(label.split(",")[0], [])]
        peers = [peer for peer in peers if peer.works()]
        pairs = [own_pair(program, insert_of(label), stems) for stems in (0, STEMS)]
        one, five, *others = net_seconds(pairs + [[peer.command, peer.without] for peer in peers], runs, seconds)
        own = f"{label:26}{one:8.3f}{five:9.3f}{times_of(five, one):>7}"
        for peer, its in zip(peers, others):
            row = f"{own}  {peer.label:8}{its:8.3f}{times_of(its, one):>8}  {peer.remark}"
            print(row.rstrip(), flush=True)
            own = " " * len(own)
        if not peers:
            print(own, flush=True)


def nanoseconds(program, insert, cpu):
    """The mean over the strips of the column ns/sample."""
    command = [program, "render", "--anew", "-j1", "--profile", "--no-loudness", "--no-null"]
    text = subprocess.run(command + cpu + [write("strips.yaml", strips_recipe(insert))], check=True,
                          capture_output=True, text=True).stdout
    name = insert.split(":")[0]
    found = [float(line.split()[-1]) for line in text.splitlines() if re.match(rf"s\d+ +{re.escape(name)} ", line)]
    if not found:
        sys.exit(f"the profile of \"{name}\" has no line of it:\n{text}")
    return sum(found) / len(found)


def print_kernels(program, labels, runs):
    print(f"{'ns a frame and column':26}{'plain':>9}{'widest':>9}{'faster':>9}")
    for label in labels:
        plain = min(nanoseconds(program, insert_of(label), ["--cpu", "plain"]) for _ in range(runs))
        widest = min(nanoseconds(program, insert_of(label), []) for _ in range(runs))
        print(f"{label:26}{plain:9.2f}{widest:9.2f}{plain / widest:8.1f}x", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kernels", action="store_true", help="nanoseconds, plain and widest, without peers")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=180)
    parser.add_argument("program", metavar="STEMPRINT")
    parser.add_argument("names", metavar="PROCESSOR", nargs="*")
    arguments = parser.parse_args()
    program = os.path.abspath(arguments.program)
    labels = [label for label in INSERTS if not arguments.names or label.split(",")[0] in arguments.names]
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        write_response()
        if arguments.kernels:
            print_kernels(program, labels, arguments.runs)
        else:
            print_peers(program, labels, arguments.runs, arguments.seconds)
        os.chdir("/")


main()
