/* Lists the files of clips, each of them once.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/reader.h"

#include <string.h>

static uint64_t hash_of(const char *path)
{
	uint64_t hash = UINT64_C(14695981039346656037); /* the offset basis of FNV-1a */
	for (; *path; path++)
		hash = (hash ^ (unsigned char)*path) * UINT64_C(1099511628211);
	return hash ^ hash >> 32;
}

/* Returns the bucket that has the path, or the free one for it. */
static size_t *bucket_of(const struct reader *reader, const char *path)
{
	const size_t mask = reader->clip_bucket_count - 1;
	size_t at = (size_t)hash_of(path) & mask;
	for (; reader->clip_buckets[at] > 0; at = (at + 1) & mask)
		if (strcmp(reader->recipe->clip_files[reader->clip_buckets[at] - 1].path, path) == 0)
			break;
	return &reader->clip_buckets[at];
}

/* Doubles the room before it is half full. */
static bool reserve(struct reader *reader)
{
	enum { FIRST_BUCKETS = 32 };
	struct recipe *recipe = reader->recipe;
	const size_t count = recipe->clip_file_count;
	if (2 * (count + 1) < reader->clip_bucket_count)
		return true;
	const size_t buckets = reader->clip_bucket_count ? 2 * reader->clip_bucket_count : FIRST_BUCKETS;
	struct recipe_clip_file *files = reader_array(reader, buckets / 2, sizeof *files);
	size_t *grown = reader_array(reader, buckets, sizeof *grown);
	if (!files || !grown)
		return false;
	for (size_t i = 0; i < count; i++)
		files[i] = recipe->clip_files[i];
	recipe->clip_files = files;
	reader->clip_buckets = grown;
	reader->clip_bucket_count = buckets;
	for (size_t i = 0; i < count; i++)
		*bucket_of(reader, files[i].path) = i + 1;
	return true;
}

size_t reader_add_clip_file(struct reader *reader, const struct entry *entry)
{
	struct recipe *recipe = reader->recipe;
	const char *file = reader_file(reader, entry);
	if (!file || !reserve(reader))
		return RECIPE_NONE;
	const struct location at = entry->value->at;
	size_t *bucket = bucket_of(reader, reader_output_path(reader, at, file));
	if (*bucket == 0) {
		recipe->clip_files[recipe->clip_file_count] =
			(struct recipe_clip_file){ file, reader_path(reader, at, file), at };
		*bucket = ++recipe->clip_file_count;
	}
	return *bucket - 1;
}
