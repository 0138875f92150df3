// Shows recipes to the real yaml-language-server, and looks at what an editor would show.
// SPDX-License-Identifier: GPL-3.0-or-later
// Usage: node editor.js HOME STEMPRINT ROOT. HOME is where npm has installed yaml-language-server.
"use strict";
const { execFileSync, spawnSync } = require("child_process");
const fs = require("fs");
const os = require("os");
const path = require("path");
const { Server } = require("./server.js");

const [home, stemprint, root] = process.argv.slice(2);
const yaml = require(path.join(home, "node_modules/yaml"));
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "stemprint-editor-"));
let failures = 0;

function expect(condition, ...words) {
  if (condition) return;
  failures++;
  console.error("editor:", ...words);
}

function filesBelow(folder) {
  return fs.readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesBelow(name) : name.endsWith(".yaml") ? [name] : [];
  });
}

const read = (name) => fs.readFileSync(path.join(root, name), "utf8");

// Presets, profiles and lists of inserts are other languages than that of recipes.
const recipes = filesBelow("recipes").filter((name) => /^version: /m.test(read(name)));

// Collects all descriptions that the schema has for a key of that name, wherever it stands: its own, and those of the
// ways to write what it refers to.
function describe(schema, node = schema, found = new Map()) {
  if (Array.isArray(node)) node.forEach((item) => describe(schema, item, found));
  else if (node && typeof node === "object") {
    for (const [name, value] of Object.entries(node.properties ?? {})) {
      const ways = schema.$defs[value.$ref?.replace("#/$defs/", "")]?.anyOf ?? [];
      const words = [value, ...ways].map((way) => way.description).filter(Boolean);
      found.set(name, new Set([...(found.get(name) ?? []), ...words]));
    }
    Object.values(node).forEach((value) => describe(schema, value, found));
  }
  return found;
}

// Below these stand names that the recipe gives.
const sections = ["tracks", "buses", "auxes", "outputs", "vcas", "variables", "mixes", "taps", "regions", "devices", "markers"];

// Lists the keys of a text that are words of the language, with their places.
function keysOf(text, schema) {
  const lines = new yaml.LineCounter(), keys = [];
  yaml.visit(yaml.parseDocument(text, { lineCounter: lines }), {
    Pair(_, pair, above) {
      const owner = above.filter((node) => yaml.isPair(node)).at(-1)?.key?.value;
      const outer = above.filter((node) => yaml.isPair(node)).at(-2)?.key?.value;
      if (sections.includes(owner) && outer !== "defaults") return undefined;
      if (owner === "use") return undefined; // the parameters of a preset
      if (owner === "stems" && !schema.$defs["stem-set-key"].enum.includes(pair.key.value)) return undefined; // a set
      const place = lines.linePos(pair.key.range[0]);
      keys.push({ name: String(pair.key.value), line: place.line - 1, column: place.col - 1 });
      return undefined;
    },
  });
  return keys;
}

async function checkRecipes(server, schema) {
  const descriptions = describe(schema);
  const missing = new Set();
  let keys = 0;
  for (const name of recipes) {
    const { uri, list } = await server.open(name, read(name));
    expect(list.length === 0, name, "is right, but:", list.map((item) => `${item.range.start.line + 1}: ${item.message}`).join("; "));
    for (const key of keysOf(read(name), schema)) {
      // The server takes the first column of a line for the end of what is before it.
      const shown = (await server.hover(uri, key.line, key.column + 1)).replace(/\\(.)/g, "$1");
      const wanted = [...(descriptions.get(key.name) ?? [])];
      keys++;
      if (!wanted.some((words) => shown.includes(words))) missing.add(`${name}:${key.line + 1}:${key.column + 1} ${key.name}`);
    }
    server.close(uri);
  }
  expect(missing.size === 0, "no description over", [...missing].slice(0, 20).join(", "), `(${missing.size} of ${keys})`);
  console.log(`editor: ${recipes.length} recipes, no diagnostics; ${keys} keys, each with its description`);
}

// Returns what the reader says is known there: the words between quotes behind "use one of".
function knownBy(reader) {
  const run = spawnSync(stemprint, ["check", "-"], { input: reader, encoding: "utf8" });
  const list = /use one of (.*?) \[/.exec(run.stderr)?.[1] ?? "";
  return [...list.matchAll(/"([^"]+)"/g)].map((match) => match[1]);
}

// At `|` the editor completes; the reader is asked with a word there that is none.
const places = [
  { what: "a track", head: "version: 1\ntracks:\n  a:\n    source: a.wav\n    |\noutputs: { master: {} }\n", word: "zzzzzzzz: 1" },
  { what: "print", head: "version: 1\ntracks: { a: { source: a.wav } }\noutputs: { master: {} }\nprint:\n  |\n", word: "zzzzzzzz: 1" },
  { what: "verify", head: "version: 1\ntracks: { a: { source: a.wav } }\noutputs: { master: {} }\nverify:\n  |\n", word: "zzzzzzzz: 1" },
  { what: "session", head: "version: 1\nsession:\n  |\ntracks: { a: { source: a.wav } }\noutputs: { master: {} }\n", word: "zzzzzzzz: 1" },
  {
    what: "a send",
    head: "version: 1\ntracks:\n  a:\n    source: a.wav\n    sends:\n      - to: b\n        |\nauxes: { b: {} }\noutputs: { master: {} }\n",
    word: "zzzzzzzz: 1",
  },
  {
    what: "a compressor",
    head: "version: 1\ntracks:\n  a:\n    source: a.wav\n    inserts:\n      - compressor:\n          |\noutputs: { master: {} }\n",
    word: "zzzzzzzz: 1",
  },
];

async function checkCompletion(server) {
  for (const place of places) {
    const [before] = place.head.split("|"), lines = before.split("\n");
    const { uri } = await server.open(`${place.what}.yaml`, place.head.replace("|", ""));
    const offered = await server.complete(uri, lines.length - 1, lines.at(-1).length);
    const there = new Set([...(before.match(/^ *(- )?[a-z_]+(?=:)/gm) ?? [])].map((key) => key.replace(/^[ -]*/, "")));
    const known = knownBy(place.head.replace("|", place.word)).filter((key) => !there.has(key));
    const lost = known.filter((key) => !offered.includes(key)), strange = offered.filter((key) => !known.includes(key));
    expect(known.length > 2, `the reader says nothing of ${place.what}`);
    expect(lost.length === 0, `${place.what}: the editor does not offer`, lost.join(", "));
    expect(strange.length === 0, `${place.what}: the reader does not know`, strange.join(", "));
    server.close(uri);
  }
  const text = "version: 1\ntracks:\n  a:\n    source: a.wav\n    inserts:\n      - \noutputs: { master: {} }\n";
  const { uri } = await server.open("inserts.yaml", text);
  const offered = await server.complete(uri, 5, 8);
  const listed = execFileSync(stemprint, ["processors"], { encoding: "utf8" }).split("\n").map((line) => /^([a-z][a-z-]*)  /.exec(line)?.[1]).filter(Boolean);
  const lost = listed.filter((name) => !offered.includes(name));
  expect(listed.length > 20, "`stemprint processors` lists few:", listed.join(", "));
  expect(lost.length === 0, "an insert: the editor does not offer", lost.join(", "));
  server.close(uri);
  console.log(`editor: completion in ${places.length} mappings, and ${listed.length} processors`);
}

async function work() {
  const schema = path.join(scratch, "recipe.schema.json");
  fs.writeFileSync(schema, execFileSync(stemprint, ["schema"]));
  const server = new Server(home, schema);
  await server.start();
  await checkRecipes(server, JSON.parse(fs.readFileSync(schema)));
  await checkCompletion(server);
  const mistakes = require("./mistakes.js");
  await mistakes.check(server, expect, root);
  await mistakes.checkListed(server, expect, root);
  await server.end();
}

work()
  .catch((error) => expect(false, error.stack))
  .finally(() => {
    fs.rmSync(scratch, { recursive: true });
    process.exit(failures ? 1 : 0);
  });
