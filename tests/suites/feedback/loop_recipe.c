/* Renders recipes with loops.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "suites/feedback/loop_recipe.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct rendering_options loop_recipe_options = { .source_frames = LOOP_RECIPE_FRAMES, .fill = loop_recipe_fill };

void loop_recipe_fill(const char *name, double *const *columns, size_t channels, size_t frames)
{
	uint64_t noise = 88172645463325252u + (unsigned char)name[0];
	for (size_t channel = 0; channel < channels; channel++)
		for (size_t i = 0; i < frames; i++) {
			noise = noise * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
			columns[channel][i] =
				name[0] == 'i' ? (double)(i == 100) : (double)(noise >> 12) * 0x1p-52 - 0.5;
		}
}

struct rendering loop_recipe_render(const char *yaml, const struct rendering_options *options)
{
	struct rendering rendering;
	const enum status status = rendering_run(yaml, options, &rendering);
	for (size_t i = 0; i < rendering.diagnostics.count; i++)
		if (rendering.diagnostics.items[i].severity == SEVERITY_ERROR)
			fprintf(stderr, "%s\n", rendering.diagnostics.items[i].message);
	cr_assert_eq(status, STATUS_OK, "%s\n%s", status_text(status), yaml);
	return rendering;
}

void loop_recipe_refused(const char *yaml, const char *words)
{
	struct rendering rendering;
	cr_assert_eq(rendering_run(yaml, &loop_recipe_options, &rendering), STATUS_BAD_RECIPE, "%s\n%s", words, yaml);
	cr_assert_geq(rendering.diagnostics.count, 1);
	cr_expect_not_null(strstr(rendering.diagnostics.items[0].message, words), "%s instead of %s",
			   rendering.diagnostics.items[0].message, words);
	rendering_release(&rendering);
}

double *loop_recipe_samples(size_t frames)
{
	double *samples = calloc(frames + 1, sizeof *samples);
	cr_assert_not_null(samples);
	return samples;
}

double *loop_recipe_source(const char *name, size_t frames)
{
	double *samples = loop_recipe_samples(frames > LOOP_RECIPE_FRAMES ? frames : LOOP_RECIPE_FRAMES);
	double *columns[1] = { samples };
	loop_recipe_fill(name, columns, 1, LOOP_RECIPE_FRAMES);
	return samples;
}

double loop_recipe_gain(double decibels)
{
	return pow(10.0, decibels / 20.0);
}

double loop_recipe_difference(const struct memory_printer *print, size_t channel, const double *expected)
{
	double worst = 0.0;
	for (size_t i = 0; i < print->frames; i++)
		worst = fmax(worst, fabs(print->columns[channel][i] - expected[i]));
	return worst;
}
