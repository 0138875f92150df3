/* stemprint: YAML text into a document tree.
   SPDX-License-Identifier: GPL-3.0-or-later

   The text is one YAML 1.1 document in UTF-8. Anchors and aliases work. Merge keys (`<<`), custom tags and several
   documents in one file do not. Plain scalars are text: YAML's implicit types (`yes`, `1e3`, `~`) are not applied
   here. */
#ifndef STEMPRINT_IO_YAML_H
#define STEMPRINT_IO_YAML_H

#include "base/arena.h"
#include "base/diagnostic.h"
#include "io/yaml_limit.h"
#include "recipe/document.h"
#include "recipe/text_kind.h"

/** Reads a recipe. Errors go into `diagnostics`, and the function returns BAD_RECIPE. The tree comes from the arena
    and does not point into `bytes`; diagnostics->bytes is set to them for quoting, so they must outlive the
    diagnostics. */
enum status yaml_read_bytes(const char *bytes, size_t length, struct arena *arena, struct diagnostics *diagnostics,
			    struct document_node **root) MUST_CHECK;

/** The name of standard input in messages. A recipe of that name is told apart by the address. */
extern const char yaml_standard_input[];

/** Returns whether a path stands for standard input: "-". */
bool yaml_is_standard_input(const char *path);

/** Reads a file of that kind, which must be a regular one, or a recipe from standard input; its bytes come from the
   arena. A file that is not there or cannot be read is an error "no-recipe" (BAD_RECIPE). A file whose keys do not show
   that kind has one error "unknown-text" and is not quoted (text_kind.h). */
enum status yaml_read_file(const char *path, enum text_kind kind, struct arena *arena, struct diagnostics *diagnostics,
			   struct document_node **root) MUST_CHECK;

/** Reads any text; its locations get that origin. Returns false after an error. *root is NULL when the text is
    empty, which is no error here, and when an error left nothing. */
bool yaml_read_tree(const char *bytes, size_t length, uint32_t origin, struct arena *arena,
		    struct diagnostics *diagnostics, struct document_node **root);

/** Does the same for a text from a file that anybody may have named: a text whose keys do not show that kind has one
    error "unknown-text", and the diagnostics forget its bytes. An empty text is no error here either. */
bool yaml_read_known(const char *bytes, size_t length, uint32_t origin, enum text_kind kind, struct arena *arena,
		     struct diagnostics *diagnostics, struct document_node **root);

/** Steps over a byte order mark. */
void yaml_skip_mark(const char **bytes, size_t *length);

#endif
