/* Finds the sources that are read together.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/source_share.h"

#include <string.h>

static bool have_one_right_half(const struct recipe_source *a, const struct recipe_source *b)
{
	if (!a->right_path || !b->right_path)
		return a->right_path == b->right_path;
	return strcmp(a->right_path, b->right_path) == 0;
}

static bool are_one_reading(const struct recipe_source *a, const struct recipe_source *b)
{
	return a->path && b->path && a->start_seconds == b->start_seconds && strcmp(a->path, b->path) == 0 &&
	       have_one_right_half(a, b);
}

/* It joins a source to the first reading that has room. A hash of the path finds readings, since many sources would
   otherwise take long. */
struct finder {
	const struct recipe_source **sources;
	struct source_share *shares;
	size_t *widths; /* Each reading has one. */
	size_t *next; /* for each source the one before it in its bucket, from 1; 0: none */
	size_t *buckets;
	size_t bucket_count;
};

static size_t bucket_of(const struct finder *finder, const char *path)
{
	uint64_t hash = UINT64_C(14695981039346656037); /* the offset basis of FNV-1a */
	for (; *path; path++)
		hash = (hash ^ (unsigned char)*path) * UINT64_C(1099511628211);
	return (size_t)(hash % finder->bucket_count);
}

static void join(struct finder *finder, size_t index, size_t channels)
{
	const struct recipe_source *source = finder->sources[index];
	struct source_share *share = &finder->shares[index];
	share->reading = index;
	if (source->path) {
		size_t *bucket = &finder->buckets[bucket_of(finder, source->path)];
		for (size_t i = *bucket; i > 0; i = finder->next[i - 1])
			if (are_one_reading(finder->sources[i - 1], source) &&
			    finder->widths[i - 1] + channels <= SOURCE_SHARE_CHANNELS_MAXIMUM)
				share->reading = i - 1;
		if (share->reading == index) {
			finder->next[index] = *bucket;
			*bucket = index + 1;
		}
	}
	share->first_channel = finder->widths[share->reading];
	finder->widths[share->reading] += channels;
}

const struct source_share *source_shares_new(const struct recipe *recipe, const size_t *source_channels, size_t count,
					     struct arena *arena)
{
	struct finder finder = {
		.sources = ARENA_ARRAY(arena, const struct recipe_source *, count),
		.shares = ARENA_ARRAY(arena, struct source_share, count + recipe->loop_count),
		.widths = ARENA_ARRAY(arena, size_t, count),
		.next = ARENA_ARRAY(arena, size_t, count),
		.buckets = ARENA_ARRAY(arena, size_t, 2 * count + 1),
		.bucket_count = 2 * count + 1,
	};
	if (!finder.sources || !finder.shares || !finder.widths || !finder.next || !finder.buckets)
		return NULL;
	size_t index = 0;
	for (size_t i = 0; i < recipe->strip_count; i++)
		for (size_t j = 0; j < recipe->strips[i].source_count; j++)
			finder.sources[index++] = &recipe->strips[i].sources[j];
	for (size_t i = 0; i < count; i++)
		join(&finder, i, source_channels[i]);
	for (size_t i = 0; i < count; i++)
		finder.shares[i].channels = finder.widths[finder.shares[i].reading];
	for (size_t i = count; i < count + recipe->loop_count; i++)
		finder.shares[i].reading = i;
	return finder.shares;
}
