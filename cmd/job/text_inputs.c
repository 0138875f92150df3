/* Lists and hashes the texts that a recipe is made of.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/job/text_inputs.h"

#include "base/path.h"
#include "io/byte_hash.h"
#include "io/yaml.h"

#include <string.h>

static bool is_listed(const struct text_inputs *inputs, const char *path)
{
	for (size_t i = 0; i < inputs->count; i++)
		if (strcmp(inputs->items[i].path, path) == 0)
			return true;
	return false;
}

/* Hashes the text in memory; `marked` puts the byte order mark before it that the reader has skipped. */
static bool hash_text(const struct origin *text, bool marked, enum hash_kind kind, struct file_hash *hash)
{
	struct byte_hash *sum = byte_hash_new(kind);
	if (!sum)
		return false;
	if (marked)
		byte_hash_add(sum, "\xEF\xBB\xBF", 3);
	byte_hash_add(sum, text->bytes, text->length);
	byte_hash_finish(sum, hash);
	byte_hash_free(sum);
	return true;
}

/* The text in memory is what counts, because the file may have changed since it was read. */
static enum status hash_input(const char *path, const struct origin *text, enum hash_kind kind, struct file_hash *hash,
			      struct problem *problem)
{
	struct file_hash plain, marked;
	if (!hash_text(text, false, kind, &plain) || !hash_text(text, true, kind, &marked))
		return STATUS_NO_MEMORY;
	const enum status status = file_hash_of_path(path, kind, hash, problem);
	if (status == STATUS_OK && strcmp(hash->text, plain.text) != 0 && strcmp(hash->text, marked.text) != 0)
		*hash = plain;
	return status;
}

static enum status add(struct text_inputs *inputs, struct text_input input, const struct origin *text,
		       struct diagnostics *diagnostics)
{
	struct problem problem;
	if (!text->bytes || is_listed(inputs, input.path))
		return STATUS_OK;
	enum status status = hash_input(input.path, text, inputs->kind, &input.hash, &problem);
	if (status == STATUS_OK)
		inputs->items[inputs->count++] = input;
	if (status == STATUS_BAD_SOURCE)
		status = STATUS_BAD_RECIPE;
	if (status == STATUS_BAD_RECIPE || status == STATUS_LIMIT)
		diagnostics_failure(diagnostics, status, "no-recipe", text->used_at,
				    "\"%.200s\" cannot be read again for its hash: %s", input.file, problem.text);
	return status;
}

static const struct recipe_input *find_input(const struct recipe *recipe, const char *path)
{
	for (size_t i = 0; i < recipe->input_count; i++)
		if (strcmp(recipe->inputs[i].path, path) == 0)
			return &recipe->inputs[i];
	return NULL;
}

/* Takes the folder of the recipe away, as the user typed it. */
static const char *without_folder(const char *file, const char *recipe)
{
	const size_t length = (size_t)(path_last_part(recipe) - recipe);
	return strncmp(file, recipe, length) == 0 ? file + length : file;
}

static bool is_profile_of(const struct loudness_request *request, const char *path)
{
	return request && request->profile_path && strcmp(request->profile_path, path) == 0;
}

static bool is_profile(const struct recipe *recipe, const char *path)
{
	bool found = is_profile_of(&recipe->verify.loudness, path);
	for (size_t i = 0; i < recipe->print.mix_count && !found; i++)
		found = is_profile_of(recipe->print.mixes[i].loudness, path);
	return found;
}

/* Fragments and parts of the recipe are the only texts with locations that the recipe does not count as inputs. */
static enum status add_origins(const struct recipe *recipe, struct diagnostics *texts, struct text_inputs *inputs)
{
	enum status status = STATUS_OK;
	for (uint32_t i = 1; i <= texts->origin_count && status == STATUS_OK; i++) {
		const struct origin origin = diagnostics_origin(texts, i);
		if (!origin.path)
			continue;
		const struct recipe_input *named = find_input(recipe, origin.path);
		struct text_input input = { .role = origin.included ? "include" : "fragment", .path = origin.path };
		input.file = without_folder(origin.file, texts->file);
		if (named) {
			input.role = is_profile(recipe, origin.path) ? "profile" : "table";
			input.file = named->file;
		}
		status = add(inputs, input, &origin, texts);
	}
	return status;
}

enum status text_inputs_find(const struct recipe *recipe, enum hash_kind kind, struct diagnostics *texts,
			     struct text_inputs *inputs)
{
	const struct origin text = diagnostics_origin(texts, 0);
	const char *path = texts->file;
	const char *name = diagnostics_own_name(texts, 0);
	*inputs = (struct text_inputs){ .items = ARENA_ARRAY(texts->arena, struct text_input, texts->origin_count + 1),
					.kind = kind };
	if (!inputs->items)
		return STATUS_NO_MEMORY;
	const struct text_input own = { .role = "recipe", .file = name, .path = path };
	/* No file holds what came from standard input. */
	enum status status = path == yaml_standard_input ? STATUS_OK : add(inputs, own, &text, texts);
	return status == STATUS_OK ? add_origins(recipe, texts, inputs) : status;
}
