#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Renders recipes in parts, and compares the files with those of the same recipe written out.

usage: composed.py STEMPRINT ROOT

The recipe that is written out is a tree of Python, which the json module writes. So the JSON comes from elsewhere, too."""
import csv
import hashlib
import json
import os
import struct
import subprocess
import sys
import tempfile

PROGRAM, ROOT = sys.argv[1:3]
failures = 0


def expect(truth, words):
    global failures
    if not truth:
        failures += 1
        print("FAIL: " + words)


def write(folder, name, text):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(text if isinstance(text, bytes) else text.encode("utf-8"))


def wave(seed):
    samples = b"".join(struct.pack("<h", (i * (37 + 2 * seed)) % 4001 - 2000) for i in range(2400))
    return (b"RIFF" + struct.pack("<I", 36 + len(samples)) + b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 48000, 96000, 2, 16) +
            b"data" + struct.pack("<I", len(samples)) + samples)


def run(folder, *arguments, code=0, text=None):
    done = subprocess.run([PROGRAM, *arguments], cwd=folder, capture_output=True, text=True, input=text, check=False)
    expect(done.returncode == code, f"{' '.join(arguments)}: code {done.returncode}, not {code}\n{done.stdout}{done.stderr}")
    return done.stdout + done.stderr


def prints(folder, name):
    """The hashes of all prints of a folder, by name."""
    found = {}
    for base, _, files in os.walk(os.path.join(folder, name)):
        for file in files:
            if file.endswith((".wav", ".flac")):
                path = os.path.join(base, file)
                with open(path, "rb") as opened:
                    found[os.path.relpath(path, os.path.join(folder, name))] = hashlib.sha256(opened.read()).hexdigest()
    return found


def document(folder, path):
    with open(os.path.join(folder, path), encoding="utf-8") as file:
        return json.load(file)


def make_sounds(folder):
    for i, name in enumerate(("drums/Kick In.wav", "drums/snare.wav", "drums/Room L-R.wav", "bass.wav", "lead.wav")):
        write(folder, name, wave(i))


def written_out(gain="-3 dB"):
    track = {"fader": "-6 dB", "inserts": [{"gain": "1 dB"}]}
    return {
        "version": 1, "title": "Night \"Drive\" \\ \u00fc\t/ \u4e16", "session": {"sample_rate": 48000, "tail": "none"},
        "tracks": {
            "bass": {"source": "bass.wav", **track, "pan": "10 L", "output": "band"},
            "lead": {"source": "lead.wav", **track, "fader": gain, "output": "voice"},
        },
        "buses": {"band": {"stem": "band", "trim": "-1 dB"}, "voice": {"stem": "voice", "inserts": []}},
        "outputs": {"master": {"fader": "-2 dB"}},
        "print": {"format": {"encoding": "pcm16", "dither": "tpdf"}, "mixes": {"mix": {"of": "master"}}, "stems": {"of": "master"}},
    }


HOUSE = """version: 1
print: { format: { encoding: pcm16, dither: tpdf } }
outputs: { master: { fader: -2 dB } }
"""
BASS = """version: 1
defaults:
  tracks: { fader: -6 dB, inserts: [ gain: 1 dB ], output: band }
  buses: { trim: -1 dB }
tracks:
  bass: { source: ../bass.wav, pan: 10 L }
"""
SONG = """version: 1
include: [ house/master.yaml, parts/bass.yaml ]
variables: { lead_gain: -3 dB, title: "Night \\"Drive\\" \\\\ \u00fc\\t/ \u4e16" }
title: $title
session: { sample_rate: 48000, tail: none }
tracks:
  lead: { source: lead.wav, fader: $lead_gain, output: voice }
buses:
  band: { stem: band }
  voice: { stem: voice, trim: 0 dB }
print: { mixes: { mix: { of: master } }, stems: { of: master } }
"""


def test_parts(folder):
    write(folder, "house/master.yaml", HOUSE)
    write(folder, "parts/bass.yaml", BASS)
    write(folder, "song.yaml", SONG)
    write(folder, "json.json", json.dumps(written_out(), indent="\t"))
    run(folder, "render", "-q", "song.yaml", "json.json")
    expect(len(prints(folder, "song")) == 3,  "a mix and two stems are printed")
    expect(prints(folder, "song") == prints(folder, "json"), "the parts print what the recipe prints that is written out")
    manifest = document(folder, "song/manifest.json")
    texts = [(i["role"], i["file"]) for i in manifest["inputs"] if i["sound"] is None]
    expect(texts == [("recipe", "song.yaml"), ("include", "house/master.yaml"), ("include", "parts/bass.yaml")], f"texts: {texts}")
    report = document(folder, "song/report.json")
    expect(report["variables"] == {"lead_gain": "-3 dB", "title": written_out()["title"]}, f"{report['variables']}")
    expect(report["title"] == document(folder, "json/report.json")["title"] == written_out()["title"], "titles")
    expect("variables" not in document(folder, "json/report.json"), "a recipe without variables reports none")


def test_settings(folder):
    write(folder, "loud.json", json.dumps(written_out("1 dB")))
    run(folder, "render", "-q", "loud.json")
    before = prints(folder, "song")
    words = run(folder, "render", "--set", "lead_gain=1 dB", "song.yaml")
    expect("up to date" not in words, "another value is another render")
    expect(prints(folder, "song") == prints(folder, "loud") != before, "--set gives the value")
    expect(document(folder, "song/report.json")["variables"]["lead_gain"] == "1 dB", "the report tells the value")
    expect("set=lead_gain=1 dB" in document(folder, "song/manifest.json")["settings"]["options"], "the manifest tells it")
    expect("up to date" in run(folder, "render", "--set", "lead_gain=1 dB", "song.yaml"), "the same value is up to date")
    run(folder, "check", "--set", "lead_gain=1 dB", "--set", "title=", "song.yaml", code=3)
    wrong = run(folder, "check", "--set", "lead_gian=1 dB", "song.yaml", code=3)
    expect('unknown variable "lead_gian"; did you mean "lead_gain"?' in wrong, wrong)
    loud = run(folder, "plan", "--set", "lead_gain=loud", "song.yaml", code=3)
    expect("--set lead_gain:1:1: error:" in loud and "    1 | loud\n" in loud and "song.yaml:3:25: note: used here" in loud, loud)
    expect("lead" in run(folder, "graph", "--set", "lead_gain=0", "song.yaml"), "graph")
    for option in ("lead_gain", "=1", "a=1\n2", "a=\x7f"):
        run(folder, "check", "--set", option, "song.yaml", code=2)
    run(folder, "check", "--set", "lead_gain=1", "--set", "lead_gain=1", "song.yaml", code=2)


def test_rule(folder):
    run(folder, "render", "-q", "--stamp", "song.stamp", "-MD", "song.yaml")
    with open(os.path.join(folder, "song.stamp.d"), encoding="utf-8") as file:
        rule = file.read()
    for name in ("song.yaml", "house/master.yaml", "parts/bass.yaml", "parts/../bass.wav", "lead.wav"):
        expect(name in rule, f"the rule for make lacks {name}: {rule}")


def test_strangers(folder):
    write(folder, "inner/song.yaml", "version: 1\ninclude: ../house/master.yaml\ntracks: { a: { source: a.wav } }\n")
    expect("[path-outside]" in run(folder, "check", "--untrusted", "inner/song.yaml", code=3), "include stays in the folder")
    os.symlink("../house/master.yaml", os.path.join(folder, "inner/link.yaml"))
    write(folder, "inner/linked.yaml", "version: 1\ninclude: link.yaml\ntracks: { a: { source: a.wav } }\n")
    expect("symbolic link" in run(folder, "check", "--untrusted", "inner/linked.yaml", code=3), "no link is followed")
    write(folder, "inner/secret.yaml", "password: hidden\n")
    write(folder, "inner/reads.yaml", "version: 1\ninclude: secret.yaml\n")
    expect("hidden" not in run(folder, "check", "inner/reads.yaml", code=3), "what is no recipe is not quoted")
    write(folder, "own.yaml", "version: 1\ninclude: house/master.yaml\ntracks: { a: { source: lead.wav } }\n")
    run(folder, "check", "--untrusted", "own.yaml")


def test_files(folder):
    write(folder, "drums/.hidden.wav", b"")
    write(folder, "drums/notes.txt", b"")
    os.makedirs(os.path.join(folder, "drums/old.wav"))
    keys = {"output": "kit", "fader": "-3 dB", "inserts": [{"gain": "1 dB"}]}
    song = {"version": 1, "session": {"sample_rate": 48000, "tail": "none"}, "buses": {"kit": {"stem": "kit"}, "rest": {"stem": "rest"}},
            "outputs": {"master": {}}, "print": {"mixes": {"mix": {"of": "master"}}, "stems": {"of": "master"}}}
    written = {"Kick-In": "Kick In", "Room-L-R": "Room L-R", "snare": "snare"}
    song["tracks"] = {name: {"source": f"drums/{file}.wav", **keys} for name, file in written.items()}
    song["tracks"].update({name: {"source": name + ".wav", "output": "rest"} for name in ("bass", "lead")})
    write(folder, "files-written.json", json.dumps(song))
    song["tracks"] = {"kit": {"sources": "drums/*.wav", **keys}, "others": {"sources": ["b?ss.wav", "lead.wav"], "output": "rest"}}
    write(folder, "files.json", json.dumps(song))
    run(folder, "render", "-q", "files.json", "files-written.json")
    expect(len(prints(folder, "files")) == 3 and prints(folder, "files") == prints(folder, "files-written"), "a pattern is its files")
    sources = [i["file"] for i in document(folder, "files/manifest.json")["inputs"] if i["role"] == "source"]
    expect(sources == ["drums/Kick In.wav", "drums/Room L-R.wav", "drums/snare.wav", "bass.wav", "lead.wav"], f"{sources}")
    expect("up to date" in run(folder, "render", "files.json"), "the same files are up to date")
    write(folder, "drums/tom.wav", wave(9))
    expect("up to date" not in run(folder, "render", "files.json"), "one more file is another render")
    run(folder, "check", "--untrusted", "files.json")
    os.mkfifo(os.path.join(folder, "drums/pipe.wav"))
    expect("pipe.wav" in run(folder, "check", "--untrusted", "files.json", code=4), "a pipe is refused as a source is")
    os.remove(os.path.join(folder, "drums/pipe.wav"))
    for count, code in ((128, 0), (129, 3)):
        for i in range(count):
            write(folder, f"many/{i:03}.wav", wave(i))
        many = {f"g{i}": {"sources": f"many/{i:03}.w*"} for i in range(count)}
        said = run(folder, "check", "-", text=json.dumps({"version": 1, "tracks": many, "outputs": {"m": {}}}), code=code)
        expect(("[too-many]" in said) == (code == 3), said)
    os.symlink("drums", os.path.join(folder, "linked"))
    for pattern, said in (("../*/lead.wav", "only the last part"), ("linked/*.wav", "symbolic link"), ("/etc/*", "[path-outside]"),
                          ("../*.wav", "[path-outside]")):
        write(folder, "stranger.json", json.dumps({"version": 1, "tracks": {"a": {"sources": pattern}}, "outputs": {"m": {}}}))
        words = run(folder, "check", "--untrusted", "stranger.json", code=3)
        expect(said in words, f"{pattern}: {words}")


def test_recipe(folder):
    """recipes/parts, and what it stands for."""
    sounds = os.path.join(ROOT, "fixtures/big-band/")
    eq = [{"eq": {"bands": [{"type": "highpass", "freq": "30 Hz"}]}}]

    def track(file, output, fader="-3 dB"):
        return {"source": sounds + file, "output": output, "fader": fader, "inserts": eq}

    tracks = {name: track(name + ".flac", "rhythm") for name in ("kick", "snare", "cymbals")}
    tracks.update({name: track(name + ".wav", "horns", "-6 dB") for name in ("tenor-sax", "trombone", "trumpet")})
    tracks["bass"] = track("bass.wav", "rhythm")
    song = {
        "version": 1, "title": "Keep on Rolling, in parts", "session": {"sample_rate": "48000 Hz", "tail": "auto"}, "tracks": tracks,
        "buses": {"rhythm": {"stem": "rhythm"}, "horns": {"stem": "horns", "sends": [{"to": "room", "level": "-15 dB"}]}},
        "auxes": {"room": {"use": "room"}},
        "outputs": {"master": {"inserts": [{"compressor": {"threshold": "-18 dB", "ratio": 2}}, {"limiter": {"ceiling": "-1 dBTP"}}]}},
        "print": {"format": {"container": "flac", "encoding": "pcm24"}, "mixes": {"mix": {"of": "master"}}, "stems": {"of": "master"}},
    }
    write(folder, "written.json", json.dumps(song))
    run(folder, "render", "-q", "-j1", "written.json")
    run(folder, "render", "-q", "-j2", "-d", "parts-j2", os.path.join(ROOT, "recipes/parts/song.yaml"))
    expect(len(prints(folder, "written")) == 3, f"{prints(folder, 'written')}")
    expect(prints(folder, "parts-j2") == prints(folder, "written"), "recipes/parts prints what it stands for")
    run(folder, "check", "--set", "brass_gain=-9dB", os.path.join(ROOT, "recipes/parts/song.yaml"))


def test_standard_input(folder):
    text = json.dumps(written_out())
    words = run(folder, "render", "-", text=text)
    expect("<standard input>" in words, words)
    expect(len(prints(folder, "prints")) == 3 and prints(folder, "prints") == prints(folder, "json"), "standard input is a recipe")
    expect([i["role"] for i in document(folder, "prints/manifest.json")["inputs"]] == ["source", "source"], "it is no file")
    expect("up to date" in run(folder, "render", "-", text=text), "the same text is up to date")
    expect("up to date" not in run(folder, "render", "-", text=json.dumps(written_out("2 dB"))), "another text is not")
    run(folder, "verify", "-q", "prints")
    run(folder, "render", "-q", "-d", "elsewhere", "-", text=text)
    expect(prints(folder, "elsewhere") == prints(folder, "json"), "-d")
    for command in ("check", "plan", "graph"):
        run(folder, command, "-", text=text)
    wrong = run(folder, "check", "-", text='version: 1\ntracks: { a: { source: lead.wav, fadr: 1 } }\noutputs: { m: }\n', code=3)
    expect(wrong.startswith('<standard input>:2:34: error: unknown key "fadr"'), wrong)
    expect("[no-rule]" in run(folder, "render", "--stamp", "piped.stamp", "-MD", "-", text=text, code=3), "no rule names it")
    expect("larger than 4 MiB" in run(folder, "check", "-", text="# " + "x" * (4 << 20), code=3), "it is bounded")
    expect("the recipe is empty" in run(folder, "check", "-", text="", code=3), "it may be empty")
    run(folder, "check", "--untrusted", "-", text=text)
    outside = json.dumps({"version": 1, "tracks": {"a": {"source": "../lead.wav"}}, "outputs": {"m": {}}})
    expect("[path-outside]" in run(folder, "check", "--untrusted", "-", text=outside, code=3), "it stays in the working folder")
    write(folder, "-", json.dumps(written_out()))
    run(folder, "check", "./-")


def test_tables_of_standard_input(folder):
    """All rows of a recipe from standard input have one name, whether it was rendered or not."""
    write(folder, "file.yaml", json.dumps({**written_out(), "print": {"directory": "of-file", "mixes": {"mix": {}}}}))
    for text, code in ((json.dumps(written_out()), 0), ('{"version": 1, "tracks": {}, "frobnicate": 1}', 3)):
        run(folder, "render", "-q", "--anew", "-", "file.yaml", "--csv", "all.csv", text=text, code=code)
        with open(os.path.join(folder, "all.csv"), encoding="utf-8") as file:
            names = {row["recipe"] for row in csv.DictReader(file)}
        expect(names == {"<standard input>", "file.yaml"}, f"{names}")


def test_warnings_of_standard_input(folder):
    """A text that is up to date gives its warnings where they are now, though a fragment is the first of its texts."""
    write(folder, "part.yaml", "inserts:\n  - gain: 1 dB\n")
    text = ("version: 1\nsession: { tail: none }\ntracks:\n  bass: { source: bass.wav, stem: bass, inserts: [ use: ./part.yaml ] }\n"
            "  lead: { source: lead.wav, stem: lead, fader: -inf dB }\noutputs: { master: }\n"
            "print: { directory: silent, mixes: { mix: {} }, stems: {} }\n")
    for later in ("", "# later\n\n"):
        words = run(folder, "render", "-", text=later + text)
        expect(("up to date" in words) == bool(later), words)
        expect(f"<standard input>:{5 + later.count(chr(10))}:" in words and 'stem "lead" is silent' in words, words)


def test_schema(folder):
    """The schema takes what the reader takes, if a validator is there."""
    try:
        import jsonschema
    except ImportError:
        return
    checker = jsonschema.Draft202012Validator(json.loads(run(folder, "schema")))
    for value, right in (("$x", True), ("-3 dB", True), ("x", False), ("$x y", False)):
        song = {"version": 1, "include": "a.yaml", "variables": {"x": "1 dB"}, "defaults": {"tracks": {"fader": value}},
                "tracks": {"a": {"sources": ["*.wav"], "fader": value}}, "outputs": {"m": None}}
        expect(checker.is_valid(song) == right, f"the schema and {value}")
    expect(not checker.is_valid({"version": 1, "defaults": {"tracks": {"source": "a.wav"}}}), "a source is no default")


def test_json(folder):
    """JSON that no YAML writer makes: escapes, tabs and keys that stand twice."""
    write(folder, "escaped.json", '{\t"version":1,\t"title":"\\u00fc \\/ \\"x\\" \\b",\n\t"tracks":{"a":{"source":"lead\\u002ewav","mute":false}},'
          '"outputs":{"master":null}}\n')
    run(folder, "render", "-q", "escaped.json")
    expect(document(folder, "escaped/report.json")["title"] == '\u00fc / "x" \b', "escapes")
    song = {"version": 1, "tracks": {"a": {"source": "lead.wav"}}, "outputs": {"m": {}}, "title": "\U0001f600"}
    for name, text in (("halves", json.dumps(song)), ("whole", json.dumps(song, ensure_ascii=False))):
        write(folder, name + ".json", text)
        run(folder, "render", "-q", name + ".json")
        expect(document(folder, name + "/report.json")["title"] == song["title"], name)
    write(folder, "twice.json", '{"version":1,"tracks":{"a":{"source":"lead.wav"},"a":{"source":"bass.wav"}},"outputs":{"m":{}}}')
    expect('twice.json:1:50: error: key "a" stands here twice' in run(folder, "check", "twice.json", code=3), "a key that stands twice")


def main():
    with tempfile.TemporaryDirectory() as folder:
        make_sounds(folder)
        for test in (test_parts, test_settings, test_rule, test_strangers, test_files, test_recipe, test_standard_input, test_tables_of_standard_input,
                     test_warnings_of_standard_input, test_schema, test_json):
            test(folder)
    return 1 if failures else 0


sys.exit(main())
