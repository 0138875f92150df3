/* Renders recipes with automation in memory, and compares what they print.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "suites/automation/automation_rendering.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static const double tolerance = 1e-13;

/* A constant shows the gain itself. The second channel is another one, and noise shows bits. */
static void fill(const char *name, double *const *columns, size_t channels, size_t frames)
{
	uint64_t noise = 88172645463325252u + (unsigned char)name[0];
	for (size_t channel = 0; channel < channels; channel++)
		for (size_t i = 0; i < frames; i++) {
			noise = noise * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
			columns[channel][i] = strncmp(name, "noise", 5) == 0 ? (double)(noise >> 12) * 0x1p-52 - 0.5
									     : 0.5 - 0.3 * (double)channel;
		}
}

const struct rendering_options automation_plain = { .source_frames = AUTOMATION_FRAMES, .fill = fill };

struct rendering automation_render(const char *yaml, const struct rendering_options *options)
{
	struct rendering rendering;
	const enum status status = rendering_run(yaml, options, &rendering);
	for (size_t i = 0; i < rendering.diagnostics.count; i++)
		if (rendering.diagnostics.items[i].severity == SEVERITY_ERROR)
			fprintf(stderr, "%s\n", rendering.diagnostics.items[i].message);
	cr_assert_eq(status, STATUS_OK, "%s\n%s", status_text(status), yaml);
	return rendering;
}

const struct memory_printer *automation_tap(const struct rendering *rendering, const char *name)
{
	const struct memory_printer *found = rendering_print(rendering, PRINT_TAP, name);
	cr_assert_not_null(found, "%s", name);
	cr_assert_eq(found->frames, AUTOMATION_FRAMES);
	return found;
}

void automation_expect_close(double is, double should, const char *what, size_t track, long frame)
{
	cr_assert(fabs(is - should) <= tolerance * fmax(1.0, fabs(should)),
		  "%s of t%zu at frame %ld is %.17g, not %.17g", what, track, frame, is, should);
}

void automation_expect_equal(const struct rendering *one, const struct rendering *other, const char *what)
{
	cr_assert_eq(one->graph->print_count, other->graph->print_count);
	for (size_t i = 0; i < one->graph->print_count; i++) {
		const struct memory_printer *a = one->prints[i], *b = other->prints[i];
		if (!a || !b)
			continue;
		cr_assert_eq(a->frames, b->frames, "%s", what);
		for (size_t channel = 0; channel < a->printer.channels; channel++)
			cr_assert_eq(memcmp(a->columns[channel], b->columns[channel], a->frames * sizeof(double)), 0,
				     "%s: %s", what, one->graph->prints[i].name);
	}
}

void automation_expect_same_bits(const char *yaml)
{
	static const struct {
		const char *what;
		struct rendering_options options;
	} rows[] = {
		{ "blocks of 1", { .block_frames = 1 } },
		{ "blocks of 13", { .block_frames = 13 } },
		{ "blocks of 64", { .block_frames = 64 } },
		{ "blocks of 1000", { .block_frames = 1000 } },
		{ "blocks of 4096", { .block_frames = 4096 } },
		{ "two threads", { .workers = 1 } },
		{ "four threads, blocks of 100", { .workers = 3, .block_frames = 100 } },
		{ "plain", { .kernel = "plain" } },
		{ "sse2", { .kernel = "sse2" } },
		{ "avx2", { .kernel = "avx2" } },
	};
	struct rendering whole = automation_render(yaml, &automation_plain);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct rendering_options options = rows[i].options;
		options.source_frames = AUTOMATION_FRAMES;
		options.fill = fill;
		struct rendering other = automation_render(yaml, &options);
		automation_expect_equal(&whole, &other, rows[i].what);
		rendering_release(&other);
	}
	rendering_release(&whole);
}

void automation_expect_stems(const char *yaml)
{
	struct rendering_options options = automation_plain;
	struct rendering with = automation_render(yaml, &automation_plain);
	options.without_stems = true;
	struct rendering without = automation_render(yaml, &options);
	const struct memory_printer *mix = rendering_print(&with, PRINT_MIX, "master");
	const struct memory_printer *same = rendering_print(&without, PRINT_MIX, "master");
	cr_assert(mix && same);
	double peak = 0.0;
	for (size_t channel = 0; channel < mix->printer.channels; channel++)
		for (size_t i = 0; i < mix->frames; i++) {
			double sum = 0.0;
			size_t stems = 0;
			for (size_t k = 0; k < with.graph->print_count; k++)
				if (with.graph->prints[k].role == PRINT_STEM) {
					sum += with.prints[k]->columns[channel][i];
					stems++;
				}
			cr_assert_gt(stems, 1);
			cr_assert_float_eq(mix->columns[channel][i], sum, 1e-14, "frame %zu", i);
			peak = fmax(peak, fabs(sum));
		}
	for (size_t channel = 0; channel < mix->printer.channels; channel++)
		cr_assert_eq(memcmp(mix->columns[channel], same->columns[channel], mix->frames * sizeof(double)), 0);
	cr_expect_gt(peak, 0.1);
	rendering_release(&with);
	rendering_release(&without);
}
