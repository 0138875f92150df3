/* Tests random recipes: stems add up, impulses keep their frame, blocks, kernels and threads change no bit.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/dither.h"
#include "dsp/kernel/select.h"
#include "dsp/stream_key.h"
#include "suites/property/random_recipe.h"
#include "support/rendering.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SOURCE_FRAMES = 6000, IMPULSE_FRAME = 1234 };

/* The number of recipes for each property. STEMPRINT_PROPERTY_RECIPES replaces it, for longer runs. */
static size_t recipe_count(size_t usual)
{
	const char *wish = getenv("STEMPRINT_PROPERTY_RECIPES");
	return wish ? (size_t)strtoul(wish, NULL, 10) : usual;
}

static uint64_t hash_name(const char *name)
{
	uint64_t hash = UINT64_C(1469598103934665603);
	for (; *name; name++)
		hash = (hash ^ (unsigned char)*name) * UINT64_C(1099511628211);
	return hash;
}

static void fill_noise(const char *name, double *const *columns, size_t channels, size_t frames)
{
	struct random random = { hash_name(name) };
	for (size_t i = 0; i < channels; i++)
		for (size_t j = 0; j < frames; j++)
			columns[i][j] = random_between(&random, -0.5, 0.5);
}

static void fill_impulse(const char *name, double *const *columns, size_t channels, size_t frames)
{
	struct random random = { hash_name(name) };
	for (size_t i = 0; i < channels; i++) {
		memset(columns[i], 0, frames * sizeof(double));
		columns[i][IMPULSE_FRAME] = random_between(&random, 0.001, 0.002);
	}
}

static void render_or_fail(const char *yaml, const struct rendering_options *options, struct rendering *rendering)
{
	enum status status = rendering_run(yaml, options, rendering);
	if (status == STATUS_OK)
		return;
	for (size_t i = 0; i < rendering->diagnostics.count; i++)
		fprintf(stderr, "%u:%u %s\n", rendering->diagnostics.items[i].at.line,
			rendering->diagnostics.items[i].at.column, rendering->diagnostics.items[i].message);
	cr_assert_fail("%s\n%s", status_text(status), yaml);
}

/* Returns the peak of the mix minus the stems, as the printers received them. */
static double residual_of(const struct rendering *rendering)
{
	const struct memory_printer *mix = rendering_print(rendering, PRINT_MIX, "mix");
	double peak = 0.0;
	for (size_t channel = 0; channel < mix->printer.channels; channel++)
		for (size_t frame = 0; frame < mix->frames; frame++) {
			double sum = 0.0;
			for (size_t i = 0; i < rendering->graph->print_count; i++)
				if (rendering->graph->prints[i].role == PRINT_STEM)
					sum += rendering->prints[i]->columns[channel][frame];
			peak = fmax(peak, fabs(mix->columns[channel][frame] - sum));
		}
	return peak;
}

static double peak_of(const struct memory_printer *print)
{
	double peak = 0.0;
	for (size_t channel = 0; channel < print->printer.channels; channel++)
		for (size_t frame = 0; frame < print->frames; frame++)
			peak = fmax(peak, fabs(print->columns[channel][frame]));
	return peak;
}

/* The recipe of the worst case explains it, so the test prints it. */
Test(property, stems_add_up_to_the_mix, .timeout = 300)
{
	const struct rendering_options options = { .source_frames = SOURCE_FRAMES, .fill = fill_noise };
	double worst = 0.0;
	size_t worst_seed = 0, sounding = 0;
	for (size_t seed = 0; seed < recipe_count(250); seed++) {
		struct random random = { seed };
		struct text yaml = { 0 };
		random_recipe(&random, false, &yaml);
		struct rendering rendering;
		render_or_fail(yaml.bytes, &options, &rendering);
		double residual = residual_of(&rendering);
		sounding += peak_of(rendering_print(&rendering, PRINT_MIX, "mix")) > 1e-3;
		if (residual > worst) {
			worst = residual;
			worst_seed = seed;
		}
		cr_assert_leq(residual, 1e-10, "seed %zu: residual %.1f dBFS\n%s", seed, 20.0 * log10(residual),
			      yaml.bytes);
		cr_assert_leq(fabs(rendering.result.residual_peak - residual), 1e-13);
		rendering_release(&rendering);
		text_release(&yaml);
	}
	struct random worst_random = { worst_seed };
	struct text worst_yaml = { 0 };
	random_recipe(&worst_random, false, &worst_yaml);
	fprintf(stderr, "%s\n", worst_yaml.bytes);
	text_release(&worst_yaml);
	fprintf(stderr, "worst residual of %zu recipes: %.1f dBFS, seed %zu\n", recipe_count(250), 20.0 * log10(worst),
		worst_seed);
	cr_assert_gt(worst, 0.0, "no recipe had lanes: nothing was tested");
	cr_assert_gt(sounding * 10, recipe_count(250) * 9, "too many recipes are silent");
}

Test(property, an_impulse_stays_at_its_frame, .timeout = 300)
{
	const struct rendering_options options = { .source_frames = SOURCE_FRAMES, .fill = fill_impulse };
	size_t latencies = 0;
	for (size_t seed = 0; seed < recipe_count(250); seed++) {
		struct random random = { seed + 100000 };
		struct text yaml = { 0 };
		random_recipe(&random, true, &yaml);
		struct rendering rendering;
		render_or_fail(yaml.bytes, &options, &rendering);
		latencies += rendering.graph->latency > 0;
		for (size_t i = 0; i < rendering.graph->print_count; i++) {
			const struct memory_printer *print = rendering.prints[i];
			for (size_t channel = 0; channel < print->printer.channels; channel++)
				for (size_t frame = 0; frame < print->frames; frame++)
					cr_assert(frame == IMPULSE_FRAME || print->columns[channel][frame] == 0.0,
						  "seed %zu: %s sounds at frame %zu\n%s", seed,
						  rendering.graph->prints[i].name, frame, yaml.bytes);
		}
		cr_assert_neq(rendering_print(&rendering, PRINT_MIX, "mix")->columns[0][IMPULSE_FRAME], 0.0);
		rendering_release(&rendering);
		text_release(&yaml);
	}
	cr_assert_gt(latencies * 2, recipe_count(250), "too few recipes have latency");
}

static void assert_equal_prints(const struct rendering *a, const struct rendering *b, bool mixes_only, size_t seed,
				size_t block)
{
	for (size_t i = 0; i < a->graph->print_count; i++) {
		const struct graph_print *print = &a->graph->prints[i];
		if (mixes_only && (print->role != PRINT_MIX || a->recipe->print.mixes[print->mix].selective))
			continue;
		cr_assert(rendering_is_alike(a, i, b), "seed %zu, block %zu: %s differs", seed, block, print->name);
	}
}

/* Says whether the recipe is refused for a loop. All else must render. */
static bool is_refused(const char *yaml, const struct rendering_options *options, struct rendering *rendering)
{
	const enum status status = rendering_run(yaml, options, rendering);
	if (status == STATUS_OK)
		return false;
	for (size_t i = 0; i < rendering->diagnostics.count; i++) {
		const struct diagnostic *said = &rendering->diagnostics.items[i];
		cr_assert(said->severity != SEVERITY_ERROR || strcmp(said->code, "feedback-latency") == 0 ||
				  strcmp(said->code, "feedback-grows") == 0,
			  "%s\n%s", said->message, yaml);
	}
	cr_assert_eq(status, STATUS_BAD_RECIPE, "%s\n%s", status_text(status), yaml);
	return true;
}

static bool has_loop(const struct graph *graph)
{
	for (size_t i = 0; i < graph->order_count; i++)
		if (graph->nodes[graph->order[i]].kind == NODE_FEED && graph->nodes[graph->order[i]].loop)
			return true;
	return false;
}

/* Automation, loops and tempo together: all prints are as long as each other, stems add up, and blocks, kernels and
   threads change no bit. */
Test(property, sessions_with_automation_and_loops_add_up, .timeout = 600)
{
	const struct kernel *kernels[8];
	const size_t kernel_count = kernel_list(kernels, 8);
	size_t rendered = 0, loops = 0;
	double worst = 0.0;
	for (size_t seed = 0; seed < recipe_count(150); seed++) {
		struct random random = { seed + 400000 };
		struct text yaml = { 0 };
		random_session(&random, &yaml);
		struct rendering_options options = { .source_frames = SOURCE_FRAMES, .fill = fill_noise };
		struct rendering reference, other;
		if (!is_refused(yaml.bytes, &options, &reference)) {
			const double residual = residual_of(&reference);
			cr_assert_leq(residual, 1e-10, "seed %zu: %.1f dBFS\n%s", seed, 20.0 * log10(residual),
				      yaml.bytes);
			for (size_t i = 1; i < reference.graph->print_count; i++)
				cr_assert_eq(reference.prints[i]->frames, reference.prints[0]->frames);
			options.block_frames = 1 + seed * 37 % 1500;
			options.kernel = kernels[seed % kernel_count]->name;
			options.workers = seed % 4;
			render_or_fail(yaml.bytes, &options, &other);
			assert_equal_prints(&reference, &other, false, seed, options.block_frames);
			rendering_release(&other);
			worst = fmax(worst, residual);
			rendered++;
			loops += has_loop(reference.graph);
		}
		rendering_release(&reference);
		text_release(&yaml);
	}
	fprintf(stderr, "%zu sessions, %zu of them with loops: worst residual %.1f dBFS\n", rendered, loops,
		20.0 * log10(worst));
	cr_assert_gt(loops * 2, recipe_count(150), "too few sessions have loops");
}

/* Returns by how many steps of 24 bits the stems miss the mix, as printers must round it. */
static double steps_off(const struct rendering *rendering, size_t channel)
{
	const struct graph *graph = rendering->graph;
	const struct recipe_print *recipe = &rendering->recipe->print;
	const char *mix = recipe->mixes[recipe->stem_sets[0].proof].name;
	const struct memory_printer *print = rendering_print(rendering, PRINT_MIX, mix);
	const uint64_t key = stream_key(rendering->recipe->session.seed, graph->proofs[0].mix_file, channel);
	double worst = 0.0;
	for (size_t frame = 0; frame < print->frames; frame++) {
		double dither, sum = 0.0;
		dither_tpdf(key, frame, &dither, 1);
		for (size_t i = 0; i < graph->print_count; i++)
			if (graph->prints[i].role == PRINT_STEM)
				sum += rendering->prints[i]->columns[channel][frame] * 0x1p23;
		worst = fmax(worst, fabs(rint(print->columns[channel][frame] * 0x1p23 + dither) - sum));
	}
	return worst;
}

/* With `sum: exact` the printers receive integers that add up, however the signal is cut. */
Test(property, stems_add_up_in_integers, .timeout = 300)
{
	for (size_t seed = 0; seed < recipe_count(100); seed++) {
		struct random random = { seed + 300000 };
		struct text recipe = { 0 }, yaml = { 0 };
		random_recipe(&random, false, &recipe);
		const char *print = strstr(recipe.bytes, "print:\n");
		cr_assert_not_null(print);
		print += strlen("print:\n");
		text_append(&yaml, "%.*s  sum: exact\n%s", (int)(print - recipe.bytes), recipe.bytes, print);
		struct rendering_options options = { .source_frames = SOURCE_FRAMES / 2, .fill = fill_noise };
		struct rendering reference, other;
		render_or_fail(yaml.bytes, &options, &reference);
		for (size_t channel = 0; channel < rendering_print(&reference, PRINT_MIX, "mix")->printer.channels;
		     channel++)
			cr_assert_eq(steps_off(&reference, channel), 0.0, "seed %zu, channel %zu\n%s", seed, channel,
				     yaml.bytes);
		options.block_frames = 1 + seed * 13 % 1000;
		options.workers = seed % 5;
		render_or_fail(yaml.bytes, &options, &other);
		assert_equal_prints(&reference, &other, false, seed, options.block_frames);
		rendering_release(&other);
		rendering_release(&reference);
		text_release(&yaml);
		text_release(&recipe);
	}
}

Test(property, blocks_kernels_threads_and_stems_change_no_bit, .timeout = 300)
{
	static const size_t blocks[] = { 1, 7, 64, 1000, 4096 };
	const struct kernel *kernels[8];
	size_t kernel_count = kernel_list(kernels, 8);
	for (size_t seed = 0; seed < recipe_count(200); seed++) {
		struct random random = { seed + 200000 };
		struct text yaml = { 0 };
		random_recipe(&random, false, &yaml);
		struct rendering_options options = { .source_frames = SOURCE_FRAMES / 2, .fill = fill_noise };
		struct rendering reference, other;
		render_or_fail(yaml.bytes, &options, &reference);
		/* Every recipe runs with two block sizes and one more kernel; all of them come in turn. */
		for (size_t i = 0; i < 2; i++) {
			options.block_frames = blocks[(seed + i) % 5];
			options.kernel = i == 0 ? NULL : kernels[seed % kernel_count]->name;
			options.workers = (seed + i) % 5;
			render_or_fail(yaml.bytes, &options, &other);
			assert_equal_prints(&reference, &other, false, seed, options.block_frames);
			rendering_release(&other);
		}
		options.without_stems = true;
		render_or_fail(yaml.bytes, &options, &other);
		assert_equal_prints(&reference, &other, true, seed, 0);
		rendering_release(&other);
		rendering_release(&reference);
		text_release(&yaml);
	}
}
