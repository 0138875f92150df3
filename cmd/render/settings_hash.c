/* Hashes all that was asked of a render, beside the files that it reads.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/settings_hash.h"

#include "io/byte_hash.h"
#include "recipe/canonical.h"

#include <string.h>

enum status settings_hash_find(const struct render_job *job, const char **digits)
{
	const struct counted_options *options = &job->settings->counted;
	struct file_hash *result = ARENA_NEW(job->project->arena, struct file_hash);
	struct byte_hash *hash = byte_hash_new(job->settings->hash);
	*digits = NULL;
	if (!result || !hash) {
		byte_hash_free(hash);
		return STATUS_NO_MEMORY;
	}
	const bool whole = canonical_walk(job->project->recipe->document, byte_hash_add, hash);
	for (size_t i = 0; i < options->count; i++)
		byte_hash_add(hash, options->items[i], strlen(options->items[i]) + 1);
	byte_hash_finish(hash, result);
	byte_hash_free(hash);
	if (whole)
		*digits = result->text;
	return STATUS_OK;
}
