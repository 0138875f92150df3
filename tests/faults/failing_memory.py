#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Refuses every single call for memory of small jobs, and looks what each command makes of it.

    tests/faults/failing_memory.py [--share N] [--job NAME] [--workers N] PROGRAM LIBRARY

LIBRARY is the preloaded library memory_faults. Each job runs again for each of its calls for memory: that call fails, or all fail from
there on; first the calls of the program itself, then those of the libraries, which crash or abort without memory. --share 20 takes a
twentieth of these runs. What must hold:

  - the exit code is 6, and the message says "out of memory"; or the run ends well, with the same words and files;
  - no crash is seen outside: the program says so itself;
  - the files are those of before or those of a whole run, and nothing else is left.
"""
import argparse, collections, concurrent.futures, os, pathlib, random, subprocess, sys, tempfile

from failing_calls import JOBS, SECONDS, Bench, difference, files_of, groups_of, words_of

Refusal = collections.namedtuple("Refusal", "job whose at plan")


class MemoryBench(Bench):
    def run_refused(self, job, whose, plan):
        environment = dict(os.environ, LD_PRELOAD=self.options.library, STEMPRINT_MEMORY=plan, STEMPRINT_MEMORY_OF=whose,
                           STEMPRINT_MEMORY_COUNT=str(self.aside / "count"))
        words = JOBS[job]
        threads = [] if words[0] in ("check", "graph", "plan") else ["-j1"]
        return subprocess.run([self.options.program, words[0], *threads, *words[1:]], cwd=self.folder, env=environment,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, text=True, errors="replace")

    def count(self, job, whose):
        self.restore()
        run = self.run_refused(job, whose, "0")
        self.wholes[job] = (run.returncode, run.stdout, run.stderr, files_of(self.folder))
        return int((self.aside / "count").read_text())

    def judge_refusal(self, refusal):
        if refusal.job not in self.wholes:
            self.count(refusal.job, refusal.whose)
        self.restore()
        try:
            run = self.run_refused(refusal.job, refusal.whose, refusal.plan)
        except subprocess.TimeoutExpired:
            return ["it hangs"]
        return [f"{text}\n    code {run.returncode}: {run.stderr.strip()[-600:]}" for text in self.wrong(refusal, run)]

    def wrong(self, refusal, run):
        code, out, err, whole = self.wholes[refusal.job]
        now = files_of(self.folder)
        if run.returncode == code:
            if (words_of(run.stdout), run.stderr) != (words_of(out), err):
                yield "the exit code is that of a whole run, the words are others"
            if now != whole and not self.only_record_differs(refusal):
                yield "the files are not those of a whole run: " + difference(now, whole)
            return
        if run.returncode != 6:
            yield "the exit code should be 6"
        elif "out of memory" not in run.stderr:
            yield "the message does not say \"out of memory\""
        for group, names in groups_of(now.keys() | whole.keys() | self.before.keys()).items():
            # After a commit, the record of the commit may stay: it lists the same files and the old ones.
            names = [name for name in names if not name.endswith(".stemprint.json")]
            if not self.is_one_state(now, whole, names, False):
                yield f"the files of {group} are neither those of before nor those of a whole run: {difference(now, self.before)}"


def calls_to_refuse(count):
    """Meters call again and again from the same place: of many thousand calls, each of the first ones and then every hundredth fails."""
    every = 4000
    return [*range(1, min(count, every) + 1), *range(every + 100, count + 1, 100)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--share", type=int, default=1)
    parser.add_argument("--job", action="append", choices=JOBS)
    parser.add_argument("--of", action="append", choices=("program", "libraries"))
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="how many jobs run at once")
    parser.add_argument("program", type=os.path.abspath)
    parser.add_argument("library", type=os.path.abspath)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="memory-") as root, concurrent.futures.ThreadPoolExecutor(options.workers) as pool:
        benches = [MemoryBench(pathlib.Path(root), options, number) for number in range(options.workers)]
        free, refusals = list(benches), []
        for job in options.job or JOBS:
            for whose in options.of or ("program", "libraries"):
                count = benches[0].count(job, whose)
                refusals += [Refusal(job, whose, at, f"{at}{lasts}") for at in calls_to_refuse(count) for lasts in ("", "+")]
                print(f"{job}: {count} calls of the {whose}", flush=True)
        chosen = refusals if options.share == 1 else random.Random(1).sample(refusals, len(refusals) // options.share)

        def judge(refusal):
            bench = free.pop()
            try:
                return refusal, bench.judge_refusal(refusal)
            finally:
                free.append(bench)

        found, kinds = 0, collections.Counter()
        for refusal, wrong in pool.map(judge, chosen):
            found += bool(wrong)
            for text in wrong:
                kinds[refusal.whose, text] += 1
                if kinds[refusal.whose, text] == 1:
                    print(f"{refusal.job}, call {refusal.at} of the {refusal.whose} ({refusal.plan}): {text}", flush=True)
    print(f"{len(chosen)} refusals of {len(refusals)}, {found} with findings")
    return 1 if found or not chosen else 0


if __name__ == "__main__":
    sys.exit(main())
