/* Renders recipes with latencies at every rate.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "latency_take.h"

#include "base/text.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void fill(const char *name, double *const *columns, size_t channels, size_t frames)
{
	uint64_t state = 88172645463325252u;
	const bool impulse = strncmp(name, "impulse", 7) == 0;
	for (size_t i = 0; i < channels; i++)
		for (size_t frame = 0; frame < frames; frame++) {
			state ^= state << 13;
			state ^= state >> 7;
			state ^= state << 17;
			const double noise = (double)(state >> 12) * 0x1p-53 - 0.25;
			columns[i][frame] = impulse ? (frame == TAKE_IMPULSE ? 0.5 : 0.0) : noise;
		}
}

static void append_insert(struct text *text, size_t frames)
{
	text_append(text, "compressor: { threshold: 0 dB, knee: 0 dB, lookahead: %zu samples }", frames);
}

char *latency_take_recipe(const struct latency_take *take, const char *body)
{
	struct text text = { 0 };
	text_append(&text, "version: 1\nsession: { tail: none, sample_rate: %.0f Hz }\n", take->rate);
	for (const char *at = body; *at; at++) {
		if (strncmp(at, "$L", 2) == 0)
			append_insert(&text, take->latency);
		else if (strncmp(at, "$M", 2) == 0)
			append_insert(&text, 2 * take->latency);
		else
			text_append_bytes(&text, at, 1);
		at += *at == '$' ? 1 : 0;
	}
	cr_assert(!text.failed);
	return text.bytes;
}

void latency_take_render(const struct latency_take *take, const char *body, struct rendering *rendering)
{
	const struct rendering_options options = { .source_frames = TAKE_FRAMES,
						   .fill = fill,
						   .block_frames = take->block_frames };
	char *yaml = latency_take_recipe(take, body);
	const enum status status = rendering_run(yaml, &options, rendering);
	for (size_t i = 0; i < rendering->diagnostics.count; i++)
		fprintf(stderr, "%s\n", rendering->diagnostics.items[i].message);
	cr_assert_eq(status, STATUS_OK, "%s\n%s", status_text(status), yaml);
	free(yaml);
}

double latency_take_peak(const struct memory_printer *print)
{
	cr_assert_not_null(print);
	double value = 0.0;
	for (size_t channel = 0; channel < print->printer.channels; channel++)
		for (size_t frame = 0; frame < print->frames; frame++)
			value = fmax(value, fabs(print->columns[channel][frame]));
	return value;
}
