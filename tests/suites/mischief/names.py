#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""names.py PROGRAM: feeds names that no terminal should see through every command, and looks at every byte that comes out.

File names, folders, strips, titles, markers and arguments hold terminal escapes, C1 controls, line breaks, marks that turn the direction of
writing, and bytes that are no UTF-8. None of them may stand raw in what a command prints or writes for readers: text, JSON, CSV, JUnit,
SARIF, HTML, SVG, GitHub annotations, DOT, Mermaid. They are shown as escapes instead."""
import os, pathlib, re, struct, subprocess, sys, tempfile

# In a name of YAML no raw control may stand, but an escape in quotes.
RAW = b"a\x1b[31m\xe2\x80\xae\xc2\x85\nb\x07\xff"
QUOTED = '"a\\e[31m\\u202e\\u0085\\nb\\a"'
REPORTS = ["json", "csv", "junit", "sarif", "html"]
FOLDER_NAME = b"f\x1b]0;x\x07\xe2\x81\xa6"

# Controls but line feed, tab and the carriage return of CSV; C1 controls; marks that turn the direction; separators of lines.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\r(?!\n)")


def write_sound(path, seed):
    data = struct.pack("<4800h", *((i * 7919 * seed) % 6000 - 3000 for i in range(4800)))
    with open(path, "wb") as file:
        file.write(struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(data), b"WAVE", b"fmt ", 16, 1, 1, 48000, 96000, 2, 16, b"data", len(data)) + data)


def recipe(sources):
    tracks = "".join(f"  {name}: {{ source: {source}, stem: {stem} }}\n" for name, source, stem in sources)
    return (f"version: 1\ntitle: {QUOTED}\nsession: {{ tail: none, markers: {{ {QUOTED}: 0 s }} }}\ntracks:\n{tracks}outputs: {{ master: {{}} }}\n"
            "print: { directory: out, mixes: { mix: {} }, stems: {} }\nverify: { loudness: { integrated: -10 LUFS }, quality: {} }\n").encode()


def commands(name, folder):
    """Yields (arguments, files that they write). Some of them succeed, most fail: each message counts."""
    song, sound = name + b".yaml", name + b".wav"
    for report in REPORTS:
        output = b"report." + report.encode()
        if report != "sarif":
            for command in (b"loudness", b"quality"):
                yield [command, sound, b"b.wav", b"--" + report.encode(), output], [output]
            yield [b"null", sound, b"b.wav", sound, b"--" + report.encode(), output], [output]
        yield [b"render", song, b"--" + report.encode(), output], [output, b"out/report.json", b"out/manifest.json"]
    for words in ([b"render", song, b"--github"], [b"render", b"-q", song], [b"render", song, b"--verbose", b"--profile"], [b"render", song, b"--bleed"],
                  [b"render", song, b"--plots", b"plots"], [b"check", song], [b"check", song, b"--github"], [b"plan", song], [b"plan", b"--cost", song],
                  [b"null", sound, b"b.wav", b"--align"], [b"loudness", b"-q", sound, b"--integrated", b"-3"], [b"quality", folder],
                  [b"loudness", name + b".nowhere"], [b"quality", song], [b"null", sound, folder + b"/c.wav"], [b"render", name], [b"render", folder],
                  [b"check", b"broken.yaml"], [b"check", b"broken.yaml", b"--github"], [b"render", b"broken.yaml", b"--sarif", b"broken.sarif"],
                  [b"render", b"overwriting.yaml", b"--json", sound], [b"render", song, b"--json", sound], [b"loudness", sound, b"--csv", sound],
                  [name], [b"processors", name], [b"presets", name], [b"schema", name], [b"help", name], [b"render", b"--" + name, song], [b"render"],
                  [b"render", song, b"--from", name], [b"render", song, b"--region", name], [b"render", song, b"--cpu", name],
                  [b"render", song, b"--jobs", name], [b"graph", song, b"--as", name], [b"loudness", sound, b"--profile", name],
                  [b"loudness", sound, b"--channels", name], [b"null", sound, b"b.wav", b"--max", name], [b"quality", sound, b"--depth", name],
                  [b"render", song, b"--directory", name], [b"render", song, b"--json", name + b"/x.json"], [b"render", song, b"--max-memory", name],
                  [b"render", b"linked.yaml", b"--directory", b"taken"]):
        yield words, [b"broken.sarif"]
    for kind in (b"text", b"matrix", b"dot", b"mermaid", b"svg"):
        yield [b"graph", song, b"--as", kind], []


def make(root, name, folder):
    os.chdir(root)
    os.makedirs(folder)
    os.makedirs(b"taken/stems")
    write_sound(name + b".wav", 1)
    write_sound(b"b.wav", 2)
    write_sound(folder + b"/c.wav", 3)
    quoted = QUOTED[:-1] + '.wav"'
    # YAML cannot hold the byte that is no UTF-8: the source of that name is found by its other spelling.
    if b"\xff" not in name:
        sources = [(QUOTED, quoted, QUOTED), ("b", "b.wav", "b")]
    else:
        sources = [(QUOTED, "b.wav", QUOTED)]
    pathlib.Path(os.fsdecode(name + b".yaml")).write_bytes(recipe(sources))
    pathlib.Path("linked.yaml").write_bytes(recipe([(QUOTED, "b.wav", QUOTED)]))
    pathlib.Path("overwriting.yaml").write_bytes(recipe([("a", "b.wav", "a")]))
    pathlib.Path("taken/mix.wav").write_bytes(b"not ours")
    pathlib.Path("broken.yaml").write_bytes(b"version: 1\n" + QUOTED.encode() + b": 1\ntracks:\n  x: { source: " + QUOTED.encode() + b", output: "
                                            + QUOTED.encode() + b", \"\\u202e\": \xe2\x80\xaex }\nprint: { directory: " + QUOTED.encode() + b" }\n")


def wrong(words, what, blob, found):
    try:
        text = blob.decode()
    except UnicodeDecodeError as error:
        text = blob.decode(errors="replace")
        found.append(f"{words}: {what} is no UTF-8 at {error.start}: {blob[max(0, error.start - 40):error.start + 8]!r}")
    hit = FORBIDDEN.search(text)
    if hit:
        found.append(f"{words}: {what} holds {hit.group()!r}: {text[max(0, hit.start() - 60):hit.end() + 20]!r}")


def main():
    program, found, runs, shown = os.path.abspath(sys.argv[1]), [], 0, 0
    for name in (RAW, RAW[:-1]):
        with tempfile.TemporaryDirectory() as root:
            make(root, name, FOLDER_NAME)
            for words, files in commands(name, FOLDER_NAME):
                run = subprocess.run([program.encode(), *words], capture_output=True, stdin=subprocess.DEVNULL, timeout=60)
                runs += 1
                shown += run.stdout.count(b"\\x1b") + run.stderr.count(b"\\x1b")
                if run.returncode < 0 or run.returncode == 70:
                    found.append(f"{words}: exit code {run.returncode}")
                wrong(words, "standard output", run.stdout, found)
                wrong(words, "standard error", run.stderr, found)
                for path in [*files, *(os.path.join(b"plots", plot) for plot in (os.listdir(b"plots") if os.path.isdir(b"plots") else []))]:
                    if os.path.exists(path):
                        wrong(words, path, open(path, "rb").read(), found)
            os.chdir("/")
    for text in found:
        print(text)
    print(f"{runs} runs, {shown} escapes shown, {len(found)} findings")
    return 1 if found or shown < 20 else 0


if __name__ == "__main__":
    sys.exit(main())
