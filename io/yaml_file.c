/* Reads the YAML of a whole recipe, from its bytes or from its file.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/text_file.h"
#include "io/yaml.h"

#include <string.h>

const char yaml_standard_input[] = "<standard input>";

void yaml_skip_mark(const char **bytes, size_t *length)
{
	static const char byte_order_mark[] = { '\xEF', '\xBB', '\xBF' };
	if (*length < sizeof byte_order_mark || memcmp(*bytes, byte_order_mark, sizeof byte_order_mark) != 0)
		return;
	*bytes += sizeof byte_order_mark;
	*length -= sizeof byte_order_mark;
}

/* Reads the text of a file that has no origin of its own. */
static enum status read_main(const char *bytes, size_t length, const enum text_kind *kind, struct arena *arena,
			     struct diagnostics *diagnostics, struct document_node **root)
{
	*root = NULL;
	yaml_skip_mark(&bytes, &length);
	if (length > YAML_BYTES_MAXIMUM) {
		diagnostics_error(diagnostics, "yaml-limit", (struct location){ 0 },
				  "the recipe is larger than 4 MiB; make it smaller");
		return diagnostics_status(diagnostics);
	}
	diagnostics->bytes = bytes;
	diagnostics->length = length;
	const bool well = kind ? yaml_read_known(bytes, length, 0, *kind, arena, diagnostics, root)
			       : yaml_read_tree(bytes, length, 0, arena, diagnostics, root);
	if (well && !*root)
		diagnostics_error(diagnostics, "empty-recipe", (struct location){ 0 },
				  "the recipe is empty; begin with `version: 1`");
	return diagnostics_status(diagnostics);
}

enum status yaml_read_bytes(const char *bytes, size_t length, struct arena *arena, struct diagnostics *diagnostics,
			    struct document_node **root)
{
	return read_main(bytes, length, NULL, arena, diagnostics, root);
}

bool yaml_is_standard_input(const char *path)
{
	return strcmp(path, "-") == 0;
}

enum status yaml_read_file(const char *path, enum text_kind kind, struct arena *arena, struct diagnostics *diagnostics,
			   struct document_node **root)
{
	enum { BYTE_ORDER_MARK = 3 }; /* the mark is not counted */
	const char *bytes, *problem;
	size_t length;
	*root = NULL;
	const size_t most = YAML_BYTES_MAXIMUM + BYTE_ORDER_MARK;
	enum status status = kind == TEXT_RECIPE && yaml_is_standard_input(path)
				     ? text_input_read(most, arena, &bytes, &length, &problem)
				     : text_file_read(path, most, arena, &bytes, &length, &problem);
	if (status == STATUS_OK)
		return read_main(bytes, length, &kind, arena, diagnostics, root);
	if (status == STATUS_NO_MEMORY)
		return status;
	diagnostics_failure(diagnostics, status, "no-recipe", (struct location){ 0 }, "the recipe cannot be read: %s",
			    problem);
	return diagnostics_status(diagnostics);
}
