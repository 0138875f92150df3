/* Tests `graph`: every form, against a routing worked out by hand, Graphviz, and a saved routing.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/song.h"

#include "io/scratch.h"
#include "support/program.h"

#include <criterion/criterion.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

extern char **environ;

TestSuite(graph, .init = song_make, .fini = scratch_remove);

#define ROUTING                                                                                                        \
	"version: 1\ntitle: 'a \"song\" \\ <b>'\nsession: { tail: none }\ntracks:\n"                                   \
	"  drums: { source: drums.wav, stem: drums, output: master }\n"                                                \
	"  lead: { source: lead.wav, output: band, inserts: [ gain: -3 dB, compressor: { key: drums.pre-fader, "       \
	"lookahead: 48 samples } ], "                                                                                  \
	"sends: [ { to: plate, level: -12 dB, tap: pre-fader }, { to: plate, level: -6 dB, mute: yes } ] }\n"          \
	"buses:\n  band: { stem: band }\n  tap: { input: [ drums.input ], output: none }\n"                            \
	"auxes:\n  plate: {}\n" SONG_MASTER SONG_PRINT

static char *graph_as(const char *form, const char *recipe)
{
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("graph", "--as", form, recipe));
	char *text = strdup(run.out);
	program_release(&run);
	return text;
}

static void expect(const char *form, const char *expected)
{
	char *text = graph_as(form, song_recipe("routing.yaml", ROUTING));
	cr_expect_str_eq(text, expected, "%s:\n%s", form, text);
	free(text);
}

Test(graph, as_text)
{
	expect("text", "drums  track, label drums\n"
		       "    -> master\n"
		       "    -> tap  input, input\n"
		       "    .. lead  key, pre-fader\n"
		       "lead  track, stem band, 48 samples late (1.0 ms)\n"
		       "    gain, compressor\n"
		       "    -> band\n"
		       "    -> plate  send -12.0 dB, pre-fader\n"
		       "band  bus, label band, 48 samples late (1.0 ms)\n"
		       "    -> master\n"
		       "plate  aux, stem band, 48 samples late (1.0 ms)\n"
		       "    -> master\n"
		       "master  output, stems drums + band, 48 samples late (1.0 ms)\n"
		       "    compressor\n"
		       "tap  bus\n");
}

Test(graph, as_a_matrix)
{
	expect("matrix", "from \\ to  lead    band     plate  master    tap\n"
			 "drums       key       .         .  output  input\n"
			 "lead          .  output  -12.0 dB       .      .\n"
			 "band          .       .         .  output      .\n"
			 "plate         .       .         .  output      .\n"
			 "master        .       .         .       .      .\n"
			 "tap           .       .         .       .      .\n");
}

Test(graph, as_dot)
{
	expect("dot", "digraph \"a \\\"song\\\" \\\\ <b>\" {\n"
		      "  rankdir=LR;\n"
		      "  s0 [label=\"drums\\nlabel drums\", shape=box];\n"
		      "  s1 [label=\"lead\\nband\\ngain, compressor\\n48 samples late\", shape=box];\n"
		      "  s2 [label=\"band\\nlabel band\\n48 samples late\", shape=box, style=rounded];\n"
		      "  s4 [label=\"plate\\nband\\n48 samples late\", shape=ellipse];\n"
		      "  s5 [label=\"master\\ndrums + band\\ncompressor\\n48 samples late\", shape=doubleoctagon];\n"
		      "  s3 [label=\"tap\", shape=box, style=rounded];\n"
		      "  s0 -> s5 [style=solid];\n"
		      "  s1 -> s2 [style=solid];\n"
		      "  s1 -> s4 [style=dashed, label=\"-12.0 dB pre-fader\"];\n"
		      "  s2 -> s5 [style=solid];\n"
		      "  s4 -> s5 [style=solid];\n"
		      "  s0 -> s3 [style=solid, label=\"input input\"];\n"
		      "  s0 -> s1 [style=dotted, label=\"key pre-fader\"];\n"
		      "}\n");
}

/* Each line is the head, a box, or an arrow between boxes that came before. Words are quoted, and contain no quote or
 * bracket. */
static void expect_flowchart(const char *text)
{
	bool told[64] = { false };
	const char *line = text;
	cr_assert(strncmp(line, "flowchart LR\n", 13) == 0, "%s", text);
	for (line += 13; *line != '\0'; line = strchr(line, '\n') + 1) {
		char *behind;
		cr_assert(strncmp(line, "  s", 3) == 0, "%s", line);
		const unsigned long from = strtoul(line + 3, &behind, 10);
		cr_assert_lt(from, 64);
		const size_t length = strcspn(behind, "\n");
		if (*behind != ' ') {
			const char *open = memchr(behind, '"', length), *close = memrchr(behind, '"', length);
			cr_assert(open && close > open && !memchr(open + 1, '"', (size_t)(close - open - 1)), "%s",
				  line);
			told[from] = true;
			continue;
		}
		const char *head = memmem(behind, length, "> s", 3);
		cr_assert(head && strncmp(behind, " -", 2) == 0, "%s", line);
		const unsigned long to = strtoul(head + 3, &behind, 10);
		cr_assert(*behind == '\n' && to < 64 && told[from] && told[to], "%s", line);
	}
}

Test(graph, as_mermaid)
{
	char *text = graph_as("mermaid", song_recipe("routing.yaml", ROUTING));
	expect_flowchart(text);
	cr_expect_not_null(strstr(text, "  s1[\"lead<br/>band<br/>gain, compressor<br/>48 samples late\"]\n"), "%s",
			   text);
	cr_expect_not_null(strstr(text, "  s1 -. \"-12.0 dB pre-fader\" .-> s4\n"), "%s", text);
	cr_expect_not_null(strstr(text, "  s0 -. \"key pre-fader\" .-> s1\n"), "%s", text);
	free(text);
	text = graph_as("mermaid", STEMPRINT_ROOT "/recipes/big-band.yaml");
	expect_flowchart(text);
	free(text);
}

Test(graph, as_svg)
{
	char *text = graph_as("svg", song_recipe("routing.yaml", ROUTING));
	cr_expect(strncmp(text, "<svg ", 5) == 0 && strstr(text, "lead \u2192 plate: send \u221212.0 dB, pre-fader"),
		  "%s", text);
	cr_expect(strstr(text, ">mix.wav</text>") && !strstr(text, "<a "), "%s", text);
	free(text);
}

Test(graph, as_svg_has_its_limit)
{
	static char recipe[64 * 1024];
	size_t length = (size_t)snprintf(recipe, sizeof recipe, "version: 1\ntracks:\n");
	for (int i = 0; i < 400; i++)
		length += (size_t)snprintf(recipe + length, sizeof recipe - length,
					   "  t%d: { source: { generate: tone, length: 1 s } }\n", i);
	snprintf(recipe + length, sizeof recipe - length, SONG_MASTER);
	struct program_run run =
		program_expect(6, PROGRAM_ARGUMENTS("graph", "--as", "svg", song_recipe("large.yaml", recipe)));
	cr_expect_not_null(strstr(run.err, "take another form [limit]"), "%s", run.err);
	cr_expect_str_eq(run.out, "");
	program_release(&run);
}

/* What moves is shown by its least and greatest level, also through a mute; a pan that moves leaves the level alone. */
Test(graph, tells_how_far_a_send_moves)
{
	static const char routing[] =
		"version: 1\ntracks:\n"
		"  drums: { source: { generate: tone, length: 3 s }, stem: drums, output: master, sends: [\n"
		"    { to: one, automation: { level: [ { at: 0 s, value: -30 dB }, { at: 1 s, value: -6 dB }, { at: 2 "
		"s, "
		"value: -12 dB } ] } },\n"
		"    { to: two, level: -3 dB, automation: { mute: [ { at: 1 s, value: yes } ] } },\n"
		"    { to: three, automation: { level: [ { at: 0 s, value: 2 dB }, { at: 1 s, value: -inf dB } ] } },\n"
		"    { to: four, level: -9 dB, automation: { pan: [ { at: 0 s, value: 20 L } ] } } ] }\n"
		"auxes: { one: {}, two: {}, three: {}, four: {} }\n" SONG_MASTER SONG_PRINT;
	const char *recipe = song_recipe("moving.yaml", routing);
	static const struct {
		const char *form, *words[4];
	} rows[] = {
		{ "text",
		  { "-> one  send automated -30.0 dB to -6.0 dB, post-fader\n",
		    "-> two  send automated -inf dB to -3.0 dB, post-fader\n",
		    "-> three  send automated -inf dB to 2.0 dB, post-fader\n",
		    "-> four  send -9.0 dB, post-fader\n" } },
		{ "matrix", { "  automated  automated  automated  -9.0 dB  output\n", "", "", "" } },
		{ "dot",
		  { "label=\"automated -30.0 dB to -6.0 dB post-fader\"",
		    "label=\"automated -inf dB to -3.0 dB post-fader\"",
		    "label=\"automated -inf dB to 2.0 dB post-fader\"", "label=\"-9.0 dB post-fader\"" } },
		{ "mermaid",
		  { "-. \"automated -30.0 dB to -6.0 dB post-fader\" .->", "automated -inf dB to -3.0 dB", "", "" } },
		{ "svg",
		  { "drums \u2192 one: send automated \u221230.0 dB to \u22126.0 dB, post-fader<", "",
		    ">automated post<", "four: send \u22129.0 dB, post-fader<" } },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char *text = graph_as(rows[i].form, recipe);
		for (size_t k = 0; k < 4; k++)
			cr_expect(strstr(text, rows[i].words[k]), "no \"%s\" in %s", rows[i].words[k], text);
		free(text);
	}
}

/* Returns whether Graphviz draws it, or -1 when Graphviz is not installed. */
static int drawn_by_dot(const char *text)
{
	char program[] = "dot", form[] = "-Tsvg", to[] = "-o", nowhere[] = "/dev/null", path[512];
	char *words[] = { program, form, to, nowhere, path, NULL };
	snprintf(path, sizeof path, "%s", scratch_path("routing.dot"));
	pid_t process;
	int code;
	scratch_write(path, text, strlen(text));
	if (posix_spawnp(&process, "dot", NULL, NULL, words, environ) != 0)
		return -1;
	cr_assert_eq(waitpid(process, &code, 0), process);
	return WIFEXITED(code) && WEXITSTATUS(code) == 0;
}

Test(graph, is_drawn_by_graphviz)
{
	const char *recipes[] = { song_recipe("routing.yaml", ROUTING), STEMPRINT_ROOT "/recipes/big-band.yaml" };
	for (size_t i = 0; i < 2; i++) {
		char *text = graph_as("dot", recipes[i]);
		const int drawn = drawn_by_dot(text);
		free(text);
		if (drawn < 0)
			cr_skip_test("Graphviz is not installed");
		cr_expect(drawn, "%s", recipes[i]);
	}
}

Test(graph, of_the_demo_is_as_it_was)
{
	size_t length;
	char *expected = (char *)scratch_read(STEMPRINT_ROOT "/tests/cmd/graph/big-band.routing", &length);
	char *text = graph_as("text", STEMPRINT_ROOT "/recipes/big-band.yaml");
	cr_expect_str_eq(text, expected, "%s", text);
	free(text);
	free(expected);
}

Test(graph, refuses_what_it_does_not_know)
{
	struct program_run run = program_expect(2, PROGRAM_ARGUMENTS("graph", "--as", "png", "song.yaml"));
	cr_expect_not_null(strstr(run.err, "not \"png\""), "%s", run.err);
	program_release(&run);
	run = program_expect(3, PROGRAM_ARGUMENTS("graph", song_recipe("wrong.yaml", "version: 1\ntracks: 3\n")));
	cr_expect_str_eq(run.out, "");
	program_release(&run);
}
