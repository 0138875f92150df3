// Counts the wrong recipes that an editor refuses, and names those that no schema can.
// SPDX-License-Identifier: GPL-3.0-or-later
"use strict";
const fs = require("fs");
const path = require("path");

// The recipes of tests/suites/wrong, with the codes of the errors that stand beside them.
function wrongRecipes(root) {
  const folder = path.join(root, "tests/suites/wrong");
  return fs.readdirSync(folder).filter((name) => name.endsWith(".yaml")).map((name) => {
    const told = fs.readFileSync(path.join(folder, name.replace(/yaml$/, "expected")), "utf8");
    const codes = [...told.matchAll(/: error: .* \[([a-z-]+)\]$/gm)].map((match) => match[1]);
    return { name, codes, text: fs.readFileSync(path.join(folder, name), "utf8") };
  }).filter((recipe) => recipe.codes.length > 0);
}

// What a schema cannot say, by the codes of the errors. A recipe that passes has at least one of these alone.
const causes = {
  "what another part of the recipe says, or does not": [
    "unknown-name", "wrong-kind", "duplicate-name", "duplicate-marker", "unknown-marker", "conflicting-keys", "misplaced-key",
    "missing-key", "stem-missing", "stem-unheard", "no-stems", "unproven-stems", "sum-exact", "headroom", "file-claimed-twice",
    "format-conflict", "judges-nothing", "no-devices", "bad-name", "unlabelled", "duplicate-key",
  ],
  "what the graph is made of": [
    "cycle", "vca-loop", "channels", "pan", "balance", "width", "processor", "opaque", "feedback-grows", "feedback-latency",
    "feedback-trim",
  ],
  "what stands in other files": [
    "include-loop", "no-include", "no-fragment", "no-profile", "no-table", "no-tempo-map", "bad-csv", "bad-midi", "use-loop",
    "use-depth", "unknown-preset", "unknown-profile", "unknown-parameter", "missing-parameter", "empty-fragment",
    "unknown-text", "too-many", "unknown-tap", "unknown-key", "wrong-type",
  ],
  "YAML itself": ["alias-loop", "bad-character", "merge-key", "several-documents", "yaml-syntax"],
  "what a value means beside others": ["bad-value", "out-of-range"],
};

// No more may pass than do: who adds a wrong recipe that a schema could refuse finds it here.
const PASSING_MAXIMUM = 119;

// The lists of beginners' mistakes, without those that a warning tells, or that other files decide, and those whose
// bytes no editor shows.
function listedMistakes(root) {
  const folder = path.join(root, "tests/suites/mistakes");
  return fs.readdirSync(folder).filter((name) => name.endsWith(".txt")).flatMap((name) => {
    const parts = fs.readFileSync(path.join(folder, name), "utf8").split(/^== /m).slice(1);
    return parts.map((part) => /^(.*)\n([^]*?)^=> 3 \S+ error: /m.exec(part)).filter((part) => part && !/<(U\+|0x|UTF)/.test(part[2]))
      .map((part) => ({ name: `${name}: ${part[1]}`, text: part[2] }));
  });
}

const LISTED_PASSING_MAXIMUM = 34;

async function checkListed(server, expect, root) {
  const list = listedMistakes(root), passed = [];
  for (const [index, mistake] of list.entries()) {
    const { uri, list: found } = await server.open(`mistake-${index}.yaml`, mistake.text);
    if (found.length === 0) passed.push(mistake.name);
    server.close(uri);
  }
  expect(list.length > 100, "the lists are short:", list.length);
  expect(passed.length <= LISTED_PASSING_MAXIMUM, `${passed.length} mistakes pass, not ${LISTED_PASSING_MAXIMUM}:`, passed.join("; "));
  console.log(`editor: ${list.length - passed.length} of ${list.length} mistakes of beginners are refused`);
}

async function check(server, expect, root) {
  const passed = new Map(), list = wrongRecipes(root), counts = new Map();
  for (const recipe of list) {
    const { uri, list: found } = await server.open(recipe.name, recipe.text);
    if (found.length === 0) passed.set(recipe.name, recipe.codes);
    server.close(uri);
  }
  for (const [name, codes] of passed) {
    const cause = Object.keys(causes).find((words) => codes.some((code) => causes[words].includes(code)));
    expect(cause, name, "passes, although a schema could refuse", codes.join(", "));
    counts.set(cause, (counts.get(cause) ?? 0) + 1);
  }
  expect(passed.size <= PASSING_MAXIMUM, `${passed.size} wrong recipes pass, not ${PASSING_MAXIMUM}:`, [...passed.keys()].join(", "));
  console.log(`editor: ${list.length - passed.size} of ${list.length} wrong recipes are refused; a schema cannot say`);
  for (const [cause, count] of counts) console.log(`  ${cause}: ${count}`);
}

module.exports = { check, checkListed };
