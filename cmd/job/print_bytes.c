/* Adds up the sizes of prints.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/job/print_bytes.h"

#include "base/frames.h"
#include "cmd/job/session_length.h"

static uint64_t bytes_of_sample(enum encoding encoding)
{
	const unsigned bits = encoding_bits(encoding);
	if (bits > 0)
		return bits / 8;
	return encoding == ENCODING_FLOAT64 ? 8 : 4;
}

/* Returns where a part of the session ends in seconds; `end` is where the session does. */
static double end_of(double from, double to, double length, double end)
{
	if (!isnan(to))
		return to;
	return isnan(length) ? end : from + length;
}

/* Returns how long all regions are together. */
static double seconds_of_regions(const struct recipe_print *print, double end)
{
	double seconds = 0.0;
	for (size_t i = 0; i < print->region_count; i++) {
		const struct recipe_region *region = &print->regions[i];
		if (region->part_count == 0 || !isnan(region->length_seconds)) {
			const double from = region->part_count == 0 ? region->from_seconds : 0.0;
			seconds += end_of(from, region->to_seconds, region->length_seconds, end) - from;
			continue;
		}
		for (size_t k = 0; k < region->part_count; k++) {
			const struct recipe_region_part *part = &region->parts[k];
			seconds += end_of(part->from_seconds, part->to_seconds, part->length_seconds, end) -
				   part->from_seconds;
		}
	}
	return fmax(seconds, 0.0);
}

static uint64_t bytes_of(double frames, size_t channels, uint64_t sample)
{
	const double bytes = frames * (double)channels * (double)sample;
	return bytes < 1e18 ? (uint64_t)bytes : UINT64_C(1000000000000000000);
}

uint64_t print_bytes_of(double frames, size_t channels, enum encoding encoding)
{
	return bytes_of(frames, channels, bytes_of_sample(encoding));
}

void print_bytes_add(struct print_bytes *bytes, const struct project *project, const struct graph *graph)
{
	const struct recipe *recipe = project->recipe;
	const double rate = recipe->session.sample_rate, session = session_length_seconds(project);
	const double tail = (double)session_tail_frames(graph) / rate;
	const double parts = seconds_of_regions(&recipe->print, session);
	const double whole = recipe->session.lead_in_seconds + session;
	for (size_t i = 0; i < graph->print_count; i++) {
		const struct graph_print *print = &graph->prints[i];
		if (!print->file)
			continue;
		const size_t channels = graph->nodes[print->node].channels;
		const uint64_t sample = bytes_of_sample(print->format->encoding);
		const double printed = print->format->sample_rate != 0.0 ? print->format->sample_rate : rate;
		bytes->files += 1 + recipe->print.region_count;
		bytes->sample_rate += printed * (double)channels;
		bytes->most += bytes_of((whole + tail + parts) * printed, channels, sample);
		if (print->format->container != CONTAINER_FLAC) {
			bytes->least += bytes_of((whole + parts) * printed, channels, sample);
			bytes->rate += printed * (double)channels * (double)sample;
		}
		if (recipe_holds_prints(recipe))
			bytes->held += bytes_of(session * printed, channels, sizeof(double));
	}
}
