/* Lints: each code for a small recipe that earns it, with its line, and none for a recipe that is right.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"
#include "core/graph/graph_text.h"
#include "graph/lint.h"

#include <criterion/criterion.h>

static struct graph_text text;

static void release(void)
{
	graph_text_release(&text);
}

TestSuite(graph_lint, .fini = release);

#define TRACK "version: 1\ntracks:\n  a: { source: a.wav }\n"
#define MASTER "outputs:\n  master: {}\n"
#define MIX "print:\n  mixes: { mix: { of: master } }\n"

/* `warnings` are the codes and lines, in the order of the lines. */
static const struct {
	const char *what, *yaml, *warnings;
} rows[] = {
	{ "a right recipe", TRACK MASTER MIX, "" },
	{ "a bus that nothing feeds", TRACK "buses:\n  x: {}\n" MASTER MIX, "unfed 5" },
	{ "a track that nothing reads", TRACK "  b: { source: b.wav, output: none }\n" MASTER MIX, "unread 4" },
	{ "a send into a cue that is not printed",
	  "version: 1\ntracks:\n  a: { source: a.wav, output: master, sends: [ { to: cue } ] }\n" MASTER
	  "  cue: {}\n" MIX,
	  "lost-send 3 unread 6" },
	{ "a pre-fader send that ends in the track's own output",
	  "version: 1\ntracks:\n  a: { source: a.wav, sends: [ { to: x, tap: pre-fader } ] }\n"
	  "auxes:\n  x: { inserts: [ reverb: { mix: 100 % } ] }\n" MASTER MIX,
	  "pre-fader-send 3" },
	{ "dry sound over two ways",
	  "version: 1\ntracks:\n  a: { source: a.wav, sends: [ { to: x } ] }\nauxes:\n  x: {}\n" MASTER MIX,
	  "heard-twice 3" },
	{ "a return that lets dry sound through",
	  "version: 1\ntracks:\n  a: { source: a.wav, sends: [ { to: x } ] }\n"
	  "auxes:\n  x: { inserts: [ reverb: { mix: 30 % } ] }\n" MASTER MIX,
	  "dry-return 5" },
	{ "a reverb without dry sound as an insert",
	  "version: 1\ntracks:\n  a: { source: a.wav, inserts: [ reverb: { mix: 100 % } ] }\n" MASTER MIX,
	  "dry-gone 3" },
	{ "a muted key",
	  "version: 1\ntracks:\n  a: { source: a.wav, inserts: [ compressor: { key: b } ] }\n"
	  "  b: { source: b.wav, output: none, mute: yes }\n" MASTER MIX,
	  "silent-key 3" },
	{ "a gain behind the limiter", TRACK "outputs:\n  master: { inserts: [ limiter: -1 dBTP, gain: 1 dB ] }\n" MIX,
	  "behind-limiter 5" },
	{ "a return past the bus of its stem",
	  "version: 1\ntracks:\n  a: { source: a.wav, output: x, sends: [ { to: y } ] }\n"
	  "buses:\n  x: { stem: one, inserts: [ compressor ] }\nauxes:\n  y: { inserts: [ delay ] }\n" MASTER MIX,
	  "bypassed-bus 7" },
	{ "a label that another label takes",
	  "version: 1\ntracks:\n  a: { source: a.wav, stem: one, output: x }\nbuses:\n  x: { stem: two }\n" MASTER MIX
	  "  stems: { of: master }\n",
	  "unowned-stem 3" },
	{ "a send into a cue that follows the fader",
	  "version: 1\ntracks:\n  a: { source: a.wav, output: master, sends: [ { to: phones } ] }\n" MASTER
	  "  phones: {}\n"
	  "print:\n  mixes: { mix: { of: master }, phones: { of: phones } }\n",
	  "post-fader-cue 3" },
	{ "one reverb as an insert of three tracks",
	  "version: 1\ntracks:\n  a: { source: a.wav, inserts: [ reverb: { mix: 20 % } ] }\n"
	  "  b: { source: b.wav, inserts: [ reverb: { mix: 20 % } ] }\n"
	  "  c: { source: c.wav, inserts: [ reverb: { mix: 20 % } ] }\n" MASTER MIX,
	  "repeated-reverb 4" },
	{ "a solo", "version: 1\ntracks:\n  a: { source: a.wav, solo: yes }\n" MASTER MIX, "solo 3" },
	{ "a muted track", "version: 1\ntracks:\n  a: { source: a.wav, mute: yes }\n" MASTER MIX, "muted 3" },
};

static void append_warnings(struct text *list)
{
	struct diagnostics *diagnostics = &text.text.diagnostics;
	text_append(list, "%s", "");
	diagnostics_sort(diagnostics);
	for (size_t i = 0; i < diagnostics->count; i++) {
		cr_expect_eq(diagnostics->items[i].severity, SEVERITY_WARNING);
		text_append(list, "%s%s %u", i > 0 ? " " : "", diagnostics->items[i].code,
			    diagnostics->items[i].at.line);
	}
}

Test(graph_lint, warns_of_each_seed_of_trouble)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct text list = { 0 };
		graph_text_build_right(rows[i].yaml, true, &text);
		cr_assert_eq(graph_lint(text.graph, text.text.arena, &text.text.diagnostics), STATUS_OK);
		append_warnings(&list);
		cr_expect_str_eq(list.bytes, rows[i].warnings, "%s: %s", rows[i].what, list.bytes);
		text_release(&list);
		graph_text_release(&text);
	}
}
