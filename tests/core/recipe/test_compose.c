/* Tests what a recipe in parts means. Wrong parts are in tests/suites/wrong.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"
#include "core/recipe/fragment_texts.h"
#include "recipe/include.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static struct recipe_text text;

static void release(void)
{
	recipe_text_release(&text);
}

TestSuite(compose, .fini = release, .timeout = 60);

static const struct recipe_settings *settings;

static enum status read_with(const struct fragment_text *texts, size_t count, const char *yaml)
{
	struct fragment_texts fragments = { .texts = texts, .count = count, .settings = settings };
	enum status status = fragment_texts_read(&fragments, yaml, &text);
	for (size_t i = 0; status != STATUS_OK && i < text.diagnostics.count && i < 10; i++)
		fprintf(stderr, "%u: %s\n", text.diagnostics.items[i].at.line, text.diagnostics.items[i].message);
	return status;
}

static void assert_strips(const char *const *names, size_t count)
{
	cr_assert_eq(text.recipe->strip_count, count);
	for (size_t i = 0; i < count; i++)
		cr_expect_str_eq(text.recipe->strips[i].name, names[i]);
}

Test(compose, what_is_included_stands_before_what_includes_it)
{
	static const struct fragment_text files[] = {
		{ "songs/one.yaml", "include: parts/deep.yaml\ntracks: { b: { source: b.wav } }\n" },
		{ "songs/two.yaml", "version: 1\ninclude: [ parts/deep.yaml ]\ntracks: { c: { source: c.wav } }\n" },
		{ "songs/parts/deep.yaml", "tracks: { a: { source: a.wav } }\nbuses: { band: }\n" },
	};
	static const char *const names[] = { "a", "b", "c", "d", "band", "hall", "master" };
	cr_assert_eq(read_with(files, 3,
			       "version: 1\ntracks: { d: { source: d.wav } }\nbuses: { hall: }\n"
			       "outputs: { master: }\ninclude: [ one.yaml, two.yaml ]\n"),
		     STATUS_OK);
	assert_strips(names, sizeof names / sizeof *names);
	cr_expect_str_eq(text.recipe->strips[0].sources[0].path, "songs/parts/a.wav");
	cr_expect_str_eq(text.recipe->strips[1].sources[0].path, "songs/b.wav");
	cr_expect_str_eq(text.recipe->strips[3].sources[0].path, "songs/d.wav");
}

Test(compose, mappings_of_several_files_are_one)
{
	static const struct fragment_text files[] = {
		{ "songs/house.yaml", "session: { sample_rate: 44100 }\nprint: { format: { encoding: pcm16 } }\n"
				      "defaults: { tracks: { fader: -3 dB } }\nbuses:\noutputs: { master: }\n" },
	};
	cr_assert_eq(read_with(files, 1,
			       "version: 1\ninclude: house.yaml\nsession: { pan_law: -6 dB }\nbuses: { band: }\n"
			       "tracks: { a: { source: a.wav } }\nprint: { format: { container: flac } }\n"
			       "defaults: { tracks: { trim: 2 dB } }\n"),
		     STATUS_OK);
	const struct recipe_strip *strip = recipe_text_strip(&text, "a");
	cr_expect_eq(text.recipe->session.sample_rate, 44100.0);
	cr_expect_eq(text.recipe->session.pan_law, PAN_LAW_6);
	cr_expect_eq(strip->fader_db, -3.0);
	cr_expect_eq(strip->trim_db, 2.0);
	cr_assert_eq(text.recipe->print.mix_count, 1);
	cr_expect_eq(text.recipe->print.mixes[0].format.encoding, ENCODING_PCM16);
	cr_expect_eq(text.recipe->print.mixes[0].format.container, CONTAINER_FLAC);
}

/* Writes a chain of files, each of which includes the next. */
static enum status read_chain(size_t length)
{
	static char paths[INCLUDE_DEPTH_MAXIMUM + 2][32], bytes[INCLUDE_DEPTH_MAXIMUM + 2][64];
	struct fragment_text files[INCLUDE_DEPTH_MAXIMUM + 2];
	for (size_t i = 0; i < length; i++) {
		snprintf(paths[i], sizeof *paths, "songs/%zu.yaml", i);
		snprintf(bytes[i], sizeof *bytes, "include: %zu.yaml\nbuses: { b%zu: }\n", i + 1, i);
		if (i + 1 == length)
			snprintf(bytes[i], sizeof *bytes, "buses: { b%zu: }\n", i);
		files[i] = (struct fragment_text){ paths[i], bytes[i] };
	}
	return read_with(files, length,
			 "version: 1\ninclude: 0.yaml\ntracks: { a: { source: a.wav } }\noutputs: { master: }\n");
}

Test(compose, files_include_files_as_deep_as_the_limit_says)
{
	cr_expect_eq(read_chain(INCLUDE_DEPTH_MAXIMUM), STATUS_OK);
	release();
	cr_expect_eq(read_chain(INCLUDE_DEPTH_MAXIMUM + 1), STATUS_BAD_RECIPE);
	cr_assert_eq(text.diagnostics.count, 1);
	cr_expect_str_eq(text.diagnostics.items[0].code, "include-limit");
}

/* The first file includes all others. */
static enum status read_fan(size_t length)
{
	static char paths[INCLUDE_FILES_MAXIMUM + 1][32], bytes[INCLUDE_FILES_MAXIMUM + 1][32];
	struct fragment_text files[INCLUDE_FILES_MAXIMUM + 1];
	struct text first = { 0 };
	text_append(&first, "buses: { b0: }\ninclude:\n");
	for (size_t i = 0; i < length; i++) {
		snprintf(paths[i], sizeof *paths, "songs/%zu.yaml", i);
		snprintf(bytes[i], sizeof *bytes, "buses: { b%zu: }\n", i);
		files[i] = (struct fragment_text){ paths[i], bytes[i] };
		if (i > 0)
			text_append(&first, "  - %zu.yaml\n", i);
	}
	files[0].bytes = first.bytes;
	const enum status status =
		read_with(files, length,
			  "version: 1\ninclude: [ 0.yaml ]\ntracks: { a: { source: a.wav } }\noutputs: { master: }\n");
	text_release(&first);
	return status;
}

Test(compose, a_recipe_includes_as_many_files_as_the_limit_says)
{
	cr_assert_eq(read_fan(INCLUDE_FILES_MAXIMUM), STATUS_OK);
	cr_expect_eq(text.recipe->strip_count, INCLUDE_FILES_MAXIMUM + 2);
	release();
	cr_expect_eq(read_fan(INCLUDE_FILES_MAXIMUM + 1), STATUS_BAD_RECIPE);
	cr_assert_eq(text.diagnostics.count, 1);
	cr_expect_str_eq(text.diagnostics.items[0].code, "include-limit");
}

#define VARIED                                                                                                         \
	"tracks: { a: { source: \"$x\", fader: $x, sends: [ { to: $to, level: $x } ] } }\n"                            \
	"auxes: { hall: }\noutputs: { master: { fader: $y } }\n"

Test(compose, a_plain_name_behind_a_dollar_stands_for_its_value)
{
	static const struct fragment_text files[] = { { "songs/part.yaml", "variables: { to: hall, y: -2 dB }\n" } };
	static const struct recipe_setting items[] = { { "x", "4 dB" }, { "y", "-1 dB" } };
	static const struct recipe_settings two = { items, 2 };
	settings = &two;
	cr_assert_eq(read_with(files, 1, "version: 1\ninclude: part.yaml\nvariables: { x: }\n" VARIED), STATUS_OK);
	const struct recipe_strip *strip = recipe_text_strip(&text, "a");
	cr_expect_eq(strip->fader_db, 4.0);
	cr_expect_eq(strip->sends[0].level_db, 4.0);
	cr_expect_str_eq(text.recipe->strips[strip->sends[0].to].name, "hall");
	cr_expect_str_eq(strip->sources[0].file, "$x");
	cr_expect_eq(recipe_text_strip(&text, "master")->fader_db, -1.0);
	cr_assert_eq(text.recipe->variables->count, 3);
	cr_expect_str_eq(document_find(text.recipe->variables, "x")->text, "4 dB");
	cr_expect_str_eq(document_find(text.recipe->variables, "to")->text, "hall");
}

Test(compose, without_variables_a_dollar_is_text)
{
	cr_assert_eq(read_with(NULL, 0, "version: 1\ntitle: $x\ntracks: { a: { source: $y.wav } }\noutputs: { m: }\n"),
		     STATUS_OK);
	cr_expect_str_eq(text.recipe->title, "$x");
	cr_expect_str_eq(text.recipe->strips[0].sources[0].path, "songs/$y.wav");
	cr_expect_null(text.recipe->variables);
}

Test(compose, a_setting_that_nothing_takes_is_an_error)
{
	static const struct recipe_setting item = { "x", "4 dB" };
	static const struct recipe_settings one = { &item, 1 };
	settings = &one;
	cr_assert_eq(read_with(NULL, 0, "version: 1\ntracks: { a: { source: a.wav } }\noutputs: { m: }\n"),
		     STATUS_BAD_RECIPE);
	cr_assert_eq(text.diagnostics.count, 1);
	cr_expect_str_eq(text.diagnostics.items[0].code, "unknown-variable");
}
