/* Finds the files of fragments and of parts of a recipe.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/named_text.h"

/* Returns the path of `file` in the folder of `from`. */
static const char *beside(struct reader *reader, const char *from, const char *file)
{
	while (file[0] == '.' && file[1] == '/')
		for (file += 2; file[0] == '/';)
			file++;
	return reader_path_beside(reader, from, file);
}

bool named_text_find(struct reader *reader, const struct document_node *name, bool inside, struct origin *origin)
{
	enum { NAME_MAXIMUM = 4096 };
	struct diagnostics *diagnostics = reader->diagnostics;
	*origin = (struct origin){ .used_at = name->at };
	if (name->count > NAME_MAXIMUM) {
		diagnostics_error(diagnostics, "bad-value", name->at, "a file name has at most %d bytes; shorten it",
				  NAME_MAXIMUM);
		return false;
	}
	const struct origin from = diagnostics_origin(diagnostics, name->at.origin);
	const struct origin recipe = diagnostics_origin(diagnostics, 0);
	const char *shown = from.path ? from.file : recipe.file;
	origin->path = beside(reader, from.path ? from.path : reader->recipe_path, name->text);
	origin->file = beside(reader, shown ? shown : "", name->text);
	const size_t errors = diagnostics->error_count;
	if (inside)
		reader_check_inside(diagnostics, reader->recipe_path, name->at, name->text, origin->path);
	return !diagnostics->failed && diagnostics->error_count == errors;
}
