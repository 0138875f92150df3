#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""formats.py PROGRAM ROOT: tests the reports for other programs with readers that are not stemprint's own."""

import collections
import csv
import decimal
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.parse
import xml.etree.ElementTree

try:
    import jsonschema
    import yaml
except ImportError:
    sys.exit(77)
if not shutil.which("xmllint"):
    sys.exit(77)

program = os.path.abspath(sys.argv[1])
root = pathlib.Path(os.path.abspath(sys.argv[2]))
here = root / "tests/suites/formats"

# A short song misses its loudness, and has a name that every format must escape.
SONG = """\
version: 1
title: 'a "song" <of> two & 100 %, | `*`'
session: { tail: none }
tracks:
  drums: { source: { generate: white-noise, length: 3.5 s, channels: 2 }, stem: drums }
  lead: { source: { generate: tone, freq: 440 Hz, length: 3.5 s }, stem: lead, inserts: [ meter: lead ] }
auxes:
  plate: {}
outputs:
  master: {}
print:
  directory: out
  mixes: { mix: {} }
  stems: {}
verify:
  loudness: { integrated: -5 LUFS, range: 20 LU, momentary: 0 LUFS, short_term: 0 LUFS, peak: 0 dBFS }
"""


class Recipe(yaml.SafeLoader):
    """YAML 1.2: what editors go by. No sexagesimals ("4:1"), no dates, "yes" is a word."""


Recipe.yaml_implicit_resolvers = {}
for tag, pattern, first in [("bool", "true|True|TRUE|false|False|FALSE", "tTfF"), ("int", "[-+]?[0-9]+", "-+0123456789"),
                            ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"), ("null", "~|null|Null|NULL|", ["~", "n", "N", ""])]:
    Recipe.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^({pattern})$"), first)


def load(text):
    """A recipe as an editor sees it: keys are words, "null" too."""

    def words(part):
        if isinstance(part, dict):
            return {"null" if k is None else str(k): words(v) for k, v in part.items()}
        return [words(v) for v in part] if isinstance(part, list) else part

    return words(yaml.load(text, Recipe))


def run(*arguments, code=0, cwd=None, **environment):
    result = subprocess.run([program, *map(str, arguments)], cwd=cwd, capture_output=True, timeout=60,
                            env={**{k: v for k, v in os.environ.items() if not k.startswith("GITHUB_")}, **environment})
    assert code in (None, result.returncode), f"{arguments}: {result.returncode}, not {code}\n{result.stderr.decode(errors='replace')}"
    return result


class Formats(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        (self.folder / "song.yaml").write_text(SONG)

    def validate(self, path, schema):
        with open(schema) as file:
            checker = jsonschema.validators.validator_for(schema := json.load(file))(schema)
        with open(path) as file:
            document = json.load(file)
        errors = [f"{list(e.absolute_path)}: {e.message}" for e in checker.iter_errors(document)]
        self.assertEqual(errors, [])
        return document

    def rows(self, path):
        with open(path, newline="") as file:
            return list(csv.DictReader(file))

    def junit(self, path):
        check = subprocess.run(["xmllint", "--noout", "--schema", here / "junit.xsd", path], capture_output=True, text=True)
        self.assertEqual(check.returncode, 0, check.stderr)
        root = xml.etree.ElementTree.parse(path).getroot()
        # Viewers that add up the cases get the time of the suite, but for what rounding to a millisecond takes.
        for whole, parts in [(root, root.findall("testsuite"))] + [(s, s.findall("testcase")) for s in root]:
            self.assertAlmostEqual(float(whole.get("time")), sum(float(p.get("time")) for p in parts), delta=0.001 * (len(parts) + 1))
        return root

    def test_all_formats_tell_the_same(self):
        paths = {name: self.folder / f"report.{name}" for name in ("json", "csv", "junit", "sarif")}
        began = time.monotonic()
        run("render", "-q", "song.yaml", *[f"--{name}={path}" for name, path in paths.items()], code=1, cwd=self.folder)
        took = time.monotonic() - began
        report = json.loads(paths["json"].read_text())
        verdicts = {v["name"]: v for v in report["verdicts"]}
        self.assertEqual(verdicts["integrated mix"]["status"], "fail")

        rows = self.rows(paths["csv"])
        cells = {(r["subject"], r["quantity"]): r for r in rows}
        self.assertEqual(len(cells), len(rows), "a measurement stands once")
        for file in report["files"]:
            self.assertEqual(float(cells[file["path"], "integrated"]["value"]), file["loudness"]["integrated"])
            self.assertEqual(float(cells[file["path"], "peak_dbfs"]["value"]), file["peak_dbfs"])
        self.assertEqual(sorted(r["verdict"] for r in rows if r["verdict"]), sorted(v["status"] for v in verdicts.values()))
        self.assertEqual(cells["mix.wav", "integrated"]["verdict"], "fail")
        for quantity in ("range", "momentary_max", "short_term_max", "peak_dbfs"):
            self.assertEqual(cells["mix.wav", quantity]["verdict"], "pass")

        suites = self.junit(paths["junit"])
        self.assertLess(0, float(suites.get("time")))
        self.assertLessEqual(float(suites.get("time")), took)
        cases = {c.get("name"): c for c in suites.iter("testcase")}
        self.assertEqual(cases.keys(), verdicts.keys())
        for name, case in cases.items():
            told = case.find("failure")
            self.assertEqual(told is not None, verdicts[name]["status"] == "fail")
            detail = case.find("system-out").text if told is None else told.get("message")
            self.assertEqual(detail, verdicts[name]["detail"])
        self.assertEqual(int(suites.get("failures")), 1)
        self.assertEqual(int(suites.get("tests")), len(verdicts))

        log = self.validate(paths["sarif"], here / "sarif.schema.json")["runs"][0]
        results = {r["ruleId"]: r for r in log["results"]}
        self.assertEqual(results.keys(), {"unfed", "verdict-integrated"})
        self.assertIn(verdicts["integrated mix"]["detail"], results["verdict-integrated"]["message"]["text"])
        self.assertEqual(results["unfed"]["level"], "warning")
        self.assertEqual(results["unfed"]["locations"][0]["physicalLocation"],
                         {"artifactLocation": {"uri": "song.yaml"}, "region": {"startLine": 8, "startColumn": 3, "endColumn": 8}})

    def test_pictures_stand_alone(self):
        (self.folder / "song.yaml").write_text(SONG.replace("[ meter: lead ]", "[ compressor, meter: lead ]"))
        run("render", "-q", "--profile", "song.yaml", "--plots", "plots/new", code=1, cwd=self.folder)
        names = {path.name for path in (self.folder / "plots/new").iterdir()}
        self.assertEqual(names, {"waveforms.svg", "spectra.svg", "loudness.svg", "reduction.svg", "null.svg", "residual.svg", "routing.svg", "cpu-time.svg"})
        for path in (self.folder / "plots/new").iterdir():
            picture = xml.etree.ElementTree.parse(path).getroot()
            self.assertEqual(picture.tag, "{http://www.w3.org/2000/svg}svg")
            for element in picture.iter():
                self.assertFalse([v for k, v in element.items() if k.endswith("href") or "url(" in v])
                for key in ("x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "width", "height"):
                    value = float(element.get(key, 0))
                    self.assertTrue(-1 <= value <= max(float(picture.get("width")), float(picture.get("height"))), f"{path.name}: {element.items()}")

    def test_several_recipes_are_one_report(self):
        for name in ("song", "other", "wrong"):
            (self.folder / f"{name}.yaml").write_text(SONG.replace("directory: out", f"directory: {name}").replace("outputs:", "outputs:" if name != "wrong" else "outptus:"))
        summary = self.folder / "summary.md"
        said = run("render", "-q", "song.yaml", "wrong.yaml", "other.yaml", "--junit", "all.xml", "--sarif", "all.sarif", "--github",
                   "--json", "all.json", "--csv", "all.csv", "--html", "pages/all.html", code=3, cwd=self.folder, GITHUB_STEP_SUMMARY=str(summary)).stdout.decode()
        suites = self.junit(self.folder / "all.xml")
        self.assertEqual([s.get("name") for s in suites], ["song.yaml", "wrong.yaml", "other.yaml"])
        self.assertEqual([s.get("errors") for s in suites], ["0", "1", "0"])
        self.assertEqual(int(suites.get("tests")), sum(len(s) for s in suites))
        for suite in suites:
            self.assertEqual({(c.get("file"), c.get("classname").split(".")[1]) for c in suite}, {(suite.get("name"), suite.get("name")[:-5])})
        document = json.loads((self.folder / "all.json").read_text())
        # The older jsonschema finds no schema by its urn, so the reports are checked one by one.
        schema, one = json.loads(run("schema", "reports").stdout.replace(b'{"$ref": "urn:stemprint:report:1"}', b'{"type": "object"}')), self.report_checker()
        jsonschema.Draft202012Validator.check_schema(schema)
        checker = jsonschema.Draft202012Validator(schema)
        self.assertEqual([e.message[:200] for e in checker.iter_errors(document)], [])
        self.assertEqual([(r["file"], r["verdict"], r["report"] is None) for r in document["recipes"]],
                         [("song.yaml", "fail", False), ("wrong.yaml", "error", True), ("other.yaml", "fail", False)])
        self.assertIn(("unknown-key", "wrong.yaml", 9), {(d["code"], d["file"], d["line"]) for d in document["recipes"][1]["diagnostics"]})
        self.assertEqual([e.message[:200] for r in document["recipes"] if r["report"] for e in one.iter_errors(r["report"])], [])
        document["recipes"][0]["verdict"] = "perhaps"
        self.assertFalse(checker.is_valid(document))
        rows = self.rows(self.folder / "all.csv")
        self.assertEqual([r["verdict"] for r in rows if r["recipe"] == "wrong.yaml"], ["error"])
        for name in ("song.yaml", "other.yaml"):
            own = {(r["subject"], r["quantity"]): r for r in rows if r["recipe"] == name}
            self.assertEqual(own["mix.wav", "integrated"]["verdict"], "fail")
        index = (self.folder / "pages/all.html").read_text()
        self.assertEqual(re.findall(r'href="(all[^"]*)"', index), ["all-song.html", "all-wrong.html", "all-other.html"])
        self.assertEqual({p.name for p in (self.folder / "pages").iterdir()}, {"all.html", *re.findall(r'href="(all[^"]*)"', index)})
        self.assertIn("1 error", index)
        places = {(r["ruleId"], r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])
                  for r in self.validate(self.folder / "all.sarif", here / "sarif.schema.json")["runs"][0]["results"]}
        self.assertLess({("verdict-integrated", "song.yaml"), ("verdict-integrated", "other.yaml"), ("unknown-key", "wrong.yaml")}, places)
        self.assertEqual(summary.read_text().count("### "), 3)
        self.assertEqual(len(re.findall("^::error .*title=integrated mix", said, re.M)), 2)

    def test_what_is_unknown_is_skipped(self):
        (self.folder / "song.yaml").write_text(SONG.replace("master: {}", "master: { fader: -inf dB }"))
        paths = [self.folder / "report.xml", self.folder / "report.csv"]
        run("render", "-q", "song.yaml", "--junit", paths[0], "--csv", paths[1], cwd=self.folder)
        suites = self.junit(paths[0])
        self.assertEqual(suites.find("testsuite").get("skipped"), "2")
        self.assertEqual({c.get("name") for c in suites.iter("testcase") if c.find("skipped") is not None}, {"integrated mix", "range mix"})
        cells = {(r["subject"], r["quantity"]): r for r in self.rows(paths[1])}
        self.assertEqual((cells["mix.wav", "integrated"]["value"], cells["mix.wav", "integrated"]["verdict"]), ("", "unknown"))

    def test_a_wrong_recipe_is_told_without_a_report(self):
        (self.folder / "song.yaml").write_text(SONG.replace("output", "outptu"))
        paths = {name: self.folder / f"report.{name}" for name in ("json", "junit", "sarif")}
        run("render", "song.yaml", *[f"--{name}={path}" for name, path in paths.items()], code=3, cwd=self.folder)
        self.assertFalse(paths["json"].exists())
        error = self.junit(paths["junit"]).find("testsuite/testcase/error")
        self.assertIn("outptus", error.get("message"))
        self.assertIn("song.yaml:9:1: error:", error.text)
        log = self.validate(paths["sarif"], here / "sarif.schema.json")
        self.assertIn("outptus", log["runs"][0]["results"][0]["message"]["text"])

    def recipe_checker(self):
        schema = json.loads(run("schema").stdout)
        jsonschema.Draft202012Validator.check_schema(schema)
        return jsonschema.Draft202012Validator(schema)

    def test_recipes_are_as_the_schema_says(self):
        checker = self.recipe_checker()
        recipes = sorted((root / "recipes").glob("*.yaml")) + sorted((root / "recipes/cookbook").glob("*.yaml"))
        # What has warnings alone is well formed.
        recipes += [r for r in sorted((root / "tests/suites/wrong").glob("lint-*.yaml"))]
        self.assertGreater(len(recipes), 10)
        for recipe in recipes:
            document = load(recipe.read_bytes())
            self.assertEqual([f"{recipe.name}: {list(e.absolute_path)}: {e.message[:200]}" for e in checker.iter_errors(document)], [])

    def test_opaque_inserts_say_what_stems_get(self):
        checker = self.recipe_checker()
        recipe = "version: 1\noutputs: { master: { inserts: [ %s ] } }"
        for insert, right in [("tape: { drive: 12 dB, stems: residue }", True), ("tape", True), ("tape: { stems: halves }", False), ("gain: { gain: 1 dB, stems: residue }", False)]:
            self.assertEqual(checker.is_valid(load(recipe % insert)), right, insert)

    def test_fragments_are_as_the_schema_says(self):
        schema = json.loads(run("schema").stdout)
        checker = jsonschema.Draft202012Validator({"$ref": "#/$defs/bus", "$defs": schema["$defs"]})
        for preset in sorted((root / "recipes/presets").glob("*.yaml")):
            document = load(preset.read_bytes())
            parameters = document.get("parameters", {})
            text = re.sub(r"\$([A-Za-z0-9_-]+)", lambda m: str((parameters.get(m[1]) or {}).get("default", "strip")), preset.read_text())
            strip = {k: v for k, v in load(text).items() if k not in ("title", "description", "source", "parameters")}
            self.assertEqual([f"{preset.name}: {list(e.absolute_path)}: {e.message[:200]}" for e in checker.iter_errors(strip)], [])

    # What the program tells of a recipe's own text by one of these codes, an editor with the schema tells too.
    def test_the_schema_refuses_what_is_wrong(self):
        checker = self.recipe_checker()
        codes = {"unknown-key", "unknown-parameter", "unknown-processor", "missing-parameter", "wrong-type", "out-of-range", "conflicting-keys"}
        refused = 0
        for recipe in sorted((root / "tests/suites/wrong").glob("[!u]*.yaml")):  # those of `use` are about what lies in fragments
            told = re.findall(rf"^{re.escape(recipe.name)}:[0-9:]+ error: .* \[([a-z-]+)\]$", recipe.with_suffix(".expected").read_text(errors="replace"), re.M)
            if codes.isdisjoint(told) or recipe.name.startswith("tempo-"):  # a tempo map lies in another file, or ends late as a whole
                continue
            try:
                document = load(recipe.read_bytes())
            except (yaml.YAMLError, ValueError):
                continue
            self.assertFalse(checker.is_valid(document), f"{recipe.name} is told {told}")
            refused += 1
        self.assertGreater(refused, 40)

    def test_ranges_hold_for_numbers_with_units(self):
        sizes = {"": 1, "dB": 1, "dBFS": 1, "dBTP": 1, "LUFS": 1, "LU": 1, "Hz": 1, "kHz": 1000, "ms": 1, "s": 1000, "min": 60000, "%": 1, ":1": 1, "bpm": 1, "dB/oct": 1}
        bare = {"gain": "dB", "level": "dBFS", "true-peak": "dBTP", "loudness": "LUFS", "loudness-range": "LU", "frequency": "Hz", "time": "ms", "position": "ms", "duration": "ms",
                "percent": "%", "ratio": ":1", "tempo": "bpm", "slope": "dB/oct", "sample-rate": "Hz", "plain": "", "pan": ""}
        more, seen, chance = {"Hz": ["kHz"], "ms": ["s", "min"]}, set(), random.Random(1)

        def judge(part, quantity):
            least, most = decimal.Decimal(part.get("minimum", "-Infinity")), decimal.Decimal(part.get("maximum", "Infinity"))
            pattern = re.compile(part["pattern"])
            for unit in [bare[quantity], *more.get(bare[quantity], [])]:
                size = sizes[unit]
                ends = [decimal.Decimal(round(float(end) / size, 6)).quantize(decimal.Decimal("0.000001")).normalize() for end in (least, most) if end.is_finite()]
                values = [end + step for end in ends for step in map(decimal.Decimal, ("0", "0.001", "-0.001", "0.1", "-0.1", "1", "-1", "12", "-12", "1000", "-1000"))]
                values += [end * factor for end in ends for factor in map(decimal.Decimal, ("-1", "0.5", "2", "10", "0.1"))]
                values += [decimal.Decimal(chance.randrange(-10**6, 10**6)).scaleb(-chance.randrange(7)) for _ in range(20)] + [decimal.Decimal(0)]
                for value in values:
                    plain = format(value, "f")
                    for text in {plain, plain.replace("0.", "."), plain.replace("0.", "00."), plain + ("0" if "." in plain else "."), plain if value < 0 else "+" + plain}:
                        if not re.fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)", text):
                            continue
                        number = decimal.Decimal(text)
                        wide = abs(number) * decimal.Decimal("1e-9") + decimal.Decimal("2e-6")  # ends with more than six decimals are rounded outwards
                        found = bool(pattern.search(f" {text} {unit.swapcase()}"))
                        if least <= number * size <= most:
                            self.assertTrue(found, f"{text} {unit} lies within {least} to {most}: {part['pattern']}")
                        elif number + wide < least / size or number - wide > most / size:
                            self.assertFalse(found, f"{text} {unit} lies outside {least} to {most}: {part['pattern']}")
            for words in ("1/8d", "$depth", "auto", "-inf dB", "inf"):
                self.assertTrue(pattern.search(words), f"{words}: {part['pattern']}")

        def walk(part):
            if isinstance(part, dict):
                key = part.get("$ref", "").rpartition("/")[2], part.get("minimum"), part.get("maximum")
                if "patternErrorMessage" in part and key[0] in bare and key not in seen:
                    seen.add(key)
                    judge(part, key[0])
            for value in part.values() if isinstance(part, dict) else part if isinstance(part, list) else []:
                walk(value)

        walk(json.loads(run("schema").stdout))
        self.assertGreater(len(seen), 60)
        pan = re.compile(json.loads(run("schema").stdout)["$defs"]["bus"]["properties"]["balance"]["pattern"])
        for text, right in ("100 L", True), ("100.5 L", False), ("30 r", True), ("101R", False), ("C", True), ("-100", True), ("-101", False):
            self.assertEqual(bool(pan.search(text)), right, text)

    def test_variables_stand_for_single_values(self):
        text = """{ version: 1, variables: { word: pcm16 }, tracks: { kick: { source: kick.wav, output: $bus, solo: $on, pan_law: $law, channels: $one,
            inserts: [ gain: $depth, { eq: { bands: [ { type: $kind, freq: $freq } ] } } ], stem: $stem } }, outputs: { master: {} }, print: { format: { encoding: $word } } }"""
        self.assertEqual([e.message[:200] for e in self.recipe_checker().iter_errors(load(text))], [])
        self.assertFalse(self.recipe_checker().is_valid(load(text.replace("kick:", "$kick:"))))

    def report_checker(self, name="report"):
        """As it is published, but nothing may be there that it does not tell of."""
        schema = json.loads(run("schema", name).stdout)
        jsonschema.Draft202012Validator.check_schema(schema)

        def close(part):
            if isinstance(part, dict):
                # A position is a part of other objects, which themselves are closed.
                if "properties" in part and "type" in part and part is not schema["$defs"].get("position"):
                    part["unevaluatedProperties"] = False
                for value in part.values():
                    close(value)
            elif isinstance(part, list):
                for value in part:
                    close(value)

        close(schema)
        return jsonschema.Draft202012Validator(schema)

    def test_reports_are_as_the_schema_says(self):
        checker = self.report_checker()
        mix, stem = self.folder / "out/mix.wav", self.folder / "out/stems/drums.wav"
        for arguments, code in [(["render", "--bleed", "song.yaml"], 1), (["render", "--no-loudness", "--no-null", "song.yaml"], 0),
                                (["loudness", mix, stem, "--album", "--course", "--profile", "ebu-r128", "--profile", "spotify"], 1),
                                (["quality", mix, stem], None), (["null", mix, stem], 1), (["null", mix, mix], 0)]:
            report = json.loads(run(*arguments, "-q", "--json", "-", code=code, cwd=self.folder).stdout)
            self.assertEqual([f"{arguments[0]}: {list(e.absolute_path)}: {e.message[:200]}" for e in checker.iter_errors(report)], [])
            self.assertFalse({"regions", "automation"} & report.keys(), "the recipe has none")
            report["verdict"] = "perhaps"
            self.assertFalse(checker.is_valid(report))

    MANIFESTS = """\
version: 1
session: { tail: none }
tracks:
  lead: { source: lead.wav, stem: lead, inserts: [ use: ./part.yaml, convolver: { file: room.flac } ] }
  pad: { source: { generate: tone, length: 1 s, channels: 2 }, stem: pad, automation: { fader: { file: rides.csv } } }
  side: { clips: [ { file: lead.wav, from: 0.2 s } ], stem: lead }
outputs: { master: {} }
print:
  directory: kinds
  format: { container: flac, encoding: pcm16, sample_rate: 44.1 kHz }
  mixes: { mix: {}, float: { format: { container: wav, encoding: float32 } }, low: { format: { container: wav, encoding: pcm24 } } }
  stems: {}
  headroom: 3 dB
  taps: { lead: lead.post-fader }
verify: { loudness: { of: [ mix ], profile: ./house.yaml } }
"""

    def test_manifests_are_as_the_schema_says(self):
        checker = self.report_checker("manifest")
        subprocess.run("sox -R -n -r 48000 -b 24 lead.wav synth 1 pinknoise vol 0.1 && sox -R -n -r 44100 -b 16 room.flac synth 0.01 pinknoise vol 0.01",
                       shell=True, cwd=self.folder, check=True)
        for name, text in {"part.yaml": "title: A part\ndescription: |\n  For a test.\ninserts:\n  - gain: -3 dB\n", "rides.csv": "at,value\n0 s,0 dB\n1 s,-6 dB\n",
                           "house.yaml": "title: House\nsource: the house\ndate: read in November 2026\nloudness: { peak: 0 dBFS }\n",
                           "kinds.yaml": self.MANIFESTS, "lanes.yaml": self.LANES, "exact.yaml": SONG.replace("stems: {}", "stems: {}\n  sum: exact")}.items():
            (self.folder / name).write_text(text)
        told = collections.Counter()
        for arguments, folder, code in [(["song.yaml"], "out", 1), (["song.yaml", "--no-null", "--no-stems", "--from", "1 s"], "out", 1), (["kinds.yaml"], "kinds", 0),
                                        (["lanes.yaml", "--hash", "sha256"], "lanes", 0), (["exact.yaml", "-d", "exact"], "exact", 1)]:
            run("render", "-q", *arguments, code=code, cwd=self.folder)
            manifest = json.loads((self.folder / folder / "manifest.json").read_text())
            self.assertEqual([f"{arguments}: {list(e.absolute_path)}: {e.message[:200]}" for e in checker.iter_errors(manifest)], [])
            report = json.loads((self.folder / folder / "report.json").read_text())
            self.assertEqual([f["path"] for f in manifest["files"]], [f["path"] for f in report["files"]] + ["report.json"])
            self.assertEqual([(v["name"], v["status"], v["detail"]) for v in manifest["verdicts"]], [(v["name"], v["status"], v["detail"]) for v in report["verdicts"]])
            for entry in manifest["files"] + manifest["inputs"]:
                key, program = ("sha256", "sha256sum") if "--hash" in arguments else ("xxh3_128", "xxh128sum")
                digits = subprocess.run([program], input=(self.folder / folder / entry["path"]).read_bytes(), capture_output=True, check=True).stdout.split()[0].decode()
                self.assertEqual({k: entry[k] for k in ("sha256", "xxh3_128")}, {"sha256": None, "xxh3_128": None, key: digits}, entry)
                told[entry["role"]] += 1
            told.update(warnings=len(manifest["warnings"]), proofs=len(manifest["proofs"]), options=len(manifest["settings"]["options"]), cpu=manifest["cpu"] is not None,
                        sounds=sum(i["sound"] is not None for i in manifest["inputs"]), lowered=sum(f.get("headroom_db", 0) > 0 for f in manifest["files"]))
            for change in ({"semantics": "2"}, {"inputs": []}, {"files": [{**manifest["files"][-1], "dither": "none"}]}, {"files": [{**manifest["files"][0], "sha256": "0"}]},
                           {"files": [{**manifest["files"][0], "sha256": 64 * "0", "xxh3_128": 32 * "0"}]}, {"files": [{**manifest["files"][0], "sha256": None, "xxh3_128": None}]},
                           {"inputs": [{**manifest["inputs"][0], "sound": "0"}]}, {"verdicts": [{"name": "a", "status": "perhaps", "detail": ""}]}, {"other": 1}):
                self.assertFalse(checker.is_valid({**manifest, **change}), change)
        for what in ("recipe", "fragment", "profile", "table", "source", "impulse-response", "mix", "stem", "tap", "report", "warnings", "proofs", "options", "cpu", "sounds", "lowered"):
            self.assertGreater(told[what], 0, what)

    LANES = """\
version: 1
session: { tail: none, tempo: 120 bpm, markers: { verse: 2 s, chorus: 3|3 } }
tracks:
  lead:
    source: { generate: tone, level: -20 dBFS, length: 8 s }
    fader: -6 dB
    sends: [ { to: plate, automation: { level: [ { at: 0 s, value: -12 dB }, { at: 4 s, value: -inf dB } ], pan: [ { at: 0 s, value: 30 L } ] } } ]
    automation:
      fader: [ { at: 2 s, value: 0 dB, shape: hold }, { at: 6 s, value: -3 dB, shape: bezier, control: [ 0.4, 0, 0.6, 1 ] } ]
      mute: [ { at: 7 s, value: yes } ]
  pad: { source: { generate: tone, level: -20 dBFS, length: 8 s, channels: 2 }, automation: { width: [ { at: 0 s, value: 50 % }, { at: 8 s, value: 150 % } ] } }
auxes: { plate: {} }
outputs: { master: {} }
vcas: { band: { members: [ lead, pad ], automation: { fader: { ride: { at: 4 s, value: 3 dB, hold: 1 s } } } } }
print: { directory: lanes, mixes: { mix: {} }, regions: { verse: { from: 2 s, to: 4 s } } }
"""

    def test_a_timeline_is_told(self):
        (self.folder / "lanes.yaml").write_text(self.LANES)
        run("render", "-q", "lanes.yaml", "--plots", "lanes/plots", cwd=self.folder)
        report = json.loads((self.folder / "lanes/report.json").read_text())
        checker = self.report_checker()
        self.assertEqual([f"{list(e.absolute_path)}: {e.message[:200]}" for e in checker.iter_errors(report)], [])
        self.assertEqual([(m["name"], m["frame"], m["bar"], m["beat"]) for m in report["timeline"]["markers"]], [("verse", 96000, 2, 1), ("chorus", 240000, 3, 3)])
        self.assertEqual(report["regions"], [{"region": "verse", "from_frame": 96000, "frames": 96000, "from_seconds": 2.0, "seconds": 2.0}])
        curves = report["automation"]["curves"]
        told = {(c["kind"], c["owner"], c["key"]): (c["unit"], c["least"], c["greatest"], c["silent"]) for c in curves}
        self.assertEqual(len(told), len(curves))
        self.assertEqual(told, {
            ("track", "lead", "fader"): ("dB", -6, 0, False), ("track", "lead", "mute"): ("gain", 0, 1, False),
            ("track", "lead", "send 1 to plate: level"): ("dB", -12, -12, True), ("track", "lead", "send 1 to plate: pan"): ("pan", -0.3, -0.3, False),
            ("track", "pad", "width"): ("%", 50, 150, False), ("vca", "band", "fader"): ("dB", 0, 3, False)})
        fader = next(c for c in curves if c["owner"] == "lead" and c["key"] == "fader")
        self.assertEqual([(p["frame"], p["value"], p.get("shape"), p.get("control")) for p in fader["points"]],
                         [(0, -6, None, None), (96000, 0, "hold", None), (288000, -3, "bezier", [0.4, 0, 0.6, 1])])
        self.assertEqual(fader["left_out"], 0)
        silent = next(c for c in curves if c["silent"])
        self.assertEqual([p["value"] for p in silent["points"]], [-12, None])

        svg = "{http://www.w3.org/2000/svg}"
        picture = xml.etree.ElementTree.parse(self.folder / "lanes/plots/waveforms.svg").getroot()
        field = next(e for e in picture.iter(f"{svg}rect") if e.get("class") == "lane")
        left, width = float(field.get("x")), float(field.get("width"))
        titled = {e.findtext(f"{svg}title"): e for e in picture.iter(f"{svg}rect") if e.find(f"{svg}title") is not None}
        for title, seconds in (("verse: 2|1, 2 s", 2), ("chorus: 3|3, 5 s", 5)):
            line = titled[title]
            self.assertAlmostEqual(float(line.get("x")) + float(line.get("width")) / 2, left + width * seconds / 8, delta=0.5)
        band = titled["verse: 2|1, 2 s to 3|1, 4 s"]
        self.assertAlmostEqual(float(band.get("x")), left + width / 4, delta=0.5)
        self.assertAlmostEqual(float(band.get("x")) + float(band.get("width")), left + width / 2, delta=1.5)
        for title in ("lead fader, \u22126 dB to 0 dB", "lead mute, muted to heard", "pad width, 50 % to 150 %", "VCA band fader, 0 dB to 3 dB"):
            self.assertEqual(titled[title].get("class"), "lane")
        self.assertIn("Regions: verse: 2|1, 2 s to 3|1, 4 s. Markers: verse: 2|1, 2 s; chorus: 3|3, 5 s. Automation: lead fader", picture.findtext(f"{svg}desc"))

    # Every message that the recipe reader has, as its own corpus brings them up.
    def test_sarif_holds_every_diagnostic(self):
        corpus = sorted((root / "tests/suites/wrong").glob("*.yaml"))
        path = self.folder / "all.sarif"
        said = subprocess.run([program, "check", "--sarif", path, *[c.relative_to(root) for c in corpus]], cwd=root, capture_output=True, timeout=60)
        self.assertEqual(said.returncode, 3)
        log = self.validate(path, here / "sarif.schema.json")["runs"][0]
        told = collections.Counter(re.findall(rb": (error|warning): ", said.stderr))
        found = collections.Counter(r["level"].encode() for r in log["results"])
        self.assertGreater(found[b"error"], 200)
        self.assertEqual(told, found)
        rules = [r["id"] for r in log["tool"]["driver"]["rules"]]
        for result in log["results"]:
            self.assertEqual(rules[result["ruleIndex"]], result["ruleId"])
            for location in result["locations"] + result.get("relatedLocations", []):
                file = root / urllib.parse.unquote(location["physicalLocation"]["artifactLocation"]["uri"])
                self.assertTrue(file.exists(), file)
                region = location["physicalLocation"].get("region")
                if region:
                    lines = re.split("\r\n|\r|\n", file.read_bytes().decode(errors="replace"))
                    self.assertLessEqual(region["startLine"], len(lines) + 1)

    def test_github(self):
        summary = self.folder / "summary.md"
        summary.write_text("before\n")
        said = run("render", "-q", "song.yaml", "--github", code=1, cwd=self.folder, GITHUB_STEP_SUMMARY=str(summary))
        lines = said.stdout.decode().splitlines()
        self.assertRegex(lines[0], r"^::warning file=song\.yaml,line=8,col=3,endColumn=8,title=[a-z-]+::")
        failed = [line for line in lines if line.startswith("::error ")]
        self.assertEqual(len(failed), 1)
        self.assertRegex(failed[0], r"^::error file=song\.yaml,title=integrated mix::integrated mix: -?[0-9.]+ LUFS; ")
        text = summary.read_text()
        self.assertTrue(text.startswith("before\n### song.yaml"))
        self.assertIn("| \u274c fail | integrated mix |", text)
        self.assertIn("&lt;of\\>", text)
        self.assertEqual(len(set(line.replace("\\|", "").count("|") for line in text.splitlines() if "LUFS;" in line)), 1)

    def test_github_escapes(self):
        (self.folder / "100%, a:b.yaml").write_text("version: 1\n'50%': 1\ntracks: { }\n")
        said = run("check", "100%, a:b.yaml", "--github", code=3, cwd=self.folder).stdout.decode()
        self.assertTrue(said.startswith("::error file=100%25%2C a%3Ab.yaml,line=2,"), said)
        self.assertTrue(all(line.startswith("::error file=") for line in said.splitlines()), said)
        self.assertIn("50%25", said)

    def test_github_shows_ten_of_a_kind_and_the_summary_has_all(self):
        (self.folder / "many.yaml").write_text("version: 1\ntracks:\n" + "".join(f"  t{i}: {{ source: t.wav, wrong{i}: 1 }}\n" for i in range(60)) + "outputs: { master: {} }\n")
        summary = self.folder / "summary.md"
        said = run("check", "many.yaml", "--github", code=3, cwd=self.folder, GITHUB_STEP_SUMMARY=str(summary))
        for text, pattern in (said.stdout, "^::error file=many.*wrong"), (summary.read_bytes(), "^- error: .*wrong"), (said.stderr, "^many.* error: .*wrong"):
            found = set(re.findall(r"wrong\d+", "\n".join(line for line in text.decode().splitlines() if re.search(pattern, line))))
            self.assertEqual(len(found), 60)

    def test_files_that_cannot_be_read_are_told(self):
        path = self.folder / "none.sarif"
        said = run("null", "none.wav", "none either.wav", "--sarif", path, "--github", code=4, cwd=self.folder)
        log = self.validate(path, here / "sarif.schema.json")["runs"][0]
        self.assertEqual([(r["ruleId"], r["locations"]) for r in log["results"]], 2 * [("source", [])])
        self.assertRegex(said.stdout.decode(), r"^::error title=source::.*none\.wav")

    def test_names_that_are_no_text(self):
        name = os.fsencode(self.folder) + b"/\xff&<\">\x01%.yaml"
        with open(name, "w") as file:
            file.write(SONG)
        paths = {name: self.folder / f"report.{name}" for name in ("json", "csv", "junit", "sarif")}
        subprocess.run([program, "render", "-q", name, *[f"--{k}={p}" for k, p in paths.items()]], check=False, capture_output=True, timeout=60)
        self.assertIn("\\xff&<\">\\x01%.yaml", self.junit(paths["junit"]).find("testsuite").get("name"))
        self.validate(paths["sarif"], here / "sarif.schema.json")
        json.loads(paths["json"].read_text())


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]], verbosity=1)
