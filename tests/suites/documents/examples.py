#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the commands that the documents and the manual pages show, and compares what they print with what is shown.

usage: examples.py [--renew] STEMPRINT ROOT [DOCUMENT...]

A block with a fence says what is to be done with it:

    ```sh             runs in a shell, in the folder of the document's files, and must end with 0; `sh exit=3`: with 3
    ```text           is what the commands before it print, on both streams; `...` stands for anything within a line,
                      and alone in a line for any lines
    ```diff file=F    changes the file F: lines with "-" go, lines with "+" come, the others stand around them
    ```yaml file=F    is written into the file F; `in=F`: stands in the file F, line by line

Without a fence, indented lines that begin with the name of a program run as well, except for those that say how a
command is used: RECIPE, FILE... What an example needs, and does not show, stands before it: <!-- before: COMMAND -->.
--renew writes what was printed into the blocks that show something else.

Without a name, all documents are tried but the tutorial, which takes its time. Each has a folder of its own, with the
recipes, their fixtures, and the folder of a song."""
import difflib
import os
import re
import shutil
import subprocess
import sys
import tempfile

DOCUMENTS = ["README.md", "recipes/FAQ.md", "recipes/cookbook/README.md"]
PROGRAMS = r"stemprint|jq|make|xxh128sum|sha256sum"
NEEDED = ["bash", "jq", "make", "xxh128sum", "sox"]
SKIP = 77
EXAMPLE = re.compile(r"^ {4}(?:\w+=\S+ )*(?:%s) .*$" % PROGRAMS)
PLACEHOLDER = re.compile(r"(?<![\w$./-])[A-Z]{2,}(?:\b|\.\.\.)|\[[A-Z]+\]")


class Wrong(Exception):
    """What a document shows is not so."""


def expect(well, words):
    if not well:
        raise Wrong(words)


def blocks(text):
    """Yields the fenced blocks and the indented examples: (line, language, options, body)."""
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        fence = re.match(r"^```(\w+)((?: \w+=\S+)*)$", lines[at])
        if fence:
            end = lines.index("```", at)
            options = dict(option.split("=", 1) for option in fence.group(2).split())
            yield at + 1, fence.group(1), options, lines[at + 1:end]
            at = end
        elif lines[at].startswith("```"):
            raise Wrong(f"line {at + 1}: a fence that says neither a language nor what to do: {lines[at]}")
        elif lines[at].startswith("<!-- before: "):
            yield at + 1, "sh", {}, [lines[at].removeprefix("<!-- before: ").removesuffix(" -->")]
        elif EXAMPLE.match(lines[at]) and not PLACEHOLDER.search(lines[at]):
            yield at + 1, "sh", {}, [lines[at][4:]]
        at += 1


def like(shown, said):
    """Whether the lines that were printed are those that are shown."""
    pattern = "".join(r"(?:.*\n)*" if line == "..." else ".*".join(map(re.escape, line.split("..."))) + r"\n"
                      for line in shown)
    return re.fullmatch(pattern, "".join(line + "\n" for line in said)) is not None


def find(lines, wanted, file):
    """The index where the wanted lines stand in a file, once."""
    hits = [i for i in range(len(lines) - len(wanted) + 1) if lines[i:i + len(wanted)] == wanted]
    expect(len(hits) == 1, f"these lines stand {len(hits)} times in {file}:\n" + "\n".join(wanted))
    return hits[0]


class World:
    """The folder in which the examples of one document run."""

    def __init__(self, program, root):
        self.folder = tempfile.mkdtemp(prefix="stemprint-examples-")
        self.program, self.root = program, root
        self.said = []
        for name in ("recipes", "fixtures"):
            shutil.copytree(os.path.join(root, name), self.path(name), copy_function=shutil.copy)
        shutil.copytree(self.path("fixtures/big-band"), self.path("Song"))
        # The Makefile of the album looks for the program where it is built.
        os.makedirs(self.path("build/release/cmd"))
        os.symlink(program, self.path("build/release/cmd/stemprint"))

    def path(self, name):
        return os.path.join(self.folder, name)

    def run(self, commands, code=0):
        environment = {"PATH": os.path.dirname(self.program) + ":/usr/local/bin:/usr/bin:/bin", "HOME": self.folder,
                       "LC_ALL": "C.UTF-8", "COLUMNS": "80", "TMPDIR": self.folder}
        for name in ("ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS"):
            if name in os.environ:
                environment[name] = os.environ[name]
        done = subprocess.run(["bash", "-e", "-o", "pipefail", "-c", commands], cwd=self.folder, env=environment, text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
                              timeout=300)
        self.said = done.stdout.rstrip("\n").split("\n")
        expect(done.returncode == code, f"\"{commands}\" ends with {done.returncode}, not {code}:\n{done.stdout}")

    def read(self, name):
        expect(os.path.exists(self.path(name)), f"there is no file {name}")
        with open(self.path(name), encoding="utf-8") as file:
            return file.read().split("\n")

    def write(self, name, lines):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write("\n".join(lines))

    def change(self, name, body):
        old = [line[1:] for line in body if line[:1] != "+"]
        new = [line[1:] for line in body if line[:1] != "-"]
        lines = self.read(name)
        at = find(lines, old, name)
        self.write(name, lines[:at] + new + lines[at + len(old):])

    def compare(self, shown):
        expect(like(shown, self.said), "shown, and printed:\n" + "\n".join(difflib.unified_diff(shown, self.said, lineterm="", n=1)))

    def take(self, language, options, body):
        """Does what a block asks for."""
        if language == "sh":
            self.run("\n".join(body), int(options.get("exit", 0)))
        elif language == "text":
            self.compare(body)
        elif language == "diff":
            self.change(options["file"], body)
        elif "file" in options:
            self.write(options["file"], body + [""])
        elif "in" in options:
            find(self.read(options["in"]), body, options["in"])

    def leave(self):
        shutil.rmtree(self.folder)


def try_document(name, text, program, root):
    """Runs all blocks in order. Returns what went wrong, and the text with what was printed in truth."""
    wrong, lines, world = [], text.split("\n"), World(program, root)
    moved = 0
    try:
        for line, language, options, body in blocks(text):
            try:
                world.take(language, options, body)
            except Wrong as problem:
                wrong.append(f"{name}:{line}: {problem}")
                if language == "text":
                    lines[line + moved:line + moved + len(body)] = world.said
                    moved += len(world.said) - len(body)
    finally:
        world.leave()
    return wrong, "\n".join(lines)


def try_manuals(program, root):
    """Runs the examples of the manual pages in the order of the help. They build on each other."""
    wrong, world = [], World(program, root)
    try:
        world.run("stemprint help")
        for name in re.findall(r"^  ([a-z]+)  ", "\n".join(world.said), re.M):
            if name in ("manual", "completion"):
                continue
            world.run(f"stemprint manual {name}")
            page = "\n".join(world.said).partition(".SH EXAMPLES")[2].partition(".SH ")[0]
            lines = [line.strip().replace("\\-", "-").replace("\\&", "")
                     for line in re.findall(r"^\.nf\n(.*)\n\.fi$", page, re.M)]
            expect(lines, f"the manual page of {name} has no example")
            for line in lines:
                try:
                    expect(line.startswith(f"stemprint {name}"), f"\"{line}\" is an example of another command")
                    world.run(line)
                except Wrong as problem:
                    wrong.append(f"stemprint manual {name}: {problem}")
    finally:
        world.leave()
    return wrong


def main():
    arguments = sys.argv[1:]
    renew = arguments[:1] == ["--renew"]
    if renew:
        arguments.pop(0)
    if len(arguments) < 2:
        sys.exit(__doc__)
    missing = [name for name in NEEDED if not shutil.which(name)]
    if missing:
        print("skipped: there is no", ", no ".join(missing))
        sys.exit(SKIP)
    program, root = map(os.path.abspath, arguments[:2])
    chapters = os.path.join(root, "recipes/reference")
    names = arguments[2:] or DOCUMENTS + [f"recipes/reference/{name}" for name in sorted(os.listdir(chapters))]
    wrong = [] if arguments[2:] else try_manuals(program, root)
    for name in names:
        with open(os.path.join(root, name), encoding="utf-8") as file:
            text = file.read()
        try:
            if not any(language in ("sh", "text", "diff") for _, language, _, _ in blocks(text)):
                continue
            found, truth = try_document(name, text, program, root)
        except Wrong as problem:
            found, truth = [f"{name}: {problem}"], text
        wrong += found
        if renew and truth != text:
            with open(os.path.join(root, name), "w", encoding="utf-8") as file:
                file.write(truth)
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
