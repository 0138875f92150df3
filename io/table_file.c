/* Reads tables from CSV files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/table_file.h"

#include "io/csv_table.h"
#include "io/text_file.h"

static bool read_text(const char *path, const char *name, struct location at, size_t *bytes_left, struct arena *arena,
		      struct diagnostics *diagnostics, const char **bytes, size_t *length)
{
	const char *problem = NULL;
	enum status status = text_file_read(path, *bytes_left, arena, bytes, length, &problem);
	if (status == STATUS_OK && *length <= *bytes_left) {
		*bytes_left -= *length;
		return true;
	}
	if (status == STATUS_OK) {
		status = STATUS_BAD_RECIPE;
		problem = "all tables of a recipe together may have 16 MiB; shorten it";
	}
	if (status == STATUS_NO_MEMORY)
		diagnostics->failed = true;
	else
		diagnostics_failure(diagnostics, status, "no-table", at, "the table \"%.200s\" cannot be read: %s",
				    name, problem);
	return false;
}

bool table_file_read(const char *path, const char *name, struct location at, size_t *bytes_left, struct arena *arena,
		     struct diagnostics *diagnostics, const struct document_node **rows)
{
	const struct origin origin = { .file = name, .path = path, .used_at = at };
	struct document_node *root;
	const char *bytes;
	size_t length;
	if (!read_text(path, name, at, bytes_left, arena, diagnostics, &bytes, &length))
		return false;
	if (!csv_table_read_file(bytes, length, &origin, TEXT_POINT_TABLE, arena, diagnostics, &root))
		return false;
	*rows = root;
	return true;
}
