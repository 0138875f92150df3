/* Tests what the fragments in a recipe mean, and that no use takes long. Wrong uses are in tests/suites/wrong.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"
#include "core/recipe/fragment_texts.h"
#include "recipe/reader.h"
#include "recipe/splice.h"
#include "recipe/splicer.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#ifdef STEMPRINT_SANITIZED
static const double seconds_maximum = 20.0; /* sanitizers need most of it */
#else
static const double seconds_maximum = 2.0;
#endif

static struct recipe_text text;

static void release(void)
{
	recipe_text_release(&text);
}

TestSuite(splice, .fini = release, .timeout = 120);

#define TRACKS(...) "version: 1\ntracks:\n" __VA_ARGS__ "outputs: { master: }\n"

static enum status read_with(const struct fragment_text *texts, size_t count, const char *yaml)
{
	struct fragment_texts fragments = { .texts = texts, .count = count };
	enum status status = fragment_texts_read(&fragments, yaml, &text);
	for (size_t i = 0; status != STATUS_OK && i < text.diagnostics.count && i < 10; i++)
		fprintf(stderr, "%u: %s\n", text.diagnostics.items[i].at.line, text.diagnostics.items[i].message);
	return status;
}

static const struct recipe_strip *strip_of(const struct fragment_text *texts, size_t count, const char *yaml,
					   const char *name)
{
	cr_assert_eq(read_with(texts, count, yaml), STATUS_OK, "%s", yaml);
	return recipe_text_strip(&text, name);
}

/* Writes the gains of a strip, one after the other. */
static void assert_gains(const struct recipe_strip *strip, const double *gains, size_t count)
{
	cr_assert_eq(strip->inserts.count, count);
	for (size_t i = 0; i < count; i++)
		cr_assert_eq(strip->inserts.items[i].values[0].number, gains[i], "insert %zu has %g dB", i,
			     strip->inserts.items[i].values[0].number);
}

static const struct fragment_text two[] = {
	{ "songs/one.yaml", "inserts: [ gain: 1 dB, gain: 2 dB ]\n" },
	{ "songs/two.yaml", "inserts:\n  - gain: 3 dB\n  - use: one.yaml\n" },
};

#define DEFAULTS(...) "version: 1\ndefaults:\n" __VA_ARGS__ "outputs: { master: }\n"

Test(splice, a_default_lies_beneath_the_strip_and_its_fragments)
{
	static const struct fragment_text low[] = { { "songs/low.yaml", "trim: 5 dB\ninserts: [ gain: 1 dB ]\n" },
						    { "songs/own.yaml", "fader: 7 dB\n" } };
	static const char yaml[] =
		DEFAULTS("  tracks: { use: low.yaml, fader: 3 dB, pan: 20 L, inserts: [ gain: 2 dB ] }\n"
			 "tracks:\n"
			 "  all: { source: x.wav }\n"
			 "  bare: { source: x.wav, fader: 0 dB, trim: 0 dB, inserts: [], balance: 10 R }\n"
			 "  used: { source: x.wav, use: own.yaml, inserts: [ gain: 4 dB ] }\n");
	static const struct {
		const char *name;
		double fader, trim, pan, balance, gains[2];
		size_t inserts;
	} rows[] = {
		{ "all", 3.0, 5.0, -0.2, 0.0, { 1.0, 2.0 }, 2 },
		{ "bare", 0.0, 0.0, 0.0, 0.1, { 0 }, 0 },
		{ "used", 7.0, 0.0, -0.2, 0.0, { 4.0 }, 1 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct recipe_strip *strip = strip_of(low, 2, yaml, rows[i].name);
		cr_expect_eq(strip->fader_db, rows[i].fader, "%s", rows[i].name);
		cr_expect_eq(strip->trim_db, rows[i].trim, "%s", rows[i].name);
		cr_expect_float_eq(strip->pan, rows[i].pan, 1e-15, "%s", rows[i].name);
		cr_expect_float_eq(strip->balance, rows[i].balance, 1e-15, "%s", rows[i].name);
		assert_gains(strip, rows[i].gains, rows[i].inserts);
		release();
	}
}

Test(splice, what_is_wrong_in_a_default_is_told_once)
{
	static const char yaml[] =
		DEFAULTS("  tracks: { inserts: [ compressor: { key: nobody } ] }\n"
			 "tracks: { a: { source: x.wav }, b: { source: x.wav }, c: { source: x.wav } }\n");
	cr_assert_eq(read_with(NULL, 0, yaml), STATUS_BAD_RECIPE);
	cr_assert_eq(text.diagnostics.count, 1);
	cr_assert_eq(text.diagnostics.items[0].at.line, 3);
}

Test(splice, inserts_stand_where_the_use_stood)
{
	static const double gains[] = { -1, 1, 2, -2, 3, 1, 2 };
	assert_gains(strip_of(two, 2,
			      TRACKS("  a: { source: x.wav, inserts: [ gain: -1 dB, use: one.yaml, gain: -2 dB, use: "
				     "./two.yaml ] }\n"),
			      "a"),
		     gains, 7);
}

Test(splice, a_strip_has_the_fragments_inserts_before_its_own)
{
	static const double gains[] = { 1, 2, 3, 1, 2, -1 };
	assert_gains(strip_of(two, 2,
			      TRACKS("  a: { source: x.wav, inserts: [ gain: -1 dB ], use: [ one.yaml, { preset: "
				     "two.yaml } ] }\n"),
			      "a"),
		     gains, 6);
}

Test(splice, a_file_is_read_once)
{
	struct fragment_texts fragments = { .texts = two, .count = 2 };
	cr_assert_eq(fragment_texts_read(&fragments,
					 TRACKS("  a: { source: x.wav, use: two.yaml }\n  b: { source: x.wav, use: "
						".//two.yaml }\n"),
					 &text),
		     STATUS_OK);
	cr_assert_eq(fragments.reads, 2);
}

Test(splice, own_keys_win_and_later_fragments_over_earlier_ones)
{
	static const struct fragment_text texts[] = {
		{ "songs/under.yaml", "fader: -6 dB\nwidth: 50 %\ntrim: 1 dB\nsends: [ { to: one, level: -3 dB } ]\n" },
		{ "songs/over.yaml", "use: under.yaml\nwidth: 150 %\nstem: voices\nsends: [ { to: two } ]\n" },
	};
	const struct recipe_strip *strip =
		strip_of(texts, 2,
			 TRACKS("  a: { source: x.wav, fader: -2 dB, use: over.yaml, sends: [ { to: one } ] }\n"
				"  b: { source: x.wav, use: [ over.yaml, under.yaml ] }\n") "auxes: { one: , two: }\n",
			 "a");
	cr_assert_eq(strip->fader_db, -2.0);
	cr_assert_eq(strip->width, 1.5);
	cr_assert_eq(strip->trim_db, 1.0);
	cr_assert_str_eq(text.recipe->stems[strip->stem], "voices");
	cr_assert_eq(strip->send_count, 3);
	cr_assert_eq(strip->sends[0].level_db, -3.0);
	cr_assert_str_eq(text.recipe->strips[strip->sends[1].to].name, "two");
	cr_assert_str_eq(text.recipe->strips[strip->sends[2].to].name, "one");
	cr_assert_eq(recipe_text_strip(&text, "b")->width, 0.5);
	cr_assert_eq(recipe_text_strip(&text, "b")->fader_db, -6.0);
}

static const struct fragment_text parameters[] = {
	{ "songs/parts/level.yaml", "parameters: { first: { default: 1 dB }, second: { help: another } }\n"
				    "inserts: [ gain: $first, gain: { gain: $second } ]\n" },
	{ "songs/parts/twice.yaml",
	  "parameters: { level: }\ninserts: [ use: { preset: level.yaml, second: $level, first: $level } ]\n" },
};

Test(splice, parameters_have_the_value_given_or_their_default)
{
	static const double gains[] = { 1, 5, -3, 6, 7, 7 };
	assert_gains(strip_of(parameters, 2,
			      TRACKS("  a:\n    source: x.wav\n    inserts:\n"
				     "      - use: { preset: parts/level.yaml, second: 5 dB }\n"
				     "      - use: { second: 6 dB, preset: parts/level.yaml, first: -3 dB }\n"
				     "      - use: { preset: parts/twice.yaml, level: 7 dB }\n"),
			      "a"),
		     gains, 6);
}

/* A value has the location where it is written: in the recipe, or in this use of the fragment. */
Test(splice, every_value_keeps_its_place)
{
	const struct recipe_strip *strip =
		strip_of(parameters, 2,
			 TRACKS("  a:\n    source: x.wav\n    use: { preset: parts/level.yaml, second: 5 dB }\n"), "a");
	struct location fallback = strip->inserts.items[0].values[0].at, given = strip->inserts.items[1].values[0].at;
	cr_assert(given.origin == 0 && given.line == 5 && given.column == 46);
	cr_assert(fallback.origin > 0 && fallback.line == 1 && fallback.column == 33);
	cr_assert_str_eq(diagnostics_origin(&text.diagnostics, fallback.origin).file, "songs/parts/level.yaml");
	struct location root = diagnostics_root(&text.diagnostics, fallback);
	cr_assert(root.origin == 0 && root.line == 5 && root.column == 20);
	cr_assert_eq(diagnostics_root(&text.diagnostics, given).column, 46);
}

/* A dollar in quotes is text, and the recipe itself has no parameters. */
Test(splice, only_plain_scalars_of_fragments_are_parameters)
{
	static const struct fragment_text texts[] = {
		{ "songs/own.yaml", "parameters: { x: { default: 3 dB } }\nfader: $x\nstem: '$x'\n" },
	};
	cr_assert_eq(read_with(texts, 1, TRACKS("  a: { source: $x, use: own.yaml }\n")), STATUS_BAD_RECIPE);
	cr_assert_eq(text.diagnostics.count, 1);
	cr_assert_not_null(strstr(text.diagnostics.items[0].message, "\"$x\" cannot name a stem"));
}

Test(splice, any_list_of_inserts_at_any_depth)
{
	static const char yaml[] = TRACKS("  a: { inserts: [ split: { bands: [ { to: 80 Hz }, { inserts: [ use: "
					  "one.yaml, gain: 3 dB ] } ] } ] }\n");
	struct fragment_texts fragments = { .texts = two, .count = 2 };
	cr_assert_eq(fragment_texts_read(&fragments, TRACKS("  a: { source: x.wav, use: two.yaml }\n"), &text),
		     STATUS_OK);
	struct document_node *root;
	const struct document_node *spliced;
	diagnostics_init(&text.diagnostics, text.arena, "songs/night.yaml");
	cr_assert_eq(yaml_read_bytes(yaml, strlen(yaml), text.arena, &text.diagnostics, &root), STATUS_OK);
	cr_assert(recipe_splice(root, "songs/night.yaml", &fragments.library, text.arena, &text.diagnostics, &spliced));
	const struct document_node *a = document_find(document_find(spliced, "tracks"), "a");
	const struct document_node *split = document_find(document_find(a, "inserts")->items[0], "split");
	const struct document_node *inserts = document_find(document_find(split, "bands")->items[1], "inserts");
	cr_assert_eq(inserts->count, 3);
	cr_assert_str_eq(document_find(inserts->items[1], "gain")->text, "2 dB");
	cr_assert_str_eq(document_find(inserts->items[2], "gain")->text, "3 dB");
	const struct document_node *before = document_find(document_find(root, "tracks"), "a");
	cr_assert_neq(before, a, "the tree that was read is as it was");
	cr_assert_eq(document_find(root, "outputs"), document_find(spliced, "outputs"), "what has no use is shared");
}

Test(splice, paths_are_relative_to_the_file_that_they_are_written_in)
{
	static const struct fragment_text texts[] = {
		{ "songs/parts/a.yaml", "use: ../b.yaml\n" },
		{ "songs/parts/../b.yaml", "use: /all/c.yaml\n" },
		{ "/all/c.yaml", "fader: -1 dB\n" },
	};
	static const struct {
		uint32_t origin;
		const char *path;
	} rows[] = {
		{ 0, "songs/ir.wav" }, { 1, "songs/parts/ir.wav" }, { 3, "songs/parts/../ir.wav" }, { 5, "/all/ir.wav" }
	};
	cr_assert_eq(read_with(texts, 3, TRACKS("  t: { source: x.wav, use: parts/a.yaml }\n")), STATUS_OK);
	struct recipe recipe = { 0 };
	struct reader reader = { .arena = text.arena,
				 .diagnostics = &text.diagnostics,
				 .recipe_path = "songs/night.yaml",
				 .recipe = &recipe };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct location at = { .line = 1, .origin = rows[i].origin };
		cr_assert_str_eq(reader_path(&reader, at, "ir.wav"), rows[i].path);
		cr_assert_str_eq(reader_path(&reader, at, "/x/ir.wav"), "/x/ir.wav");
	}
}

/* The same holds for impulse responses: the path is relative to the file that names them. */
Test(splice, recordings_are_found_beside_the_file_that_names_them)
{
	static const char *const paths[] = { "songs/parts/own.wav", "songs/mine.wav", "songs/other/../parts/own.wav",
					     "songs/other/hall.wav" };
	static const struct fragment_text texts[] = {
		{ "songs/parts/space.yaml",
		  "parameters: { file: }\ninserts: [ convolver: { file: own.wav }, convolver: { file: $file } ]\n" },
		{ "songs/other/../parts/space.yaml",
		  "parameters: { file: }\ninserts: [ convolver: { file: own.wav }, convolver: { file: $file } ]\n" },
		{ "songs/other/hall.yaml", "use: { preset: ../parts/space.yaml, file: hall.wav }\n" },
	};
	cr_assert_eq(read_with(texts, 3,
			       TRACKS("  t: { source: x.wav, use: [ { preset: parts/space.yaml, file: mine.wav }, "
				      "other/hall.yaml ] }\n")),
		     STATUS_OK);
	cr_assert_eq(text.recipe->recording_count, 4);
	for (size_t i = 0; i < 4; i++)
		cr_assert_str_eq(text.recipe->recordings[i].path, paths[i]);
}

/* Fragments may use fragments up to the limit; tests/suites/wrong has a recipe that goes beyond it. */
Test(splice, eight_deep)
{
	static const struct fragment_text texts[] = {
		{ "songs/1.yaml", "use: 2.yaml\n" }, { "songs/2.yaml", "use: 3.yaml\n" },
		{ "songs/3.yaml", "use: 4.yaml\n" }, { "songs/4.yaml", "use: 5.yaml\n" },
		{ "songs/5.yaml", "use: 6.yaml\n" }, { "songs/6.yaml", "use: 7.yaml\n" },
		{ "songs/7.yaml", "use: 8.yaml\n" }, { "songs/8.yaml", "fader: -8 dB\n" },
	};
	const struct recipe_strip *strip = strip_of(texts, 8, TRACKS("  t: { source: x.wav, use: 1.yaml }\n"), "t");
	cr_assert_eq(strip->fader_db, -8.0);
}

/* Reads a recipe that stands for far more nodes than are allowed. The error comes soon, and is in the recipe itself. */
static void hold(const struct fragment_text *texts, size_t count, const struct text *yaml, const char *code)
{
	struct timespec begin, end;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
	struct fragment_texts fragments = { .texts = texts, .count = count };
	cr_assert_not(yaml->failed);
	cr_assert_eq(fragment_texts_read(&fragments, yaml->bytes, &text), STATUS_BAD_RECIPE);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
	double took = (double)(end.tv_sec - begin.tv_sec) + 1e-9 * (double)(end.tv_nsec - begin.tv_nsec);
	cr_assert_lt(took, seconds_maximum, "%.3f s", took);
	bool found = false;
	for (size_t i = 0; i < text.diagnostics.count; i++)
		found |= strcmp(text.diagnostics.items[i].code, code) == 0;
	cr_assert(found, "no %s", code);
}

/* Eight levels of 100 uses each stand for 10^16 inserts. */
Test(splice, an_expansion_bomb)
{
	enum { LEVELS = 8, FAN = 100 };
	static char paths[LEVELS][32];
	static struct text bytes[LEVELS];
	struct fragment_text texts[LEVELS];
	for (int i = 0; i < LEVELS; i++) {
		snprintf(paths[i], sizeof paths[i], "songs/%d.yaml", i);
		text_append(&bytes[i], "inserts:\n");
		for (int j = 0; j < FAN; j++)
			text_append(&bytes[i], i + 1 < LEVELS ? "  - use: %d.yaml\n" : "  - gain: %d dB\n", i + 1);
		texts[i] = (struct fragment_text){ paths[i], bytes[i].bytes };
	}
	struct text yaml = { 0 };
	text_append(&yaml, TRACKS("  a: { source: x.wav, use: 0.yaml }\n"));
	hold(texts, LEVELS, &yaml, "use-limit");
	cr_assert_eq(text.diagnostics.items[0].at.origin, 0);
	text_release(&yaml);
	for (int i = 0; i < LEVELS; i++)
		text_release(&bytes[i]);
}

/* The fragment is empty, and the recipe uses it as often as it can. */
Test(splice, a_bomb_of_empty_fragments)
{
	static const struct fragment_text texts[] = { { "songs/none.yaml", "inserts: []\n" } };
	struct text yaml = { 0 };
	text_append(&yaml, "version: 1\ntracks:\n  a:\n    source: x.wav\n    inserts:\n");
	for (int i = 0; i < 60000; i++)
		text_append(&yaml, "    - use: none.yaml\n");
	text_append(&yaml, "outputs: { master: }\n");
	hold(texts, 1, &yaml, "use-limit");
	text_release(&yaml);
}

/* The fragment is full of aliases, and the parser accepts each of them. */
Test(splice, aliases_in_fragments)
{
	static const char layers[] =
		"a: &a [ x, x, x, x, x, x, x, x, x, x ]\nb: &b [ *a, *a, *a, *a, *a, *a, *a, *a, *a, *a ]\n"
		"c: &c [ *b, *b, *b, *b, *b, *b, *b, *b, *b, *b ]\nd: [ *c, *c, *c, *c, *c, *c, *c, *c, *c ]\n";
	const struct fragment_text texts[] = { { "songs/layers.yaml", layers } };
	struct text yaml = { 0 };
	text_append(&yaml, "version: 1\ntracks:\n");
	for (int i = 0; i < 1000; i++)
		text_append(&yaml, "  t%d: { source: x.wav, use: layers.yaml }\n", i);
	text_append(&yaml, "outputs: { master: }\n");
	hold(texts, 1, &yaml, "use-limit");
	text_release(&yaml);
}

Test(splice, too_many_files)
{
	enum { FILES = SPLICE_FRAGMENTS_MAXIMUM + 1 };
	static char paths[FILES][32];
	static struct fragment_text texts[FILES];
	struct text yaml = { 0 };
	text_append(&yaml, "version: 1\ntracks:\n");
	for (int i = 0; i < FILES; i++) {
		snprintf(paths[i], sizeof paths[i], "songs/%d.yaml", i);
		texts[i] = (struct fragment_text){ paths[i], "inserts: [ gain: 1 dB ]\n" };
		text_append(&yaml, "  t%d: { source: x.wav, use: %d.yaml }\n", i, i);
	}
	text_append(&yaml, "outputs: { master: }\n");
	hold(texts, FILES, &yaml, "use-limit");
	text_release(&yaml);
}

/* Fifty thousand names and parameters are near to no right word. */
Test(splice, words_that_are_near_to_nothing)
{
	static const struct fragment_text texts[] = {
		{ "songs/a.yaml",
		  "parameters: { aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa: { default: 1 dB } }\n"
		  "fader: $aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n" },
	};
	struct text yaml = { 0 };
	text_append(&yaml, "version: 1\ntracks:\n  a:\n    source: x.wav\n    use:\n      preset: a.yaml\n");
	for (int i = 0; i < 50000; i++)
		text_append(&yaml, "      bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb%06d: 1\n", i);
	text_append(&yaml, "outputs: { master: }\n");
	hold(texts, 1, &yaml, "unknown-parameter");
	text_release(&yaml);
}

/* Aliases nest lists more deeply than the parser counts. */
Test(splice, a_strip_as_deep_as_aliases_make_it)
{
	struct text yaml = { 0 };
	text_append(&yaml, "version: 1\ntracks:\n  t0: &t0 { source: x.wav }\n");
	for (int i = 1; i < 200; i++)
		text_append(&yaml, "  t%d: &t%d { inserts: [ *t%d ] }\n", i, i, i - 1);
	text_append(&yaml, "outputs: { master: }\n");
	hold(NULL, 0, &yaml, "use-limit");
	text_release(&yaml);
}
