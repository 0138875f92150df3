#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fails every single call on the files of small jobs, and looks what each command makes of it.

    tests/faults/failing_calls.py [--share N] [--job NAME] [--workers N] PROGRAM LIBRARY

LIBRARY is the preloaded library file_faults. Each job runs once whole, which lists its calls on files. Then it runs again for
each of these calls and each fault that the call can have: an error once, an error of all calls from there on, an interrupted
call, a short transfer. --share 20 takes a twentieth of these runs, at random, but the same ones each time. What must hold:

  - an interrupted call and a short transfer change nothing: the same exit code, the same files;
  - any other fault ends with the exit code of the file that it met: 3 for a recipe, 4 for a source, 5 for an output, 6 when
    files, memory or processes ran out. The message names that file and the words of the system for the error;
  - where a fault harms nothing (a file that was only read cannot be closed), the run may end well instead;
  - the files are those of before or those of a whole run, nothing else is left, and no file stayed open.
"""
import argparse, collections, concurrent.futures, errno, hashlib, os, pathlib, random, re, shutil, struct, subprocess, sys, tempfile

CALLS = ("open,openat,close,read,pread,write,pwrite,lseek,fstat,stat,lstat,fstatat,ftruncate,fsync,fdatasync,flock,mkdirat,renameat2,"
         "renameat,linkat,unlinkat,fdopendir,readdir,realpath,openat2,openat2-path,access,faccessat,statvfs")
TRANSFERS = {"read", "pread", "write", "pwrite"}
INTERRUPTED = TRANSFERS | {"open", "openat", "openat2", "openat2-path", "close", "fsync", "fdatasync", "ftruncate", "flock"}
WRITING = {"write", "pwrite", "fsync", "fdatasync", "ftruncate", "mkdirat", "renameat2", "renameat", "linkat"}
# A fault of these may be survived: the lock of a folder, the sweep of old temporaries, links on the way to a file, the free space.
SPARE = {"flock", "unlinkat", "fdopendir", "readdir", "realpath", "close", "lseek", "access", "faccessat", "statvfs"}
ERRORS = {
    "open": "EIO EMFILE EACCES", "openat": "EIO EMFILE EACCES ENOSPC", "close": "EIO EDQUOT ENOSPC", "read": "EIO", "pread": "EIO",
    "write": "EIO ENOSPC EDQUOT", "pwrite": "EIO ENOSPC EDQUOT", "lseek": "EIO", "fstat": "EIO", "stat": "EIO", "lstat": "EIO",
    "fstatat": "EIO", "ftruncate": "EIO", "fsync": "EIO ENOSPC EDQUOT", "fdatasync": "EIO ENOSPC EDQUOT", "flock": "ENOLCK EWOULDBLOCK",
    "mkdirat": "EIO ENOSPC EDQUOT", "renameat2": "EIO ENOSPC", "renameat": "EIO ENOSPC", "linkat": "EIO", "unlinkat": "EIO EACCES",
    "fdopendir": "ENOMEM", "readdir": "EIO", "realpath": "EIO", "openat2": "EIO EMFILE EACCES", "openat2-path": "EIO EACCES", "access": "EIO", "faccessat": "EIO",
    "statvfs": "EIO",
}
LIMITS = {"EMFILE", "ENOMEM"}
WORDS = {"ENOMEM": "out of memory", "EWOULDBLOCK": "another stemprint prints"}  # where they are not those of the system
SECONDS = 20  # a run that takes longer hangs

SONG = """version: 1
session: { tail: none, tempo: { file: tempo.csv } }
tracks:
  drums: { source: drums.wav, use: ./part.yaml, stem: drums, automation: { fader: { file: rides.csv } } }
  lead: { source: lead.flac, stem: lead, inserts: [ convolver: { file: room.wav } ] }
outputs: { master: {} }
print:
  directory: out
  format: { encoding: pcm24 }
  mixes: { mix: {}, small: { format: { container: flac, encoding: pcm16 } } }
  stems: {}
verify: { loudness: { profile: ./quiet.yaml } }
"""
TEXTS = {
    "song.yaml": SONG,
    "exact.yaml": SONG.replace("  stems: {}\n", "  stems: {}\n  sum: exact\n").replace("mixes: { mix: {}, small: { format: { container: flac, "
                                                                                     "encoding: pcm16 } } }", "mixes: { mix: {} }"),
    **{f"song{i}.yaml": SONG.replace("directory: out", f"directory: out{i}") for i in range(1, 5)},
    "tempo.csv": "at,tempo\n,90\n2|1,120\n",
    "part.yaml": "inserts: [ gain: -1 dB ]\n",
    "rides.csv": "at,value\n0 s,-1 dB\n0.05 s,0 dB\n",
    "quiet.yaml": "title: quiet\nsource: none\ndate: today\nloudness: { true_peak: -1 dBTP }\n",
}
RECIPES = set(TEXTS)
SOURCES = {"drums.wav", "lead.flac", "room.wav", "sum.wav"}
JOBS = {
    "render": ["render", "-q", "song.yaml"],
    "render-exact": ["render", "-q", "exact.yaml"],
    "render-reports": ["render", "-q", "song.yaml", "--html", "page.html", "--csv", "table.csv", "--plots", "plots", "--no-stems"],
    "check": ["check", "song.yaml", "--sarif", "check.sarif"],
    "graph": ["graph", "song.yaml"],
    "plan": ["plan", "song.yaml"],
    "null": ["null", "sum.wav", "drums.wav", "sum.wav", "--residual", "left.wav", "--json", "null.json"],
    "loudness": ["loudness", "drums.wav", "lead.flac", "--junit", "loudness.xml"],
    "quality": ["quality", "drums.wav", "lead.flac", "--json", "-"],
    "verify": ["verify", "out/manifest.json", "--json", "verify.json"],
    "verify-null": ["verify", "--null", "out"],
    "diff": ["diff", "drums.wav", "sum.wav", "--as", "json"],
    "diff-folders": ["diff", "out", "old"],
    "diff-recipes": ["diff", "song.yaml", "exact.yaml"],
    "init": ["init", "drums.wav", "lead.flac", "-o", "made.yaml"],
    "songs": ["render", "-q", "song1.yaml", "song2.yaml", "--json", "songs.json"],
    "songs-abreast": ["render", "-q", "-j2", "song1.yaml", "song2.yaml", "song3.yaml", "song4.yaml"],
    "plan-untrusted": ["plan", "--untrusted", "song.yaml"],
    "render-untrusted": ["render", "-q", "--untrusted", "song.yaml"],
}
# Songs side by side call in another order each time, so that nobody knows which file the k-th call meets.
RACING = {"songs-abreast"}
# Faults that once had findings are in each share: a folder was compared without the files behind the fault, and a song got a manifest
# without its texts because those of the song before could not be hashed.
PINNED = {("diff-folders", "readdir", "out"), ("diff-folders", "readdir", "old"), ("diff-folders", "lstat", "out/mix.wav"),
          ("diff-folders", "stat", "old"), ("songs", "openat", "tempo.csv")}
Fault = collections.namedtuple("Fault", "job at call path plan error spare")


def write_sound(path, seed, frames, level):
    draw = random.Random(seed)
    data = array_of(draw, frames, level)
    path.write_bytes(struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(data), b"WAVE", b"fmt ", 16, 1, 1, 48000, 96000, 2, 16, b"data",
                                 len(data)) + data)


def array_of(draw, frames, level):
    return struct.pack(f"<{frames}h", *(draw.randint(-level, level) for _ in range(frames)))


def make_inputs(folder):
    for name, text in TEXTS.items():
        (folder / name).write_text(text)
    write_sound(folder / "drums.wav", 1, 30000, 3000)
    write_sound(folder / "lead.wav", 2, 30000, 3000)
    write_sound(folder / "sum.wav", 3, 30000, 3000)
    write_sound(folder / "room.wav", 4, 200, 3000)
    subprocess.run(["sox", "-R", "lead.wav", "lead.flac"], cwd=folder, check=True)
    (folder / "lead.wav").unlink()


def files_of(folder):
    """Returns the hash of each file. JUnit tells how long the work took, which is never the same."""

    def bytes_of(path):
        return re.sub(rb' time="[0-9.]+"', b"", path.read_bytes()) if path.suffix == ".xml" else path.read_bytes()

    return {str(path.relative_to(folder)): hashlib.sha256(bytes_of(path)).hexdigest() for path in folder.rglob("*") if path.is_file()}


class Bench:
    """A folder in which jobs run, one at a time."""

    def __init__(self, root, options, number):
        self.folder, self.aside, self.options = root / f"bench{number}", root / f"aside{number}", options
        self.log, self.mark = self.aside / "log", self.aside / "mark"
        for path in self.folder, self.aside:
            path.mkdir()
        self.wholes = {}
        make_inputs(self.folder)
        self.inputs = files_of(self.folder)
        (self.folder / "song.yaml").write_text(SONG.replace("pcm24", "pcm16"))
        self.run(JOBS["render-reports"])
        (self.folder / "song.yaml").write_text(SONG)
        shutil.copytree(self.folder / "out", self.folder / "old")
        shutil.copytree(self.folder, self.aside / "before")
        self.before = files_of(self.folder)

    def restore(self):
        for path in self.folder.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        shutil.copytree(self.aside / "before", self.folder, dirs_exist_ok=True)

    def run(self, arguments, plan=None, **streams):
        for path in self.log, self.mark:
            path.unlink(missing_ok=True)
        environment = dict(os.environ)
        if plan:
            environment.update(LD_PRELOAD=self.options.library, STEMPRINT_FAULT=plan, STEMPRINT_FAULT_CALLS=CALLS, STEMPRINT_FAULT_LOG=str(self.log),
                               STEMPRINT_FAULT_MARK=str(self.mark), STEMPRINT_FAULT_FOLDER=str(self.folder) + "/")
        return subprocess.run([self.options.program, arguments[0], "-j1", *arguments[1:]] if arguments[0] not in ("check", "graph", "plan")
                              else [self.options.program, *arguments], cwd=self.folder, env=environment, stdin=subprocess.DEVNULL,
                              **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams}, timeout=SECONDS, text=True, errors="replace")

    def calls(self, job):
        """Runs the job whole. Returns the calls on files as (name, path), and keeps what the run leaves."""
        self.restore()
        run = self.run(JOBS[job], "0 0")
        lines = [line.split(" ", 1) for line in self.log.read_text().splitlines()]
        if run.returncode not in (0, 1) or any(call == "OPEN" for call, _ in lines):
            sys.exit(f"{job}: exit code {run.returncode}, {[line for line in lines if line[0] == 'OPEN']}\n{run.stderr}")
        self.wholes[job] = (run.returncode, run.stdout, run.stderr, files_of(self.folder))
        return [(call, str(path)[len(str(self.folder)) + 1:]) for call, path in lines]

    def judge(self, fault):
        """Runs the job with the fault. Returns what is wrong, as texts."""
        if fault.job not in self.wholes:
            self.calls(fault.job)
        if fault.call in ("stdout", "stderr"):
            return self.judge_stream(fault)
        self.restore()
        try:
            run = self.run(JOBS[fault.job], f"{fault.at} {fault.plan}")
        except subprocess.TimeoutExpired:
            return ["it hangs"]
        wrong = list(self.wrong_race(fault, run) if fault.job in RACING else self.wrong_result(fault, run))
        wrong += self.wrong_files(fault, run)
        wrong += [f"\"{line[5:]}\" is still open" for line in self.log.read_text().splitlines() if line.startswith("OPEN ")]
        if not self.mark.exists():
            wrong.append("the fault did not happen")
        return [f"{text}\n    code {run.returncode}: {run.stderr.strip()}" for text in wrong]

    def judge_stream(self, fault):
        """Runs the job with a standard stream that takes nothing, because its disk is full. Without words, errors still have codes."""
        self.restore()
        with open("/dev/full", "w") as full:
            run = self.run(JOBS[fault.job], **{fault.call: full})
        code, out, _, whole = self.wholes[fault.job]
        spoiled = fault.call == "stdout" and out
        wrong = [] if run.returncode == (5 if spoiled else code) else [f"the exit code is {run.returncode}"]
        if spoiled and "standard output" not in run.stderr or spoiled and "no space left on device" not in run.stderr.lower():
            wrong.append(f"the message does not tell of standard output: {run.stderr}")
        now = files_of(self.folder)
        if now != whole:
            wrong.append("the files are not those of a whole run: " + difference(now, whole))
        return wrong

    def wrong_race(self, fault, run):
        whole = self.wholes[fault.job][0]
        if run.returncode not in (whole, 3, 4, 5, 6):
            yield "the exit code is none of a fault"
        if run.returncode != whole and "error" not in run.stderr and "stemprint:" not in run.stderr:
            yield "no message tells of the fault"

    def wrong_result(self, fault, run):
        code, out, err, _ = self.wholes[fault.job]
        if run.returncode == code:
            if (words_of(run.stdout), run.stderr) != (words_of(out), err) and not fault.plan.endswith("+"):
                if is_left_out(fault, run):
                    return
                yield "the exit code is that of a whole run, the words are others"
            if not may_pass(fault):
                yield "nobody notices the fault"
            return
        if fault.error in ("EINTR", "short"):
            yield "a call that can be repeated ends the run"
        if run.returncode not in codes_of(fault):
            yield f"the exit code should be one of {sorted(codes_of(fault))}"
        names = {pathlib.PurePath(name).name for name in self.before.keys() | self.wholes[fault.job][3].keys()}
        if not any(name in run.stderr for name in names_of(fault, names)):
            yield f"the message does not name \"{fault.path}\""
        words = WORDS.get(fault.error) or os.strerror(getattr(errno, fault.error, 0)).lower()
        if words not in run.stderr:
            yield f"the message does not say \"{words}\""

    def only_record_differs(self, fault):
        """The files are committed; the record of the commit stays, which lists them all and the old ones."""
        now, whole = files_of(self.folder), self.wholes[fault.job][3]
        return {pathlib.PurePath(name).name for name in now.keys() | whole.keys()
                if now.get(name) != whole.get(name) and not is_temporary(name)} == {".stemprint.json"}

    def wrong_files(self, fault, run):
        now, whole = files_of(self.folder), self.wholes[fault.job][3]
        lasts = fault.plan.endswith("+")
        # What cannot be removed is removed by the next run; who holds the lock of a temporary is about to remove it.
        if fault.call == "unlinkat" or fault.error == "EWOULDBLOCK" or lasts:
            now = {name: digest for name, digest in now.items() if not is_temporary(name)}
        if is_left_out(fault, run):
            return []
        if run.returncode == self.wholes[fault.job][0]:
            return [] if now == whole or self.only_record_differs(fault) else ["the files are not those of a whole run: " + difference(now, whole)]
        return [f"the files of {group} are neither those of before nor those of a whole run: {difference(now, self.before)}"
                for group, names in groups_of(now.keys() | whole.keys() | self.before.keys()).items()
                if not self.is_one_state(now, whole, names, lasts, group)]

    def is_one_state(self, now, whole, names, may_be_unfinished, group="out"):
        """A disk that dies in the middle of a commit leaves no report or one that is true, and the record of the commit."""
        names = [name for name in names if not may_be_unfinished or not name.endswith(".stemprint.json")]
        state = {name: now.get(name) for name in names}
        if state in ({name: whole.get(name) for name in names}, {name: self.before.get(name) for name in names}):
            return True
        report, manifest = f"{group}/report.json", f"{group}/manifest.json"
        claims = [run for run in (whole, self.before) if report in now and all(
            state[name] == run.get(name) for name in names if name != manifest)]
        return may_be_unfinished and manifest not in now and (report not in now or claims) and all(
            state[name] in (None, whole.get(name), self.before.get(name)) for name in names)


def is_left_out(fault, run):
    """A draft leaves out what cannot be read, and says so."""
    return fault.job == "init" and run.returncode == 0 and f"\"{fault.path}\" is left out" in run.stderr


def groups_of(names):
    """What one commit gives its names: the folder of a print, or a report. A report of diagnostics tells of a failed run, too."""
    groups = collections.defaultdict(list)
    for name in names:
        if name not in ("check.sarif", "loudness.xml", "songs.json"):
            groups[name.split("/")[0] if name not in ("left.wav", ".stemprint.json") else "left.wav"].append(name)
    return groups


def words_of(text):
    """Returns what a command said, without the line of `plan` that tells a measured time."""
    return "".join(line for line in text.splitlines(True) if not line.startswith("time     about "))


def difference(now, then):
    return " ".join(sorted(name for name in now.keys() | then.keys() if now.get(name) != then.get(name)))


def is_input(path):
    return pathlib.PurePath(path).name in RECIPES | SOURCES and not path.startswith("out")


def is_temporary(path):
    """Its number differs from run to run."""
    name = path.rpartition("/")[2]
    return name.startswith(".stemprint-")


def may_pass(fault):
    if fault.error == "EWOULDBLOCK":  # nobody prints into a folder whose lock another process holds
        return "." in pathlib.PurePath(fault.path).name
    if fault.spare or fault.error in ("EINTR", "short") or fault.call in SPARE and (fault.call != "close" or not is_temporary(fault.path)):
        return True
    if fault.call in WRITING:
        return False
    return not is_input(fault.path) if fault.call in ("open", "openat", "openat2", "read", "pread") else True


def codes_of(fault):
    if fault.error in LIMITS:
        return {6}
    if fault.plan.endswith("+"):
        return {3, 4, 5}
    name = pathlib.PurePath(fault.path).name
    if fault.path.startswith(("out", "old")) if fault.job.startswith("diff") else fault.job.startswith("verify") and (
            fault.path.startswith("out") or is_input(fault.path)):
        return {4}  # what was printed is a source here
    if not is_input(fault.path):
        return {5}
    return {3} if name in RECIPES else {4}


def names_of(fault, names):
    """The names that a message may have for the file. A temporary stands for any output, a folder for what goes into it. When all
    calls fail from there on, another file may be the first that matters."""
    if is_input(fault.path) and not fault.plan.endswith("+"):
        return {pathlib.PurePath(fault.path).name}
    return names | {"stems", "plots", "out", "."} - {"."}


def calls_of_the_last_record(calls):
    """After a commit, a shorter record replaces the record of the commit, which lists the same files and the old ones."""
    at = max((at for at, (call, path) in enumerate(calls) if call == "renameat" and path.endswith(".stemprint.json")), default=None)
    return range(max(i for i in range(at) if calls[i][0] == "openat" and is_temporary(calls[i][1])), at + 1) if at else range(0)


def calls_that_look_again(calls):
    """The manifest holds the hash of a text as it was read. The file is only read again to find out how it began."""
    for at, (call, path) in enumerate(calls):
        if not is_input(path) or pathlib.PurePath(path).name not in RECIPES:
            continue
        if call in ("open", "openat", "openat2"):
            again = [name for name, other in calls[at + 1:at + 6] if other == path and name in ("read", "pread")]
            if again[:1] == ["pread"]:
                yield at
        if call == "pread":
            yield at


def faults_of(job, calls):
    for stream in "stdout", "stderr":
        yield Fault(job, 0, stream, "", "full", "ENOSPC", False)
    spare = {*calls_of_the_last_record(calls), *calls_that_look_again(calls)}
    for at, (call, path) in enumerate(calls, 1):
        if call == "OPEN":
            continue
        # A file system has locks or has none. Somebody else may hold one of them.
        kinds = [(str(getattr(errno, error)), error) for error in ERRORS[call].split() if error != "ENOLCK"]
        kinds += [(f"{getattr(errno, error)}+", error) for error in ERRORS[call].split()[:1]]
        kinds += [(str(errno.EINTR), "EINTR")] * (call in INTERRUPTED)
        kinds += [("short", "short"), ("short+", "short")] * (call in TRANSFERS)
        if job in RACING:  # what a single call makes of each fault is seen where songs run in turn
            kinds = [(plan, error) for plan, error in kinds if error == ERRORS[call].split()[0]]
        for plan, error in kinds:
            yield Fault(job, at, call, path, plan, error, at - 1 in spare)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--share", type=int, default=1)
    parser.add_argument("--job", action="append", choices=JOBS)
    parser.add_argument("--all", action="store_true", help="show every finding, not one of each kind")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="how many jobs run at once")
    parser.add_argument("program", type=os.path.abspath)
    parser.add_argument("library", type=os.path.abspath)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="failing-") as root, concurrent.futures.ThreadPoolExecutor(options.workers) as pool:
        benches = [Bench(pathlib.Path(root), options, number) for number in range(options.workers)]
        faults = [fault for job in options.job or JOBS for fault in faults_of(job, benches[0].calls(job))]
        chosen = faults
        if options.share > 1:
            chosen = random.Random(1).sample(faults, len(faults) // options.share)
            chosen += [fault for fault in faults if (fault.job, fault.call, fault.path) in PINNED]
        free = list(benches)

        def judge(fault):
            bench = free.pop()
            try:
                return fault, bench.judge(fault)
            finally:
                free.append(bench)

        found, kinds = 0, collections.Counter()
        for fault, wrong in pool.map(judge, chosen):
            found += bool(wrong)
            for text in wrong:
                kind = (fault.job, fault.call, text) if options.all else (fault.call, fault.error, text.split("\n")[0][:40])
                kinds[kind] += 1
                if kinds[kind] == 1:
                    print(f"{fault.job}, call {fault.at}, {fault.call} \"{fault.path}\", {fault.error} ({fault.plan}): {text}", flush=True)
    print(f"{len(chosen)} faults of {len(faults)}, {found} with findings")
    return 1 if found or not chosen else 0


if __name__ == "__main__":
    sys.exit(main())
