/* Reads loudness profiles that come with the program, and files of the user's own.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/profile_file.h"

#include "base/text.h"
#include "io/text_file.h"
#include "io/yaml.h"
#include "recipe/profile_read.h"

#include <string.h>

size_t profile_find(const char *name)
{
	for (size_t i = 0; i < profile_count; i++)
		if (strcmp(profiles[i].name, name) == 0)
			return i;
	return SIZE_MAX;
}

enum status profile_read_own(size_t index, struct arena *arena, const struct loudness_profile **profile)
{
	const struct preset *text = &profiles[index];
	struct diagnostics diagnostics;
	struct document_node *root;
	diagnostics_init(&diagnostics, arena, text->name);
	*profile = NULL;
	if (yaml_read_tree(text->bytes, text->length, 0, arena, &diagnostics, &root))
		*profile = profile_read(root, text->name, (struct location){ 0 }, arena, &diagnostics);
	if (diagnostics.failed)
		return STATUS_NO_MEMORY;
	return *profile && diagnostics.count == 0 ? STATUS_OK : STATUS_DEFECT;
}

enum status profile_read_file(const char *path, struct arena *arena, struct diagnostics *diagnostics,
			      const struct loudness_profile **profile)
{
	struct document_node *root;
	*profile = NULL;
	enum status status = yaml_read_file(path, TEXT_PROFILE, arena, diagnostics, &root);
	if (status == STATUS_OK)
		*profile = profile_read(root, path, (struct location){ 0 }, arena, diagnostics);
	return status == STATUS_OK ? diagnostics_status(diagnostics) : status;
}

static void tell_unknown(const struct loudness_request *request, struct diagnostics *diagnostics)
{
	const char *meant = text_nearest(request->profile_name, profile_names, profile_count);
	if (meant)
		diagnostics_error(diagnostics, "unknown-profile", request->profile_at,
				  "unknown profile \"%.64s\"; did you mean \"%s\"?", request->profile_name, meant);
	else
		diagnostics_error(diagnostics, "unknown-profile", request->profile_at,
				  "unknown profile \"%.64s\"; `stemprint loudness --profiles` lists them, and a file "
				  "of your own is written ./NAME.yaml",
				  request->profile_name);
}

static enum status read_beside(struct loudness_request *request, struct arena *arena, struct diagnostics *diagnostics)
{
	const struct origin origin = { .file = request->profile_name,
				       .path = request->profile_path,
				       .used_at = request->profile_at };
	const char *bytes, *problem;
	size_t length;
	struct document_node *root;
	enum status status =
		text_file_read(request->profile_path, PROFILE_BYTES_MAXIMUM, arena, &bytes, &length, &problem);
	if (status == STATUS_NO_MEMORY)
		return status;
	if (status == STATUS_OK && length > PROFILE_BYTES_MAXIMUM) {
		status = STATUS_BAD_RECIPE;
		problem = "it is larger than 256 KiB";
	}
	if (status != STATUS_OK) {
		diagnostics_failure(diagnostics, status, "no-profile", request->profile_at,
				    "the profile \"%.200s\" cannot be read: %s", request->profile_name, problem);
		return diagnostics_status(diagnostics);
	}
	const uint32_t index = diagnostics_add_origin(diagnostics, &origin);
	if (index == 0)
		return STATUS_NO_MEMORY;
	yaml_skip_mark(&bytes, &length);
	diagnostics_set_text(diagnostics, index, bytes, length);
	if (yaml_read_known(bytes, length, index, TEXT_PROFILE, arena, diagnostics, &root))
		request->profile = profile_read(root, request->profile_name, (struct location){ .origin = index },
						arena, diagnostics);
	return diagnostics_status(diagnostics);
}

static enum status find(struct loudness_request *request, bool files, struct arena *arena,
			struct diagnostics *diagnostics)
{
	if (request->profile_path && files)
		return read_beside(request, arena, diagnostics);
	const size_t index = request->profile_path ? SIZE_MAX : profile_find(request->profile_name);
	if (index != SIZE_MAX)
		return profile_read_own(index, arena, &request->profile);
	tell_unknown(request, diagnostics);
	return diagnostics_status(diagnostics);
}

static enum status settle(struct loudness_request *request, bool files, struct arena *arena,
			  struct diagnostics *diagnostics)
{
	if (!request->profile_name)
		return STATUS_OK;
	enum status status = find(request, files, arena, diagnostics);
	if (status == STATUS_OK)
		loudness_request_check(request, diagnostics);
	return status;
}

/* The function reads all requests, even when one of them is wrong. */
enum status profile_settle(struct recipe *recipe, bool files, struct arena *arena, struct diagnostics *diagnostics)
{
	enum status status = settle(&recipe->verify.loudness, files, arena, diagnostics);
	for (size_t i = 0; i < recipe->print.mix_count; i++) {
		struct loudness_request *own = recipe->print.mixes[i].loudness;
		if (status != STATUS_OK && status != STATUS_BAD_RECIPE)
			return status;
		if (own && own != &recipe->verify.loudness)
			status = settle(own, files, arena, diagnostics);
	}
	return status == STATUS_OK || status == STATUS_BAD_RECIPE ? diagnostics_status(diagnostics) : status;
}
