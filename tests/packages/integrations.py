#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""integrations.py ROOT STEMPRINT: the action, its problem matcher, the hook and the examples for CI: their YAML and JSON is read by
parsers, the matcher meets real messages, install.sh runs with stand-ins of apt-get and gh, and the commands of the examples run."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

try:
    import yaml
except ImportError:
    print("skipped: python3-yaml is not installed")
    sys.exit(77)

root, program = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
action = root / ".github/actions/stemprint"
faults = []


def expect(holds, what):
    if not holds:
        faults.append(what)


def load(path):
    return yaml.safe_load((root / path).read_text())


# -- The problem matcher -------------------------------------------------------------------------------------------------------------
matchers = {entry["owner"]: entry for entry in json.loads((action / "matcher.json").read_text())["problemMatcher"]}


def matched(line):
    """What the runner makes of a line: the first matcher that fits, its groups by their names."""
    for owner, entry in matchers.items():
        pattern = entry["pattern"][0]
        found = re.search(pattern["regexp"], line)
        if found:
            groups = {name: found.group(group) for name, group in pattern.items() if name != "regexp"}
            return owner, {"severity": entry.get("severity"), **groups}
    return None, {}


def parsed(line):
    """The same by plain cuts, without regular expressions: FILE:LINE:COLUMN: SEVERITY: MESSAGE [CODE]."""
    for severity in ("error", "warning"):
        place, mark, message = line.partition(f": {severity}: ")
        if mark and " " not in place:
            break
    else:
        return None
    code = None
    if message.endswith("]"):
        message, _, code = message[:-1].rpartition(" [")
    file, _, numbers = place.partition(":")
    return file, numbers.split(":") if numbers else None, severity, message, code


def check_line(line):
    wanted = parsed(line)
    owner, got = matched(line)
    if wanted is None:
        expect(owner is None or owner == "stemprint-verdict" and ": FAIL " in line, f"the matcher takes: {line}")
        return 0
    file, numbers, severity, message, code = wanted
    expect(got.get("file") == file and got.get("severity") == severity, f"file or severity of: {line}: {got}")
    expect(got.get("message") == message and got.get("code") == code, f"message or code of: {line}: {got}")
    if numbers:
        expect(owner == "stemprint" and [got.get("line"), got.get("column")] == numbers, f"place of: {line}: {got}")
    else:
        expect(owner == "stemprint-file", f"no place in: {line}: {got}")
    return 1


count = 0
for expected in sorted((root / "tests/suites/wrong").glob("*.expected")):
    for line in expected.read_text().splitlines():
        count += check_line(line)
expect(count > 500, f"only {count} messages of tests/suites/wrong were met")


# -- Real runs -----------------------------------------------------------------------------------------------------------------------
folder = tempfile.TemporaryDirectory()
scratch = pathlib.Path(folder.name)
environment = {"PATH": f"{program.parent}:/usr/bin:/bin", "HOME": str(scratch), "LC_ALL": "C.UTF-8"}


def run(words, code, **more):
    done = subprocess.run(words, cwd=scratch, env={**environment, **more}, capture_output=True, text=True, timeout=120)
    expect(done.returncode == code, f"{words}: exit code {done.returncode}: {done.stdout}{done.stderr}")
    return done


TONE = "{ generate: tone, length: 1 s }"
SONG = f"version: 1\ntracks: {{ a: {{ source: {TONE}, stem: a }} }}\noutputs: {{ master: }}\nprint: {{ directory: ../prints/song, mixes: {{ mix: }}, stems: }}\n"
(scratch / "mixes").mkdir()
(scratch / "mixes/song.yaml").write_text(SONG)
(scratch / "wrong.yaml").write_text("version: 1\nfrobnicate: yes\n" + SONG.partition("\n")[2])
(scratch / "loud.yaml").write_text(SONG + "verify: { loudness: { integrated: -9 LUFS } }\n")

err = run(["stemprint", "check", "wrong.yaml"], 3).stderr
owner, got = matched(err.splitlines()[0])
expect((owner, got.get("file"), got.get("line"), got.get("column"), got.get("severity"), got.get("code")) ==
       ("stemprint", "wrong.yaml", "2", "1", "error", "unknown-key"), f"{got}")
expect([matched(line)[0] for line in err.splitlines()[1:]] == [None, None], "the matcher takes a quoted line")

err = run(["stemprint", "render", "-q", "-d", "loud", "loud.yaml"], 1).stderr
owner, got = matched(err.splitlines()[0])
expect(owner == "stemprint-verdict" and got["file"] == "loud.yaml" and got["severity"] == "error" and got["message"].startswith("integrated mix: "),
       f"a failed verdict: {err}")

# -- The action ----------------------------------------------------------------------------------------------------------------------
told = load(".github/actions/stemprint/action.yml")
expect(told["runs"]["using"] == "composite" and told["name"] and told["description"], "action.yml is no composite action")
text = (action / "action.yml").read_text()
expect(set(re.findall(r"inputs\.([a-z]+)", text)) == set(told["inputs"]), "inputs that are used and those that are declared differ")
for step in told["runs"]["steps"]:
    expect(step.get("shell") == "bash" and "${{" not in step["run"], f"a step needs a shell, and no input inside of its script: {step}")
    for name in re.findall(r"GITHUB_ACTION_PATH/([a-z.]+)", step["run"]):
        expect((action / name).is_file(), f"action.yml names {name}")

# Stand-ins write down how they were called; gh brings a file.
stands = scratch / "stands"
stands.mkdir()
for name, body in {"apt-get": "", "sudo": 'exec "$@"\n',
                   "gh": 'while [ $# -gt 0 ]; do [ "$1" = --dir ] && : >"$2/stemprint_0.1.0_amd64.deb"; shift; done\n'}.items():
    (stands / name).write_text(f'#!/bin/sh\necho "{name} $*" >>"$HOME/calls"\n{body}')
    (stands / name).chmod(0o755)


def installs(code, **more):
    (scratch / "calls").unlink(missing_ok=True)
    done = run([str(action / "install.sh")], code, PATH=f"{stands}:{environment['PATH']}", REPOSITORY="owner/stemprint", **more)
    return done.stdout, (scratch / "calls").read_text() if (scratch / "calls").exists() else ""


(scratch / "a package.deb").touch()
out, calls = installs(0, PACKAGE="a package.deb")
expect(f"apt-get install -qq -y --no-install-recommends {scratch}/a package.deb" in calls and "gh " not in calls, f"package: {calls}")
expect("stemprint" in out, "install.sh does not tell the version")
out, calls = installs(0, VERSION="0.1.0")
expect("gh release download v0.1.0 --repo owner/stemprint --dir " in calls and "stemprint_0.1.0_amd64.deb" in calls, f"version: {calls}")
out, calls = installs(0)
expect("gh release download --repo owner/stemprint" in calls, f"the newest release: {calls}")
out, calls = installs(1, PACKAGE="none.deb")
expect("::error::" in out and not calls, f"a package that does not exist: {out}{calls}")

command = told["runs"]["steps"][2]["run"]
run(["bash", "-c", command], 0, COMMAND="test 'a b' = \"a b\" && true | cat")
run(["bash", "-c", command], 1, COMMAND="false | cat")

# -- The hook and the examples -------------------------------------------------------------------------------------------------------
hook, = load(".pre-commit-hooks.yaml")
version = re.search(r"project\(stemprint VERSION ([0-9.]+)", (root / "CMakeLists.txt").read_text()).group(1)
expect(f"rev: v{version}\n" in (root / ".pre-commit-hooks.yaml").read_text(), f"the hook is not for version {version}")
expect(hook["id"] == "stemprint-check" and hook["language"] == "system", f"{hook}")
run(hook["entry"].split() + ["mixes/song.yaml"], 0)
run(hook["entry"].split() + ["mixes/song.yaml", "wrong.yaml"], 3)

steps = load("recipes/ci/github-workflow.yml")["jobs"]["mixes"]["steps"]
used, = [step for step in steps if "stemprint" in step["uses"]]
expect(set(used["with"]) <= set(told["inputs"]), f"the workflow gives inputs that the action lacks: {used}")
path, _, tag = used["uses"].partition("@")
expect((root / path.partition("stemprint/")[2] / "action.yml").is_file(), f"no action at {used['uses']}")
expect(tag == f"v{version}" and used["with"]["version"] == version, f"the workflow is not for version {version}")
run(["sh", "-ec", used["with"]["command"]], 0)
expect((scratch / "prints/song/mix.wav").is_file() and (scratch / "junit.xml").is_file(), "the workflow prints nothing")

shutil.rmtree(scratch / "prints")
(scratch / "junit.xml").unlink()
job = load("recipes/ci/gitlab-ci.yml")["mixes"]
for line in job["script"]:
    run(["sh", "-ec", line], 0)
expect((scratch / job["artifacts"]["reports"]["junit"]).is_file(), "no report for GitLab")
expect((scratch / job["artifacts"]["paths"][0] / "song/mix.wav").is_file(), "no prints for GitLab")

for name in re.findall(r"^RUN (\.[^ \n]+)", (root / ".ci/Dockerfile").read_text(), re.M):
    expect(os.access(root / name, os.X_OK), f"Dockerfile runs {name}")

print("\n".join(faults))
sys.exit(bool(faults))
