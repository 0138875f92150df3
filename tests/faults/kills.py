#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kills the program at random moments of long jobs, in every phase, and looks at what is left.

    tests/faults/kills.py [--kills N] [--seconds S] [--job NAME] PROGRAM

Each job is killed N times by each kind of signal, at moments that are spread over the time that it takes. What must hold:

  - a signal that ends programs (TERM, INT, QUIT, USR1 ...) is heard: the process dies of that signal, and after it takes no more than
    0.2 s of CPU time, of one thread. It leaves the files of before, or those of the whole run if it came too late, and nothing else;
  - after SIGKILL no file is false: each one is that of before or that of a whole run, and no manifest stands beside files that it
    does not describe. The next run of the job gives the files of a whole run and sweeps the rest.
"""
import argparse, collections, hashlib, os, pathlib, random, shutil, signal, subprocess, sys, tempfile, time

HEARD_SECONDS = 0.2
HANGS_SECONDS = 5
SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM, signal.SIGXCPU)

HEAD = "version: 1\nsession: { tail: none }\ntracks:\n" + "".join(
    f"  t{i}: {{ source: t{i}.wav, stem: s{i}, inserts: [ eq: {{ bands: [ {{ type: bell, freq: 1 kHz, gain: 2 dB }} ] }}, compressor ] }}\n"
    for i in range(4)) + "outputs: { master: { inserts: [ limiter: -1 dBTP ] } }\nprint:\n  directory: out\n"
RECIPES = {
    "whole.yaml": HEAD + "  mixes: { mix: {}, flac: { format: { container: flac, encoding: pcm16 } } }\n  stems: {}\nverify: { quality: {} }\n",
    "settled.yaml": HEAD + "  sum: exact\n  format: { sample_rate: 44.1 kHz }\n  mixes: { mix: {} }\n  stems: {}\n",
    "measured.yaml": "version: 1\nsession: { tail: none }\ntracks:\n" + "".join(
        f"  p{i}: {{ source: t{i % 4}.wav, inserts: [ eq: {{ bands: [ {{ type: bell, freq: {200 + 20 * i} Hz, gain: 2 dB }} ] }}, "
        "limiter: -1 dBTP ] }\n" for i in range(200)) + "outputs: { master: {} }\nprint: { directory: out, mixes: { mix: {} } }\n",
    "normalised.yaml": HEAD.replace("limiter: -1 dBTP", "normalise: -16 LUFS") + "  mixes: { mix: {} }\n  stems: {}\n",
}
JOBS = {
    "render": ["render", "-q", "whole.yaml", "--bleed"],
    "render settled": ["render", "-q", "settled.yaml"],
    "render normalised": ["render", "-q", "normalised.yaml"],
    "null causes": ["null", "mix.wav", "t0.wav", "t1.wav", "late.wav", "t3.wav", "--residual", "left.wav"],
    "null aligned": ["null", "mix.wav", "t0.wav", "t1.wav", "t2.wav", "late.wav", "--align", "--bleed"],
    "loudness": ["loudness", "mix.wav", "t0.wav", "t1.wav", "--json", "loudness.json"],
    "quality": ["quality", "short0.wav", "short1.wav", "--json", "quality.json"],  # the search for coders takes 3 s of CPU time in a long file
    "verify": ["verify", "--null", *["out"] * 20, "--json", "verify.json"],  # one proof takes too little time for a signal
    "diff": ["diff", "--as", "json", "mix.wav", "late.wav"],
    "plan": ["plan", "--measure", "measured.yaml"],
}
TICK = os.sysconf("SC_CLK_TCK")


def make_inputs(folder, seconds):
    for name, text in RECIPES.items():
        (folder / name).write_text(text)
    for i in range(4):
        subprocess.run(["sox", "-R", "-n", "-r", "48000", "-c", "2", "-b", "24", f"t{i}.wav", "synth", str(seconds), "pinknoise", "pinknoise",
                        "vol", "0.1", "highpass", str(100 * (i + 1))], cwd=folder, check=True)
    subprocess.run(["sox", "-R", "-m", *(f"t{i}.wav" for i in range(4)), "-b", "24", "mix.wav"], cwd=folder, check=True)
    for i in range(2):
        subprocess.run(["sox", "-R", f"t{i}.wav", f"short{i}.wav", "trim", "0", "0.5"], cwd=folder, check=True)
    subprocess.run(["sox", "-R", "t2.wav", "late.wav", "pad", "0.001", "trim", "0", str(seconds)], cwd=folder, check=True)


def files_of(folder):
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


def processor_seconds(process):
    try:
        fields = pathlib.Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / TICK


class Bench:
    def __init__(self, folder, program, seconds):
        self.folder, self.program, self.aside = folder / "bench", program, folder / "before"
        self.folder.mkdir()
        make_inputs(self.folder, seconds)
        (self.folder / "first.yaml").write_text(RECIPES["whole.yaml"].replace("mixes: {", "format: { encoding: pcm16 }\n  mixes: {"))
        subprocess.run([program, "render", "-q", "first.yaml"], cwd=self.folder, check=True)
        shutil.copytree(self.folder, self.aside)
        self.before = files_of(self.folder)

    def restore(self):
        for path in self.folder.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            elif path.name not in self.before or path.name.startswith("."):
                path.unlink()
        shutil.copytree(self.aside / "out", self.folder / "out")

    def start(self, job):
        arguments = JOBS[job][:1] + (["-j1"] if JOBS[job][0] not in ("plan",) else []) + JOBS[job][1:]
        return subprocess.Popen([self.program, *arguments], cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                stderr=subprocess.PIPE)

    def run_whole(self, job):
        """Returns the exit code, and the CPU seconds."""
        run = self.start(job)
        run.stderr.read()
        _, status, usage = os.wait4(run.pid, 0)
        run.returncode = os.waitstatus_to_exitcode(status)
        run.stderr.close()
        return run.returncode, usage.ru_utime + usage.ru_stime

    def kill(self, job, number, moment):
        """Kills the job after it took that CPU time. Returns the exit code and the CPU seconds that it took afterwards."""
        run = self.start(job)
        began = time.monotonic()
        while run.poll() is None and (processor_seconds(run.pid) or 0.0) < moment and time.monotonic() < began + 60:
            time.sleep(0.001)
        then = processor_seconds(run.pid)
        if run.poll() is None:
            run.send_signal(number)
        told = time.monotonic()
        run.stderr.read()
        if run.returncode is None:
            _, status, usage = os.wait4(run.pid, 0)
            run.returncode, taken = os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime - (then or 0.0)
        else:
            taken = 0.0
        run.stderr.close()
        return run.returncode, taken, time.monotonic() - told


def is_temporary(name):
    return name.rpartition("/")[2].startswith(".stemprint")


def wrong_after_signal(bench, whole, now):
    if now not in (bench.before, whole):
        yield "left: " + " ".join(sorted(name for name in now.keys() | whole.keys() if now.get(name) != bench.before.get(name)))


def wrong_after_kill(bench, whole, now):
    for name, digest in now.items():
        if not is_temporary(name) and digest not in (bench.before.get(name), whole.get(name)):
            yield f"\"{name}\" is false"
    for run in (bench.before, whole):
        if "out/manifest.json" in now and now["out/manifest.json"] == run.get("out/manifest.json"):
            break
    else:
        if "out/manifest.json" in now:
            yield "the manifest is false"
        return
    false = [name for name in run if name.startswith("out/") and not is_temporary(name) and now.get(name) != run[name]]
    if false:
        yield f"the manifest stands beside other files: {false}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--seconds", type=float, default=12.0, help="how long each source is")
    parser.add_argument("--job", action="append", choices=JOBS)
    parser.add_argument("program", type=os.path.abspath)
    options = parser.parse_args()
    for number in SIGNALS:  # whoever started this in the background may ignore some of them, and the program would, too
        if signal.getsignal(number) == signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
    draw, found, kills, worst = random.Random(1), 0, collections.Counter(), collections.Counter()
    with tempfile.TemporaryDirectory(prefix="kills-") as root:
        bench = Bench(pathlib.Path(root), options.program, options.seconds)
        for job in options.job or JOBS:
            bench.restore()
            code, seconds = bench.run_whole(job)
            whole = files_of(bench.folder)
            if code not in (0, 1):
                sys.exit(f"{job}: exit code {code}")
            for turn in range(2 * options.kills):
                hard = turn % 2 == 1
                number = signal.SIGKILL if hard else SIGNALS[turn // 2 % len(SIGNALS)]
                moment = (turn // 2 + draw.random()) / options.kills * seconds
                bench.restore()
                result, taken, waited = bench.kill(job, number, moment)
                now = files_of(bench.folder)
                wrong = list(wrong_after_kill(bench, whole, now) if hard else wrong_after_signal(bench, whole, now))
                if result not in (-number, code):
                    wrong.append(f"exit code {result}")
                if result == -number:
                    kills[job, hard] += 1
                    worst[job] = max(worst[job], 0 if hard else taken)
                if not hard and taken > HEARD_SECONDS or waited > HANGS_SECONDS:
                    wrong.append(f"heard only after {taken:.2f} s of CPU, {waited:.1f} s")
                if hard and not wrong:
                    again, _ = bench.run_whole(job)
                    if again != code or files_of(bench.folder) != whole:
                        wrong.append(f"the next run gives exit code {again} and other files")
                found += bool(wrong)
                for text in wrong:
                    print(f"{job}, {signal.Signals(number).name} after {moment:.3f} of {seconds:.3f} s: {text}", flush=True)
            if kills[job, False] == 0 or kills[job, True] == 0:
                print(f"{job}: no signal came in time")
                found += 1
            print(f"{job}: {kills[job, False]} ended by a signal, heard within {worst[job]:.3f} s; {kills[job, True]} killed", flush=True)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
