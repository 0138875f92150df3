/* Writes what a render will take, one kind a line.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/plan/plan_resources.h"

#include "base/byte_size.h"
#include "report/printable.h"

#include <inttypes.h>

static void append_files(const struct resource_estimate *estimate, struct text *text)
{
	char least[BYTE_SIZE_LENGTH], most[BYTE_SIZE_LENGTH];
	byte_size_format(estimate->printed_bytes, least);
	byte_size_format(estimate->printed_bytes_most, most);
	text_append(text, "disk     %zu file%s, %s", estimate->files, estimate->files == 1 ? "" : "s", least);
	if (estimate->printed_bytes_most > estimate->printed_bytes)
		text_append(text, " to %s", most);
	if (estimate->held_bytes > 0)
		text_append(text, ", and %s until they are done", byte_size_format(estimate->held_bytes, least));
	text_append(text, "\n");
}

void plan_resources_append(const struct resource_estimate *estimate, double sample_rate, struct text *text)
{
	char memory[BYTE_SIZE_LENGTH];
	text_append(text, "memory   %s at most, estimated", byte_size_format(estimate->memory_bytes, memory));
	if (estimate->memory_for) {
		text_append(text, "; in the engine ");
		printable_append(text, estimate->memory_for);
	}
	text_append(text, "\nlanes    %zu\npasses   %zu", estimate->lanes, estimate->passes);
	if (estimate->gain_passes > 0)
		text_append(text, ", %zu of them to find gains", estimate->gain_passes);
	text_append(text, "\nlength   %" PRIu64 " frames (%.3f s)", estimate->frames,
		    (double)estimate->frames / sample_rate);
	if (estimate->tail_frames > 0)
		text_append(text, ", and a tail of %.3f s at most", (double)estimate->tail_frames / sample_rate);
	text_append(text, "\n");
	append_files(estimate, text);
}
