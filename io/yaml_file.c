/* Reads a recipe from a YAML file.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/text_file.h"
#include "io/yaml.h"

enum status yaml_read_file(const char *path, struct arena *arena, struct diagnostics *diagnostics,
			   struct document_node **root)
{
	enum { BYTE_ORDER_MARK = 3 }; /* the mark is not counted */
	const char *bytes, *problem;
	size_t length;
	*root = NULL;
	enum status status =
		text_file_read(path, YAML_BYTES_MAXIMUM + BYTE_ORDER_MARK, arena, &bytes, &length, &problem);
	if (status == STATUS_OK)
		return yaml_read_bytes(bytes, length, arena, diagnostics, root);
	if (status == STATUS_NO_MEMORY)
		return status;
	diagnostics_error(diagnostics, "no-recipe", (struct location){ 0 }, "the recipe cannot be read: %s", problem);
	return diagnostics_status(diagnostics);
}
