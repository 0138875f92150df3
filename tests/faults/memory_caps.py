#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs many kinds of jobs with less memory than they need, and with little more, and looks at the memory that they had.

    tests/faults/memory_caps.py [--job NAME] PROGRAM

Each job runs once without a limit, which tells what it needs. Then it runs with shares of that as --max-memory. What must hold:

  - no process passes its limit by more than 8 MB, by the kernel's own account (ru_maxrss of wait4); what the program takes before it
    has read its options, some 8 MB, is allowed always;
  - where the limit is half as high again as the need, and 8 MB more, the job ends as it does without a limit;
  - a job that ends for its limit has exit code 6, says so, and leaves no file.
"""
import collections, os, pathlib, random, re, struct, sys, tempfile

MB = 1000 * 1000
SLACK, PROGRAM = 8 * MB, 8 * MB
SHARES, ENOUGH = (0.25, 0.5, 0.75, 0.9, 1.02, 1.1, 1.5), 1.5
MESSAGES = {"the process holds": "ended", "out of memory": "refused a piece", "": "estimated"}
RECIPES = "automation big-band count-in feedback film-reel game-loop live-rig loops stage-click takes two-rates two-tracks versions".split()

NOISE = "source: { generate: pink-noise, level: -40 dBFS, length: 6 s, channels: 2 }"
EIGHT = "version: 1\nsession: { sample_rate: 48000 }\ntracks:\n" + "".join(
    f"  t{i}: {{ {NOISE}, stem: s{i}, sends: [ {{ to: room, level: -12 dB }} ], inserts: [ eq: {{ bands: [ {{ type: bell, freq: 1 kHz, "
    "gain: 2 dB } ] }, compressor: { lookahead: 5 ms } ] }\n" for i in range(8)) + (
    "auxes: { room: { inserts: [ reverb: { decay: 4 s } ], stem: fx, output: master } }\noutputs: { master: { inserts: [ limiter: -1 dBTP ] } }\n"
    "print: { directory: out, mixes: { mix: {}, flac: { format: { container: flac, encoding: pcm24 } } }, stems: {} }\nverify: { quality: {} }\n")
TEXTS = {
    "eight.yaml": EIGHT,
    **{f"song{i}.yaml": EIGHT.replace("directory: out", f"directory: out/{i}") for i in range(4)},
    "linear.yaml": "version: 1\nsession: { sample_rate: 48000 }\ntracks:\n" + "".join(
        f"  t{i}: {{ {NOISE}, inserts: [ linear-phase-eq: {{ bands: [ {{ type: highpass, freq: 30 Hz, slope: 48 dB/oct }} ] }} ] }}\n"
        for i in range(60)) + "outputs: { master: {} }\nprint: { directory: out, mixes: { mix: {} } }\n",
    "files.yaml": "version: 1\nsession: { sample_rate: 44100 }\ntracks:\n" + "".join(
        f"  t{i}: {{ source: {i}.wav, stem: s{i} }}\n" for i in range(40)) + "outputs: { master: {} }\n"
        "print: { directory: out, mixes: { mix: {} }, stems: {} }\n",
}
STEMS = [f"{i}.wav" for i in range(40)]
JOBS = {
    **{name: ["render", "-q", "-d", "FOLDER/out", f"recipes/{name}.yaml"] for name in RECIPES},
    "eight stems": ["render", "-q", "eight.yaml", "--html", "page.html"],
    "side by side": ["render", "-q", "-j2", *(f"song{i}.yaml" for i in range(4))],
    "linear phase": ["render", "-q", "linear.yaml"],
    "converted files": ["render", "-q", "files.yaml"],
    "of strangers": ["render", "-q", "--untrusted", "files.yaml"],
    "check": ["check", "linear.yaml"],
    "plan": ["plan", "linear.yaml"],
    "init": ["init", *STEMS, "-o", "made.yaml"],
    "null": ["null", "-q", "-j2", "sum.wav", *STEMS],
    "null with causes": ["null", "-q", "-j2", "sum.wav", *STEMS[1:]],
    "null aligned": ["null", "-q", "sum.wav", *STEMS[:7], "--align", "--bleed"],
    "null, residual": ["null", "-q", "sum.wav", *STEMS, "--residual", "left.wav"],
    "loudness": ["loudness", "-q", "-j2", *4 * STEMS],
    "loudness, page": ["loudness", "-q", "-j2", *4 * STEMS, "--html", "page.html"],
    "loudness of strangers": ["loudness", "-q", "--untrusted", *STEMS],
    "quality": ["quality", "-q", "-j2", *STEMS[:6]],
    "quality, long first": ["quality", "-q", "-j2", "long.wav", *8 * ["tiny.wav"]],
}
NEEDS = {"check": "linear phase"}  # it refuses what another job would be refused for
SOURCE = pathlib.Path(__file__).resolve().parents[2]
Run = collections.namedtuple("Run", "code peak words")


def write_sound(path, rows, channels):
    """Writes rows of samples of 16 bits."""
    data = struct.pack(f"<{len(rows)}h", *rows)
    path.write_bytes(struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(data), b"WAVE", b"fmt ", 16, 1, channels, 48000, 96000 * channels,
                                 2 * channels, 16, b"data", len(data)) + data)


def make_inputs(folder):
    for name, text in TEXTS.items():
        (folder / name).write_text(text)
    draw, total = random.Random(1), [0] * 96000
    for name in STEMS:
        rows = [value - 256 for value in draw.choices(range(512), k=len(total))]
        total = [a + b for a, b in zip(total, rows)]
        write_sound(folder / name, rows, 2)
    write_sound(folder / "sum.wav", total, 2)
    write_sound(folder / "long.wav", 20 * total, 2)
    write_sound(folder / "tiny.wav", total[:2000], 2)


def run(program, arguments, folder):
    """A child that was made by fork() has an account of its own, which begins with the little that this script has."""
    words = [word.replace("FOLDER", str(folder)) for word in arguments]
    process = os.fork()
    if process == 0:
        os.chdir(SOURCE if any(word.startswith("recipes/") for word in words) else folder)
        for descriptor, mode, path in (0, os.O_RDONLY, "/dev/null"), (1, os.O_WRONLY, "/dev/null"), (2, os.O_WRONLY, folder.parent / "said"):
            os.dup2(os.open(path, mode | os.O_CREAT | os.O_TRUNC), descriptor)
        os.execv(program, [program, *words])
    _, status, usage = os.wait4(process, 0)
    return Run(os.waitstatus_to_exitcode(status), usage.ru_maxrss * 1024, (folder.parent / "said").read_text(errors="replace"))


def sweep(folder, names):
    """Removes what a run left, and returns it."""
    left = [path for path in sorted(folder.rglob("*"), reverse=True) if str(path.relative_to(folder)) not in names]
    for path in left:
        path.rmdir() if path.is_dir() else path.unlink()
    return left


def wrong(limit, is_enough, whole, limited, left):
    if limited.peak > max(limit, PROGRAM) + SLACK:
        yield f"it had {limited.peak / MB:.1f} MB"
    if limited.code not in (whole.code, 6):
        yield f"exit code {limited.code}: {limited.words}"
    if limited.code == 6 and is_enough:
        yield f"it was not let run: {limited.words}"
    if limited.code == 6 and not re.search("--max-memory|out of memory", limited.words):
        yield f"the message does not tell of memory: {limited.words}"
    if limited.code == 6 and left:
        yield f"it leaves {left[0].name}"


def estimate_in(words):
    """Returns the bytes of which a refusal tells, if it does."""
    found = re.search(r"takes? ([0-9.]+) (kB|MB|GB) of memory or more", words)
    return float(found[1]) * {"kB": 1e3, "MB": 1e6, "GB": 1e9}[found[2]] if found else None


def judge(job, program, folder):
    names, found, cells = {str(path.relative_to(folder)) for path in folder.rglob("*")}, 0, []
    whole = run(program, JOBS[job], folder)
    need = run(program, JOBS[NEEDS[job]], folder).peak if job in NEEDS else whole.peak
    sweep(folder, names)
    if whole.code not in (0, 1):
        sys.exit(f"{job}: exit code {whole.code}: {whole.words}")
    for share in SHARES:
        limit = int(share * need) + (SLACK if share >= ENOUGH else 0)
        limited = run(program, [JOBS[job][0], f"--max-memory={limit}", *JOBS[job][1:]], folder)
        left = sweep(folder, names)
        how = next(how for words, how in MESSAGES.items() if words in limited.words) if limited.code == 6 else "runs"
        told = estimate_in(limited.words)
        cells.append(f"{limit / MB:.0f}: {limited.peak / MB:.1f} {how}" + (f" {told / MB:.0f}" if told else ""))
        for text in wrong(limit, share >= ENOUGH, whole, limited, left):
            found += 1
            print(f"{job}, {limit / MB:.1f} MB: {text}", flush=True)
    print(f"{job:22} {need / MB:6.1f} MB | " + " | ".join(cells), flush=True)
    return found


def main():
    arguments = sys.argv[1:]
    jobs = list(JOBS)
    if arguments[:1] == ["--job"]:
        jobs, arguments = arguments[1:2], arguments[2:]
    if len(arguments) != 1 or arguments[0].startswith("-"):
        sys.exit(__doc__)
    program, found = os.path.abspath(arguments[0]), 0
    with tempfile.TemporaryDirectory(prefix="caps-") as root:
        folder = pathlib.Path(root) / "job"
        folder.mkdir()
        # The lists of samples are large, and a child of this process would begin with them.
        maker = os.fork()
        if maker == 0:
            make_inputs(folder)
            os._exit(0)
        if os.waitpid(maker, 0)[1] != 0:
            sys.exit("the inputs could not be made")
        for job in jobs:
            found += judge(job, program, folder)
    print(f"{len(jobs)} jobs, {len(jobs) * len(SHARES)} limits, {found} findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
