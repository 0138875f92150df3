#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints what single jobs cost in CPU seconds, beside the installed peers.

The jobs are the sum of 32 stereo files, and on one stereo file an equaliser, a compressor, ducking, convolution, another
rate, loudness, and the null test of two files.

usage: bench_single_jobs.py STEMPRINT FOLDER [RUNS [RESULTS.json]]

FOLDER holds the scripts of the reference work, with bin/r128i built. PERF_DATA names the audio that its gen.py wrote
(t*.wav, ir.wav; 64 tracks or more, so that 32 are stereo), and PERF_OUT receives the renders. STEMPRINT is in its build
folder, beside the benchmarks."""
import glob
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import wave

FORMAT = "{ container: wav, encoding: pcm24 }"
BANDS = [(80, -3.0, 1.0), (400, -4.0, 1.2), (2500, 3.0, 1.0), (9000, 2.5, 0.8)]


def run(command, log, codes):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with open(log, "w", encoding="utf-8") as file:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=file, stderr=file, check=False)
    if done.returncode not in codes:
        sys.exit(f"{' '.join(command)}: exit code {done.returncode}, see {log}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


class Jobs:
    def __init__(self, program, folder, data, output):
        self.program, self.folder, self.output = program, folder, output
        self.stereo = [f for f in sorted(glob.glob(os.path.join(data, "t[0-9]*.wav")))
                       if wave.open(f).getnchannels() == 2][:32]
        self.response = os.path.join(data, "ir.wav")
        self.one, self.key = self.stereo[0], self.stereo[1]

    def path(self, name):
        return os.path.join(self.output, name)

    def recipe(self, name, tracks, rate="48000 Hz"):
        text = [f"version: 1\nsession: {{ sample_rate: {rate}, tail: none }}\ntracks:"]
        text += [f"  t{i}: {{ source: {source}, {more} }}" for i, (source, more) in enumerate(tracks)]
        text += ["outputs: { out: { } }", "print:", f"  directory: {self.path(name)}", f"  format: {FORMAT}",
                 "  mixes: { mix: { of: out } }", ""]
        with open(self.path(name + ".yaml"), "w", encoding="ascii") as file:
            file.write("\n".join(text))
        return [self.program, "render", "-q", "--anew", "-j1", "--no-loudness", "--no-null", self.path(name + ".yaml")]

    def csound(self, name, lines):
        with open(self.path(name + ".csd"), "w", encoding="ascii") as file:
            file.write("<CsoundSynthesizer>\n<CsInstruments>\nsr=48000\nksmps=64\nnchnls=2\n0dbfs=1\ninstr 1\n"
                       + f' al, ar diskin2 "{self.one}", 1, 0, 0, 0, 1\n' + "\n".join(lines)
                       + "\n outs al, ar\nendin\n</CsInstruments>\n<CsScore>\ni1 0 180\ne\n</CsScore>\n</CsoundSynthesizer>\n")
        return ["csound", "-d", "-m0", "-W", "-3", "-o", self.path("csound.wav"), self.path(name + ".csd")]

    def ffmpeg(self, inputs, graph, more=()):
        words = ["ffmpeg", "-nostdin", "-y", "-v", "error"]
        for file in inputs:
            words += ["-i", file]
        return words + ["-filter_complex", graph, *more, "-c:a", "pcm_s24le", self.path("ffmpeg.wav")]

    def sox(self, *effects):
        return ["sox", "-D", self.one, "-b", "24", self.path("sox.wav"), *effects]

    def sum(self):
        peers = {"libsndfile, a loop in C": [os.path.join(os.path.dirname(self.program), "../tests/bench/bench_sum_by_sndfile"),
                                             self.path("sum.wav"), *self.stereo],
                 "ffmpeg": self.ffmpeg(self.stereo, f"amix=inputs={len(self.stereo)}:normalize=0"),
                 "sox": ["sox", "-D", "-m"] + [w for f in self.stereo for w in ("-v", "1", f)] + ["-b", "24", self.path("sox.wav")],
                 "ecasound": ["ecasound", "-q", "-b:2048"] + [w for i, f in enumerate(self.stereo) for w in (f"-a:{i}", "-i", f)]
                 + ["-a:all", "-f:s24_le,2,48000", "-o", self.path("eca.wav")]}
        return self.recipe("sum", [(f, "output: out") for f in self.stereo]), peers

    def equaliser(self):
        bands = ", ".join(f"{{ type: bell, freq: {f} Hz, gain: {g} dB, q: {q} }}" for f, g, q in BANDS)
        own = self.recipe("eq", [(self.one, f"inserts: [ eq: {{ bands: [ {bands} ] }} ], output: out")])
        graph = ",".join(f"equalizer=f={f}:t=q:w={q}:g={g}" for f, g, q in BANDS)
        lines = [f" {v} rbjeq {v}, {f}, {10 ** (g / 20):.6f}, {q}, 1, 8" for f, g, q in BANDS for v in ("al", "ar")]
        return own, {"sox": self.sox(*[w for f, g, q in BANDS for w in ("equalizer", str(f), f"{q}q", str(g))]),
                     "ffmpeg": self.ffmpeg([self.one], graph), "csound": self.csound("eq", lines)}

    def compressor(self):
        own = self.recipe("compressor", [(self.one, "inserts: [ compressor: { threshold: -18 dB, ratio: 3, attack: 10 ms, "
                                                    "release: 120 ms, knee: 6 dB } ], output: out")])
        lines = [" actl = (abs(al) + abs(ar)) * .5"] + [f" {v} compress2 {v}, actl, -120, -21, -15, 3, .01, .12, .0001" for v in ("al", "ar")]
        return own, {"sox": self.sox("compand", "0.01,0.12", "6:-90,-90,-18,-18,0,-12", "0", "-90", "0"),
                     "ffmpeg": self.ffmpeg([self.one], "acompressor=threshold=0.126:ratio=3:attack=10:release=120:knee=2"),
                     "csound": self.csound("compressor", lines)}

    def ducking(self):
        own = self.recipe("ducking", [(self.one, "inserts: [ compressor: { key: t1, threshold: -30 dB, ratio: 4, attack: 2 ms, release: 150 ms } ], "
                                                 "output: out"), (self.key, "output: none, sends: [ ]")])
        lines = [f' akl, akr diskin2 "{self.key}", 1, 0, 0, 0, 1', " actl = (abs(akl) + abs(akr)) * .5"]
        lines += [f" {v} compress2 {v}, actl, -120, -33, -27, 4, .002, .15, .0001" for v in ("al", "ar")]
        return own, {"ffmpeg": self.ffmpeg([self.one, self.key], "sidechaincompress=threshold=0.0316:ratio=4:attack=2:release=150"),
                     "csound": self.csound("ducking", lines)}

    def convolution(self):
        own = self.recipe("convolution", [(self.one, f"inserts: [ convolver: {{ file: {self.response} }} ], output: out")])
        lines = [f' al pconvolve al, "{self.response}", 8192, 1', f' ar pconvolve ar, "{self.response}", 8192, 2']
        with open(self.path("fconvolver.conf"), "w", encoding="ascii") as file:
            file.write(f"/cd {os.path.dirname(self.response)}\n/convolver/new 2 2 8192 130000\n/impulse/read 1 1 1 0 0 0 1 ir.wav\n/impulse/read 2 2 1 0 0 0 2 ir.wav\n")
        return own, {"ffmpeg": self.ffmpeg([self.one, self.response], "afir=gtype=none:minp=8192:maxp=32768"),
                     "fconvolver": ["fconvolver", self.path("fconvolver.conf"), self.one, self.path("fconvolver.wav")],
                     "csound": self.csound("convolution", lines)}

    def rate(self):
        slow = self.path("at_44100.wav")
        if not os.path.exists(slow):
            subprocess.run(["sox", "-D", self.one, "-b", "24", "-r", "44100", slow, "rate", "-v"], check=True)
        own = self.recipe("rate", [(f"{{ file: {slow} }}", "output: out")])
        return own, {"sox rate -v": ["sox", "-D", slow, "-b", "24", self.path("sox.wav"), "rate", "-v", "48000"],
                     "ffmpeg, soxr of 28 bits": self.ffmpeg([slow], "aresample=48000:resampler=soxr:precision=28")}

    def loudness(self):
        return [self.program, "loudness", self.one], {
            "libebur128, a loop in C": [os.path.join(self.folder, "bin", "r128i"), "-full", self.one],
            "ffmpeg": ["ffmpeg", "-nostdin", "-v", "error", "-i", self.one, "-af", "ebur128=peak=true", "-f", "null", "-"]}

    def null(self):
        return [self.program, "null", self.one, self.one], {
            "sox": ["sox", "-D", "-m", "-v", "1", self.one, "-v", "-1", self.one, "-n", "stats"],
            "ffmpeg": ["ffmpeg", "-nostdin", "-v", "error", "-i", self.one, "-i", self.one, "-filter_complex",
                       "[1]volume=-1[b];[0][b]amix=normalize=0,astats", "-f", "null", "-"]}

    def all(self):
        return {"sum of 32 stereo files": self.sum(), "EQ, 4 biquads": self.equaliser(), "compressor": self.compressor(),
                "ducking": self.ducking(), "convolution, 2.5 s": self.convolution(), "44.1 to 48 kHz": self.rate(),
                "loudness, range, true peak": self.loudness(), "null of two files": self.null()}


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    program, folder = os.path.abspath(sys.argv[1]), sys.argv[2]
    runs = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    output = os.environ.get("PERF_OUT", os.path.join(folder, "out"))
    os.makedirs(output, exist_ok=True)
    jobs = Jobs(program, folder, os.environ["PERF_DATA"], output)
    if len(jobs.stereo) < 32:
        sys.exit(f"only {len(jobs.stereo)} stereo files in {os.environ['PERF_DATA']}: 32 are summed; generate 64 tracks or more")
    results = {}
    print(f"CPU seconds for 180 s, medians of {runs}")
    for name, (own, peers) in jobs.all().items():
        commands = {"stemprint": own} | {p: c for p, c in peers.items() if shutil.which(c[0])}
        spent = {who: [] for who in commands}
        for _ in range(runs):
            for who, command in commands.items():
                codes = (0, 1) if who == "stemprint" else (0,)  # 1: the sum clips, which stemprint alone tells
                spent[who].append(run(command, os.path.join(output, "log.txt"), codes))
        medians = {who: statistics.median(list_) for who, list_ in spent.items()}
        results[name] = medians
        best = min((m for who, m in medians.items() if who != "stemprint"), default=float("nan"))
        print(f"{name:28} stemprint {medians['stemprint']:.2f}, best peer {best / medians['stemprint']:.2f} times that: "
              + ", ".join(f"{who} {m:.2f}" for who, m in medians.items() if who != "stemprint"), flush=True)
    if len(sys.argv) > 4:
        with open(sys.argv[4], "w", encoding="ascii") as file:
            json.dump(results, file, indent=1)


main()
