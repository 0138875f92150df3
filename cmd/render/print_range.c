/* Names the files of a part of the session, and finds it in a block.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/print_range.h"

#include "graph/print_file.h"

const char *print_range_file(const struct print_range *range, const char *file, struct arena *arena)
{
	return range->name ? print_file_of_region(range->name, file, arena) : file;
}

struct frame_span frame_span_within(uint64_t position, size_t frames, uint64_t from, uint64_t to)
{
	struct frame_span span = { 0 };
	const uint64_t first = from > position ? from - position : 0;
	const uint64_t end = to > position ? to - position : 0;
	span.first = first < frames ? (size_t)first : frames;
	const size_t last = end < frames ? (size_t)end : frames;
	span.frames = last > span.first ? last - span.first : 0;
	return span;
}
