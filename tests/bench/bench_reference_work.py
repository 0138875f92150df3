#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Times the reference work S<N> beside the installed peers, in turn, and prints medians and ratios.

usage: bench_reference_work.py STEMPRINT FOLDER-OF-PEERS N [RUNS [JSON-FILE]]

FOLDER-OF-PEERS holds spec.py and one script for each peer. PERF_DATA names the audio, and PERF_OUT receives the renders.
A ratio is the CPU seconds of a peer divided by those of stemprint for the same work. Peers that meter are compared with
the complete work (contribution stems, loudness and true peak of five files, null test), and the others with buses alone.
Leave the machine idle during the run; "stolen" are the seconds for which a virtual machine's processors
waited for its host, all together: if there are many, wall times say more about the host."""
import glob
import json
import os
import shutil
import statistics
import subprocess
import sys
import time

sys.dont_write_bytecode = True
import memory

SECONDS = 180.0


# A verdict may fail: at S8 a stem by itself is over full scale, and is printed all the same.
WELL = (0, 1)


def stolen():
    """Seconds that the host has kept from this machine's processors since it started; see proc(5)."""
    with open("/proc/stat", encoding="ascii") as file:
        return int(file.readline().split()[8]) / os.sysconf("SC_CLK_TCK")


def run(command, log):
    """Wall and CPU seconds, those stolen meanwhile, and the largest process in MiB, of a command and all that it starts."""
    began, stolen_before = time.monotonic(), stolen()
    with open(log, "wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - began
    code = os.waitstatus_to_exitcode(status)
    if code not in WELL:
        sys.exit(f"{' '.join(command)} failed with {code}: see {log}")
    return {"wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "stolen": stolen() - stolen_before,
            "mib": usage.ru_maxrss / 1024}


def clear(folder):
    """Everyone writes new files: to give an old one's pages back is nobody's work."""
    for path in glob.glob(os.path.join(folder, "**", "*.wav"), recursive=True):
        os.remove(path)


def own_jobs(program, recipes, count, output):
    complete, buses = (os.path.join(recipes, f"s{count}{kind}.yaml") for kind in ("", "-buses"))
    base = [program, "render", "-q", "--anew", "-d", os.path.join(output, "stemprint")]
    bare = ["--no-loudness", "--no-null"]
    return {
        "stemprint complete, 1 thread": base + ["-j1", complete],
        "stemprint complete, 2 threads": base + ["-j2", complete],
        "stemprint mix + stems, no meters, 1 thread": base + ["-j1"] + bare + [complete],
        "stemprint mix alone, no meters, 1 thread": base + ["-j1", "--no-stems"] + bare + [complete],
        "stemprint mix alone, metered, 1 thread": base + ["-j1", "--no-stems", "--no-null", complete],
        "stemprint buses, no meters, 1 thread": base + ["-j1"] + bare + [buses],
    }


def peer_jobs(folder, count):
    python = "/usr/bin/python3"
    table = {
        "csound": ("csound", ["csound_s.py", count, "1"], "complete"),
        "ffmpeg": ("ffmpeg", ["ffmpeg_s.py", count], "complete"),
        "ecasound": ("ecasound", ["ecasound_s.py", count], "complete"),
        "SuperCollider": ("scsynth", ["sc_s.py", count], "buses"),
    }
    jobs, against = {}, {}
    for name, (program, arguments, kind) in table.items():
        if shutil.which(program):
            jobs[name] = [python, os.path.join(folder, arguments[0])] + arguments[1:]
            against[name] = f"stemprint {'complete' if kind == 'complete' else 'buses, no meters'}, 1 thread"
    return jobs, against


def main():
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    program, folder, count = os.path.abspath(sys.argv[1]), sys.argv[2], sys.argv[3]
    runs = int(sys.argv[4]) if len(sys.argv) > 4 else 5
    output = os.environ.get("PERF_OUT", os.path.join(folder, "out"))
    recipes = os.path.join(output, "recipes")
    here = os.path.dirname(os.path.abspath(__file__))
    os.makedirs(output, exist_ok=True)
    subprocess.run([sys.executable, os.path.join(here, "reference_work.py"), folder, count, recipes], check=True)
    jobs = own_jobs(program, recipes, count, output)
    peers, against = peer_jobs(folder, count)
    if "SuperCollider" in peers:
        subprocess.run(peers["SuperCollider"] + ["--prep"], check=True, stdout=subprocess.DEVNULL)
    jobs.update(peers)
    results = {name: [] for name in jobs}
    for turn in range(runs):
        for name, command in jobs.items():
            clear(output)
            memory.warm()
            results[name].append(run(command, os.path.join(output, "log.txt")))
            print(f"{turn + 1}/{runs} {name}", file=sys.stderr)
    medians = {name: {key: statistics.median(r[key] for r in list_) for key in ("wall", "cpu", "stolen", "mib")}
               for name, list_ in results.items()}
    print(f"S{count}, {SECONDS:.0f} s, medians of {runs}")
    print(f"{'':44}{'wall s':>8}{'CPU s':>8}{'stolen':>8}{'x wall':>8}{'x CPU':>8}{'MiB':>7}  CPU ratio")
    for name, m in medians.items():
        ratio = f"{m['cpu'] / medians[against[name]]['cpu']:.2f}" if name in against else ""
        print(f"{name:44}{m['wall']:8.2f}{m['cpu']:8.2f}{m['stolen']:8.2f}{SECONDS / m['wall']:8.1f}{SECONDS / m['cpu']:8.1f}{m['mib']:7.0f}  {ratio}")
    one, two = medians["stemprint complete, 1 thread"], medians["stemprint complete, 2 threads"]
    stems, alone, metered = (medians[f"stemprint {kind}, 1 thread"]["cpu"] for kind in (
        "mix + stems, no meters", "mix alone, no meters", "mix alone, metered"))
    print(f"two threads {one['wall'] / two['wall']:.2f} times as fast as one; "
          f"four stems cost {(stems + metered - alone) / metered:.2f} times the mix alone, the mix metered in both "
          f"({stems / alone:.2f} times without a meter)")
    if len(sys.argv) > 5:
        with open(sys.argv[5], "w", encoding="ascii") as file:
            json.dump({"work": f"S{count}", "seconds": SECONDS, "runs": results, "medians": medians}, file, indent=1)


main()
