/* Tests every preset that comes with stemprint: it has a description, it renders music, and the stems add up.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "suites/presets/preset_take.h"

#include "io/fragment_file.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* dBFS; the limit of the mix minus its stems, in doubles */
static const double residual_limit = -220.0;

enum { PRESETS_MINIMUM = 10 };

/* Presets that listen to another strip get one. */
static const char *arguments_of(const struct fragment *fragment)
{
	for (size_t i = 0; i < fragment->parameter_count; i++)
		if (strcmp(fragment->parameters[i].name, "key") == 0)
			return ", key: kick";
	return "";
}

/* Where an insert cannot tell stems apart, what it adds is one stem more. */
static double residual_db(const struct rendering *take)
{
	static const char *const stems[] = { "kick", "snare", "horn", "residue" };
	const struct memory_printer *mix = rendering_print(take, PRINT_MIX, "mix");
	const struct memory_printer *parts[4];
	const size_t count = take->result.residue_count > 0 ? 4 : 3;
	for (size_t i = 0; i < count; i++) {
		parts[i] = rendering_print(take, PRINT_STEM, stems[i]);
		cr_assert_gt(preset_peak_db(parts[i], 0, 0.0, 60.0), -60.0, "an empty stem proves nothing");
	}
	double worst = 0.0;
	for (size_t c = 0; c < 2; c++)
		for (size_t i = 0; i < mix->frames; i++) {
			double sum = 0.0;
			for (size_t j = 0; j < count; j++)
				sum += parts[j]->columns[c][i];
			worst = fmax(worst, fabs(mix->columns[c][i] - sum));
		}
	return 20.0 * log10(worst);
}

/* A room returns no dry sound. Here it is an insert, which gives a warning rightly. */
static void expect_no_warning(const struct diagnostics *diagnostics)
{
	for (size_t i = 0; i < diagnostics->count; i++)
		cr_expect_str_eq(diagnostics->items[i].code, "dry-gone", "%s", diagnostics->items[i].message);
}

/* Three sounds meet in a bus that uses the preset as a key of the strip. One of them has it in its inserts as well. */
static void hold(const char *name, const struct fragment *fragment)
{
	char yaml[2048];
	snprintf(yaml, sizeof yaml,
		 "version: 1\nsession: { tempo: 104 bpm, tail: 1 s }\ntracks:\n"
		 "  kick: { source: big-band/kick.flac, stem: kick, output: bus }\n"
		 "  snare: { source: big-band/snare.flac, stem: snare, output: bus }\n"
		 "  horn: { source: big-band/tenor-sax.wav, stem: horn, output: bus, inserts: [ use: { preset: %s%s } "
		 "] }\n"
		 "buses:\n  bus: { use: { preset: %s%s }, output: master }\n"
		 "outputs: { master: }\n"
		 "print: { mixes: { mix: }, stems: {} }\n",
		 name, arguments_of(fragment), name, arguments_of(fragment));
	struct rendering take;
	preset_take(yaml, 3.0, &take);
	double residual = residual_db(&take);
	fprintf(stderr, "%-22s residual %.1f dBFS\n", name, residual);
	cr_assert_leq(residual, residual_limit, "%s: %.1f dBFS", name, residual);
	expect_no_warning(&take.diagnostics);
	rendering_release(&take);
}

TestSuite(presets, .timeout = 300);

Test(presets, render_and_null)
{
	cr_assert_geq(preset_count, PRESETS_MINIMUM);
	struct arena *arena = arena_new();
	for (size_t i = 0; i < preset_count; i++) {
		struct fragment fragment;
		cr_assert_eq(preset_read(&presets[i], arena, &fragment), STATUS_OK, "%s", presets[i].name);
		hold(presets[i].name, &fragment);
	}
	arena_free(arena);
}

Test(presets, say_what_they_are_and_whence)
{
	struct arena *arena = arena_new();
	for (size_t i = 0; i < preset_count; i++) {
		struct fragment fragment;
		cr_assert_eq(preset_read(&presets[i], arena, &fragment), STATUS_OK, "%s", presets[i].name);
		cr_assert(fragment.title && strlen(fragment.title) <= 60, "%s", presets[i].name);
		cr_assert(fragment.description && strlen(fragment.description) >= 60, "%s", presets[i].name);
		cr_assert(fragment.source && strlen(fragment.source) >= 40, "%s", presets[i].name);
		for (size_t j = 0; j < fragment.parameter_count; j++)
			cr_assert_not_null(fragment.parameters[j].help, "%s: %s", presets[i].name,
					   fragment.parameters[j].name);
		cr_assert_eq(strcmp(preset_names[i], presets[i].name), 0);
		cr_assert(i == 0 || strcmp(presets[i - 1].name, presets[i].name) < 0);
	}
	arena_free(arena);
}
