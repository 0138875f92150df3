/* Reads fragments that come with the program, and files of the user's own.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/fragment_file.h"

#include "io/folder_match.h"
#include "io/text_file.h"
#include "io/yaml.h"

static bool read_text(const char *bytes, size_t length, uint32_t index, enum text_kind kind, struct arena *arena,
		      struct diagnostics *diagnostics, struct document_node **root)
{
	yaml_skip_mark(&bytes, &length);
	if (length > FRAGMENT_BYTES_MAXIMUM) {
		diagnostics_error(diagnostics, "yaml-limit", diagnostics_origin(diagnostics, index).used_at,
				  "the %s is larger than 256 KiB; make it smaller",
				  kind == TEXT_FRAGMENT ? "fragment" : "included file");
		return false;
	}
	diagnostics_set_text(diagnostics, index, bytes, length);
	return yaml_read_known(bytes, length, index, kind, arena, diagnostics, root);
}

static bool read_preset(const struct fragment_library *library, const char *name, uint32_t index, struct arena *arena,
			struct diagnostics *diagnostics, struct document_node **root)
{
	(void)library;
	const struct origin origin = diagnostics_origin(diagnostics, index);
	const struct preset *preset = preset_find(name);
	*root = NULL;
	if (!origin.path && preset)
		return read_text(preset->bytes, preset->length, index, TEXT_FRAGMENT, arena, diagnostics, root);
	diagnostics_error(diagnostics, "no-fragment", origin.used_at,
			  "\"%.200s\" is a file, and files are not read here; name one that comes with stemprint",
			  name);
	return false;
}

static bool read_file(uint32_t index, enum text_kind kind, struct arena *arena, struct diagnostics *diagnostics,
		      struct document_node **root)
{
	enum { BYTE_ORDER_MARK = 3 }; /* the mark is not counted */
	const struct origin origin = diagnostics_origin(diagnostics, index);
	const char *bytes, *problem;
	size_t length;
	*root = NULL;
	enum status status =
		text_file_read(origin.path, FRAGMENT_BYTES_MAXIMUM + BYTE_ORDER_MARK, arena, &bytes, &length, &problem);
	if (status == STATUS_OK)
		return read_text(bytes, length, index, kind, arena, diagnostics, root);
	if (status == STATUS_NO_MEMORY)
		diagnostics->failed = true;
	else
		diagnostics_failure(diagnostics, status, kind == TEXT_FRAGMENT ? "no-fragment" : "no-include",
				    origin.used_at, "the %s \"%.200s\" cannot be read: %s",
				    kind == TEXT_FRAGMENT ? "fragment" : "included file", origin.file, problem);
	return false;
}

static bool read_any(const struct fragment_library *library, const char *name, uint32_t index, struct arena *arena,
		     struct diagnostics *diagnostics, struct document_node **root)
{
	if (!diagnostics_origin(diagnostics, index).path)
		return read_preset(library, name, index, arena, diagnostics, root);
	return read_file(index, TEXT_FRAGMENT, arena, diagnostics, root);
}

static bool read_include(const struct fragment_library *library, const char *name, uint32_t index, struct arena *arena,
			 struct diagnostics *diagnostics, struct document_node **root)
{
	(void)library;
	(void)name;
	return read_file(index, TEXT_RECIPE, arena, diagnostics, root);
}

static bool refuse_include(const struct fragment_library *library, const char *name, uint32_t index,
			   struct arena *arena, struct diagnostics *diagnostics, struct document_node **root)
{
	(void)library;
	(void)arena;
	*root = NULL;
	diagnostics_error(diagnostics, "no-include", diagnostics_origin(diagnostics, index).used_at,
			  "\"%.200s\" is a file, and files are not read here; write its keys into the recipe", name);
	return false;
}

static bool match_files(const struct fragment_library *library, const char *folder, const char *pattern,
			struct location at, struct arena *arena, struct diagnostics *diagnostics,
			struct folder_files *files)
{
	(void)library;
	return folder_match(folder, pattern, at, arena, diagnostics, files);
}

static bool refuse_match(const struct fragment_library *library, const char *folder, const char *pattern,
			 struct location at, struct arena *arena, struct diagnostics *diagnostics,
			 struct folder_files *files)
{
	(void)library;
	(void)folder;
	(void)arena;
	*files = (struct folder_files){ 0 };
	diagnostics_error(diagnostics, "no-match", at,
			  "\"%.200s\" means files, and files are not looked for here; write the tracks out", pattern);
	return false;
}

struct fragment_library fragment_files(bool files)
{
	return (struct fragment_library){ .names = preset_names,
					  .name_count = preset_count,
					  .read = files ? read_any : read_preset,
					  .include = files ? read_include : refuse_include,
					  .match = files ? match_files : refuse_match };
}

enum status preset_read(const struct preset *preset, struct arena *arena, struct fragment *fragment)
{
	struct diagnostics diagnostics;
	struct document_node *root;
	diagnostics_init(&diagnostics, arena, preset->name);
	bool well = yaml_read_tree(preset->bytes, preset->length, 0, arena, &diagnostics, &root) &&
		    fragment_read(root, preset->name, (struct location){ 0 }, arena, &diagnostics, fragment);
	if (diagnostics.failed)
		return STATUS_NO_MEMORY;
	return well && diagnostics.count == 0 ? STATUS_OK : STATUS_DEFECT;
}
