#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the workflows that the chapter on recipes of strangers shows for GitHub and GitLab, step by step, in a folder of their own.

usage: workflows.py STEMPRINT CHAPTER.md

What only a host has is played here: the checkout, its variables, and the collection of what a job leaves. The songs of
that checkout are honest ones first, and then one that reaches out of its folder, which must fail its job."""
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile

SONG = """version: 1
title: {title}
session: {{ tail: none }}
tracks: {{ a: {{ source: {source} }} }}
outputs: {{ master: {{}} }}
"""


def blocks(text):
    """The YAML blocks of the chapter, by the file that each names in its first line."""
    found = {}
    for block in re.findall(r"```yaml\n(.*?)```", text, re.S):
        name = re.match(r"# (\S+)\n", block)
        if name:
            found[name.group(1)] = block
    return found


def write_wave(path):
    samples = b"".join(struct.pack("<h", (i * 37) % 2000 - 1000) for i in range(4800))
    with open(path, "wb") as file:
        file.write(b"RIFF" + struct.pack("<I", 36 + len(samples)) + b"WAVEfmt " +
                   struct.pack("<IHHIIHH", 16, 1, 1, 48000, 96000, 2, 16) + b"data" + struct.pack("<I", len(samples)) + samples)


def check_out(folder):
    """What a checkout of the pull request would leave."""
    for song in ("night-drive", "day-walk"):
        os.makedirs(os.path.join(folder, "songs", song))
        write_wave(os.path.join(folder, "songs", song, "a.wav"))
        with open(os.path.join(folder, "songs", song, "song.yaml"), "w", encoding="utf-8") as file:
            file.write(SONG.format(title=song, source="a.wav"))
    write_wave(os.path.join(folder, "secret.wav"))


def attack(folder):
    with open(os.path.join(folder, "songs", "night-drive", "song.yaml"), "w", encoding="utf-8") as file:
        file.write(SONG.format(title="attack", source="../../secret.wav"))


def run_steps(steps, folder, program, variables):
    """Runs the steps as a host does: each in a shell, until one fails. Returns the last code and what was said."""
    environment = {"PATH": os.path.dirname(program) + ":/usr/bin:/bin", "HOME": folder, "LC_ALL": "C", **variables}
    said = ""
    for step in steps:
        done = subprocess.run(["bash", "-e", "-o", "pipefail", "-c", step], cwd=folder, env=environment, text=True,
                              capture_output=True, check=False, timeout=60)
        said += done.stdout + done.stderr
        if done.returncode != 0:
            return done.returncode, said
    return 0, said


def github(block):
    """The shell steps, the variables, and what must stand there."""
    steps = re.findall(r"^      - run: (.*)$", block, re.M)
    variables = dict(re.findall(r"(\w+): \"?(\w+)\"?", re.search(r"^env: \{(.*)\}$", block, re.M).group(1)))
    if not re.search(r"^on: pull_request\b", block, re.M) or not re.search(r"^permissions: \{\}$", block, re.M):
        sys.exit("the workflow of GitHub gives rights away")
    return steps, variables


def gitlab(block):
    steps = re.findall(r"^    - (.*)$", block.split("  script:\n")[1], re.M)
    variables = dict(re.findall(r"(\w+): \"?(\w+)\"?", re.search(r"^  variables: \{(.*)\}$", block, re.M).group(1)))
    report = re.search(r"reports: \{ junit: (\S+) \}", block).group(1)
    paths = re.search(r"paths: \[ (\S+) \]", block).group(1)
    return steps, variables, [report, paths.rstrip("/")]


def expect(well, words):
    if not well:
        sys.exit(words)


def judge(name, steps, variables, program, left):
    """Runs the job over an honest checkout, and over a hostile one."""
    expect(len(steps) >= 2 and variables.get("STEMPRINT_UNTRUSTED") == "1", f"{name}: steps {steps}, variables {variables}")
    for hostile in (False, True):
        folder = tempfile.mkdtemp(prefix="stemprint-workflow-")
        try:
            check_out(folder)
            if hostile:
                attack(folder)
            runner = os.path.join(folder, "runner")
            os.makedirs(runner)
            code, said = run_steps(steps, folder, program, {**variables, "RUNNER_TEMP": runner, "CI": "true"})
            if hostile:
                expect(code == 3 and "leads out of the recipe's folder" in said, f"{name}: the attack ended with {code}: {said}")
            else:
                expect(code == 0, f"{name}: code {code}: {said}")
                for path in left:
                    path = path.replace("$RUNNER_TEMP", runner)
                    expect(os.path.exists(os.path.join(folder, path)), f"{name}: \"{path}\" is missing; {said}")
        finally:
            shutil.rmtree(folder)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    program = os.path.abspath(sys.argv[1])
    with open(sys.argv[2], encoding="utf-8") as file:
        shown = blocks(file.read())
    expect({".github/workflows/mixes.yaml", ".gitlab-ci.yml"} <= set(shown), f"the chapter shows {sorted(shown)}")
    steps, variables = github(shown[".github/workflows/mixes.yaml"])
    judge("GitHub", steps, variables, program, ["$RUNNER_TEMP/prints/master.wav", "$RUNNER_TEMP/prints/report.json"])
    steps, variables, left = gitlab(shown[".gitlab-ci.yml"])
    judge("GitLab", steps, variables, program, left + ["prints/master.wav"])


if __name__ == "__main__":
    main()
