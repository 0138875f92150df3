/* stemprint: a table of comma-separated values as a list of mappings.
   SPDX-License-Identifier: GPL-3.0-or-later

   RFC 4180, in UTF-8. The first line names the columns. Its first separator decides whether commas, semicolons or tabs
   separate: spreadsheets of many countries write semicolons. A cell in quotes may hold separators, and "" for a quote;
   it ends on its line. Empty lines count for nothing. */
#ifndef STEMPRINT_IO_CSV_TABLE_H
#define STEMPRINT_IO_CSV_TABLE_H

#include "recipe/document.h"
#include "recipe/text_kind.h"

/** Reads a table. Each line after the first becomes a mapping from the names of the columns to its cells, without those
    that are empty; *root is the list of them. Locations have the origin. Returns false after an error. The bytes are
    only read; the arena owns the tree. */
bool csv_table_read(const char *bytes, size_t length, uint32_t origin, struct arena *arena,
		    struct diagnostics *diagnostics, struct document_node **root);

/** Reads the table that a file holds, whose bytes the arena has, without the mark of UTF-8 before it. The file becomes
    an origin of the diagnostics, which shows its lines. A file whose columns do not show that kind has one error
    "unknown-text" and is not quoted (text_kind.h). */
bool csv_table_read_file(const char *bytes, size_t length, const struct origin *file, enum text_kind kind,
			 struct arena *arena, struct diagnostics *diagnostics, struct document_node **root);

#endif
