/* Tests recipes that are as large as they may be, larger ones, and some that are made to be slow.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"
#include "core/recipe/recipe_text.h"

#include <criterion/criterion.h>
#include <string.h>
#include <time.h>

#ifdef STEMPRINT_SANITIZED
static const double seconds_maximum = 20.0; /* sanitizers need most of it */
#else
static const double seconds_maximum = 2.0;
#endif

static double seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* Reads and releases the text. `code` must be among the diagnostics; it may be NULL. */
static void hold(struct text *yaml, const char *what, const char *code)
{
	cr_assert_not(yaml->failed);
	struct recipe_text text;
	double begin = seconds();
	enum status status = recipe_text_read(yaml->bytes, yaml->length, &text);
	double took = seconds() - begin;
	cr_assert_eq(status, code ? STATUS_BAD_RECIPE : STATUS_OK, "%s: %s", what,
		     text.diagnostics.count ? text.diagnostics.items[0].message : status_text(status));
	bool found = !code;
	for (size_t i = 0; i < text.diagnostics.count && !found; i++)
		found = strcmp(text.diagnostics.items[i].code, code) == 0;
	cr_assert(found, "%s: no %s", what, code);
	cr_assert_leq(text.diagnostics.count, DIAGNOSTICS_MAXIMUM);
	cr_assert_lt(took, seconds_maximum, "%s: %.3f s", what, took);
	recipe_text_release(&text);
	text_release(yaml);
}

static void append_tracks(struct text *yaml, size_t count, const char *rest)
{
	text_append(yaml, "version: 1\ntracks:\n");
	for (size_t i = 0; i < count; i++) {
		text_append(yaml, "  track-%zu: { source: x.wav", i);
		text_append(yaml, "%s }\n", rest);
	}
}

TestSuite(recipe_limits, .timeout = 120);

Test(recipe_limits, strips)
{
	struct text yaml = { 0 };
	append_tracks(&yaml, RECIPE_STRIPS_MAXIMUM - 1, "");
	text_append(&yaml, "outputs: { master: }\n");
	hold(&yaml, "4096 strips", NULL);
	append_tracks(&yaml, RECIPE_STRIPS_MAXIMUM, "");
	text_append(&yaml, "outputs: { master: }\n");
	hold(&yaml, "4097 strips", "too-many");
}

Test(recipe_limits, stems)
{
	for (size_t count = RECIPE_STEMS_MAXIMUM; count <= RECIPE_STEMS_MAXIMUM + 1; count++) {
		struct text yaml = { 0 };
		text_append(&yaml, "version: 1\ntracks:\n");
		for (size_t i = 0; i < count; i++)
			text_append(&yaml, "  track-%zu: { source: x.wav, stem: s%zu }\n", i, i);
		text_append(&yaml, "outputs: { master: }\n");
		hold(&yaml, "stems", count > RECIPE_STEMS_MAXIMUM ? "too-many" : NULL);
	}
}

/* None of 100000 long words is like any of 4096 long names. The search for the nearest must still end soon. */
Test(recipe_limits, names_that_are_near_to_nothing)
{
	struct text yaml = { 0 };
	text_append(&yaml, "version: 1\ntracks:\n  a: { source: x.wav, inserts: [ compressor: { key: b } ], sends: [ ");
	for (int i = 0; i < 1000; i++)
		text_append(&yaml, "{ to: zyxwvutsrqponmlkjihgfedcbazyxwvutsrqponmlkjihgfedcbazyxwvu%04d }, ", i);
	text_append(&yaml, "] }\nbuses:\n");
	for (int i = 0; i < RECIPE_STRIPS_MAXIMUM - 2; i++)
		text_append(&yaml,
			    "  abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefgh%04d: { input: [ q%d ] }\n",
			    i, i);
	text_append(&yaml, "outputs: { master: }\n");
	hold(&yaml, "unknown names", "unknown-name");
}

/* The first section is near to "buses" until the search for near names ends; the second one is always. */
Test(recipe_limits, sections_that_are_near_to_one_name)
{
	enum { LENGTH = 45000 };
	static const char *const heads[] = { "version: 1",        "title: x",    "tracks: { a: { source: x.wav } }",
					     "busees: { b: {} }", "session: {}", "print: {}",
					     "verify: {}" };
	struct text yaml = { 0 };
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
		text_append(&yaml, "%s\n", heads[i]);
	for (int i = 0; i < 4; i++) {
		text_append(&yaml, "? k%d", i);
		for (size_t k = 0; k < LENGTH; k++)
			text_append_bytes(&yaml, "x", 1);
		text_append(&yaml, "\n: 1\n");
	}
	text_append(&yaml, "BUSES:\n");
	for (size_t i = 0; i < RECIPE_STRIPS_MAXIMUM - 3; i++)
		text_append(&yaml, "  b%zu: {}\n", i);
	text_append(&yaml, "outputs: { master: }\n");
	hold(&yaml, "sections near to one name", "unknown-key");
}

Test(recipe_limits, keys_that_are_unknown)
{
	struct text yaml = { 0 };
	text_append(&yaml, "version: 1\ntracks:\n  a:\n    source: x.wav\n");
	for (int i = 0; i < 200000; i++)
		text_append(&yaml, "    q%d: x\n", i);
	text_append(&yaml, "outputs: { master: }\n");
	hold(&yaml, "200000 unknown keys", "unknown-key");
}

Test(recipe_limits, lists)
{
	static const char *const items[] = { "gain, ", "{ to: master }, ", "x.wav, ", "master, " };
	static const char *const keys[] = { "inserts", "sends", "source", "input" };
	static const size_t most[] = { 256, 1024, 1024, 1024 };
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		for (size_t more = 0; more < 2; more++) {
			struct text yaml = { 0 };
			text_append(&yaml, "version: 1\ntracks:\n  a: { %s%s: [ ", i == 2 ? "" : "source: x.wav, ",
				    keys[i]);
			for (size_t j = 0; j < most[i] + more; j++)
				text_append(&yaml, "%s", items[i]);
			text_append(&yaml, "] }\noutputs: { master: }\n");
			hold(&yaml, keys[i], more ? "too-many" : NULL);
		}
}

Test(recipe_limits, mixes)
{
	for (size_t more = 0; more < 2; more++) {
		struct text yaml = { 0 };
		append_tracks(&yaml, 1, "");
		text_append(&yaml, "outputs: { master: }\nprint:\n  mixes:\n");
		for (size_t i = 0; i < 1024 + more; i++)
			text_append(&yaml, "    m%zu:\n", i);
		hold(&yaml, "mixes", more ? "too-many" : NULL);
	}
}

Test(recipe_limits, a_name_of_a_megabyte)
{
	struct text yaml = { 0 };
	text_append(&yaml, "version: 1\ntracks:\n  ? ");
	for (int i = 0; i < 100000; i++)
		text_append(&yaml, "0123456789");
	text_append(&yaml, "\n  : { source: x.wav, output: ");
	for (int i = 0; i < 100000; i++)
		text_append(&yaml, "é%%s%%n");
	text_append(&yaml, " }\noutputs: { master: }\n");
	hold(&yaml, "a long name", "bad-name");
}
