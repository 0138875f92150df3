/* Adds up what the program, the meters and the results of a measurement take.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/job/measurement_memory.h"

#include "cmd/job/memory_parts.h"

#include <stdlib.h>

/* What stays of each file until the reports are written, what the page takes, and what an album takes, when they were
   measured. */
enum { KEPT_BYTES = 70000, PICTURE_BYTES = 115000, PAGE_BYTES = 3000000, ALBUM_BYTES = 450000 };

/* Beyond its first chunks, an arena takes half a huge page more than it gives out. */
enum { FIRST_CHUNKS = 576 * 1024, HALF_PAGE = 1024 * 1024 };

/* Meters of quality are given back before the page is made. */
struct needs {
	uint64_t bytes, quality; /* quality: so many of them are those of its meter */
};

static struct needs needs_of(const struct audio_probe *file, const struct measurement_extras *extras)
{
	const struct audio_properties *properties = &file->properties;
	const size_t channels = properties->channels;
	const double rate = properties->sample_rate;
	struct needs needs = { 0 };
	if (file->status != STATUS_OK)
		return needs;
	if (extras->quality)
		needs.quality = memory_of_quality(channels, rate) + memory_of_coders(channels);
	needs.bytes = needs.quality + memory_of_read_back(channels) + memory_of_loudness(channels, rate);
	if (properties->format.container == AUDIO_FLAC)
		needs.bytes += memory_of_flac();
	if (extras->pictures)
		needs.bytes += memory_of_overview(channels, rate);
	return needs;
}

static int the_largest_first(const void *a, const void *b)
{
	const uint64_t one = ((const struct needs *)a)->bytes, other = ((const struct needs *)b)->bytes;
	return (one < other) - (one > other);
}

static uint64_t memory_of_results(size_t files, const struct measurement_extras *extras)
{
	uint64_t bytes = files * (uint64_t)(KEPT_BYTES + (extras->pictures ? PICTURE_BYTES : 0));
	if (bytes > FIRST_CHUNKS)
		bytes += HALF_PAGE;
	return bytes + (extras->album ? ALBUM_BYTES : 0);
}

/* Returns what the files take that are read at once, or what they have taken and the page, if that is more. */
static uint64_t memory_of_reading(const struct needs *largest, size_t count, const struct measurement_extras *extras)
{
	uint64_t reading = 0, quality = 0;
	for (size_t i = 0; i < count; i++) {
		reading += largest[i].bytes;
		quality += largest[i].quality;
	}
	const uint64_t page = extras->pictures ? reading - quality + PAGE_BYTES : 0;
	return reading > page ? reading : page;
}

enum status measurement_memory_find(const struct file_batch *batch, const struct measurement_extras *extras,
				    size_t threads, uint64_t *bytes)
{
	struct needs *files = calloc(batch->count + 1, sizeof *files);
	if (!files)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < batch->count; i++)
		files[i] = needs_of(&batch->files[i], extras);
	qsort(files, batch->count, sizeof *files, the_largest_first);
	*bytes = memory_of_program(threads) + arena_footprint(batch->arena) + memory_of_results(batch->count, extras) +
		 memory_of_reading(files, threads < batch->count ? threads : batch->count, extras);
	free(files);
	return STATUS_OK;
}
