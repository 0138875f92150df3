/* Compares what is asked for with the manifest of what is there.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/up_to_date.h"

#include "cmd/render/render_manifest.h"
#include "io/fence.h"
#include "io/print_record.h"
#include "io/text_file.h"

#include <string.h>
#include <unistd.h>

static bool are_equal(const char *one, const char *other)
{
	return one && other ? strcmp(one, other) == 0 : one == other;
}

static enum status refuse(const struct render_job *job, enum status status, const char *problem)
{
	diagnostics_failure(&job->project->diagnostics, status, "output", (struct location){ 0 }, "%s", problem);
	return status;
}

/* Tells whether there is a manifest. One that is broken is none. */
static enum status read_manifest(const struct render_job *job, struct manifest *manifest, bool *found)
{
	struct arena *arena = job->project->arena;
	const char *path = arena_format(arena, "%s/" PRINT_RECORD_MANIFEST, job->directory), *bytes, *problem;
	size_t length;
	*found = false;
	if (!path)
		return STATUS_NO_MEMORY;
	if (access(path, F_OK) != 0)
		return STATUS_OK;
	enum status status = text_file_read(path, MANIFEST_BYTES_MAXIMUM, arena, &bytes, &length, &problem);
	if (status != STATUS_OK) {
		const char *words =
			arena_format(arena, "\"" PRINT_RECORD_MANIFEST "\": it cannot be read: %s", problem);
		return status == STATUS_NO_MEMORY || !words
			       ? STATUS_NO_MEMORY
			       : refuse(job, status == STATUS_LIMIT ? status : STATUS_BAD_OUTPUT, words);
	}
	status = manifest_read(bytes, length, arena, manifest, &problem);
	*found = status == STATUS_OK;
	return status == STATUS_BAD_SOURCE ? STATUS_OK : status;
}

/* The settings hold the recipe, its parts and its fragments already, and better: their comments do not count. */
static bool counts(const struct manifest_input *input)
{
	return strcmp(input->role, "recipe") != 0 && strcmp(input->role, "include") != 0 &&
	       strcmp(input->role, "fragment") != 0;
}

static bool is_same_input(const struct manifest_input *one, const struct manifest_input *other)
{
	return are_equal(one->role, other->role) && are_equal(one->file, other->file) &&
	       are_equal(one->hash, other->hash);
}

/* Returns the next input that counts from *index on, or NULL. */
static const struct manifest_input *next_input(const struct manifest *manifest, size_t *index)
{
	while (*index < manifest->input_count)
		if (counts(&manifest->inputs[(*index)++]))
			return &manifest->inputs[*index - 1];
	return NULL;
}

static bool has_same_inputs(const struct manifest *then, const struct manifest *now)
{
	for (size_t i = 0, k = 0;;) {
		const struct manifest_input *one = next_input(then, &i), *other = next_input(now, &k);
		if (!one || !other)
			return one == other;
		if (!is_same_input(one, other))
			return false;
	}
}

static const struct manifest_file *find_file(const struct manifest *manifest, const char *path)
{
	for (size_t i = 0; i < manifest->file_count; i++)
		if (strcmp(manifest->files[i].path, path) == 0)
			return &manifest->files[i];
	return NULL;
}

/* Tells whether the file of that index has the bytes that the manifest says. The manifest itself is left out. */
static enum status compare_file(const struct render_job *job, size_t index, const struct manifest *then, bool *same)
{
	const char *name = output_set_expected_name(job->outputs, index);
	const struct manifest_file *file = find_file(then, name);
	struct file_hash hash;
	*same = strcmp(name, PRINT_RECORD_MANIFEST) == 0;
	if (*same || !file)
		return STATUS_OK;
	const enum status status = output_set_hash_there(job->outputs, index, job->settings->hash, &hash);
	*same = status == STATUS_OK && strcmp(hash.text, file->hash) == 0;
	return status == STATUS_OK ? status : refuse(job, status, output_set_problem(job->outputs));
}

/* Tells whether the manifest lists just the files that the render would make, with the bytes that they have. */
static enum status compare_files(const struct render_job *job, const struct manifest *then, bool *same)
{
	const size_t count = output_set_expected(job->outputs);
	enum status status = STATUS_OK;
	*same = then->file_count + 1 == count;
	for (size_t i = 0; i < count && *same && status == STATUS_OK; i++)
		status = compare_file(job, i, then, same);
	return status;
}

static bool has_same_settings(const struct manifest *then, const struct manifest *now)
{
	return are_equal(then->version, now->version) && then->semantics == now->semantics &&
	       are_equal(then->cpu, now->cpu) && now->settings_hash &&
	       are_equal(then->settings_hash, now->settings_hash);
}

/* Reads the sources only when all else is the same. */
static enum status compare_sources(struct render_job *job, const struct manifest *then, bool *same)
{
	struct manifest now = { 0 };
	enum status status = source_list_make(&job->sources, job->project);
	if (status == STATUS_OK)
		status = source_list_hash(&job->sources, job->project, job->settings->workers);
	if (status == STATUS_OK)
		status = render_manifest_inputs(job, &now);
	*same = status == STATUS_OK && has_same_inputs(then, &now);
	return status;
}

enum status up_to_date_look(struct render_job *job)
{
	/* A stranger may have put a manifest and prints into the folder, which nobody has rendered. */
	if (fence_is_raised())
		return STATUS_OK;
	struct manifest *then = ARENA_NEW(job->project->arena, struct manifest);
	struct manifest now;
	bool same = false;
	if (job->settings->anew || job->settings->held_back)
		return STATUS_OK;
	enum status status = then ? read_manifest(job, then, &same) : STATUS_NO_MEMORY;
	if (status != STATUS_OK || !same)
		return status;
	status = render_manifest_settings(job, &now);
	if (status != STATUS_OK || !has_same_settings(then, &now))
		return status;
	status = compare_files(job, then, &same);
	if (status == STATUS_OK && same)
		status = compare_sources(job, then, &same);
	if (status == STATUS_OK && same)
		job->kept = then;
	return status;
}
