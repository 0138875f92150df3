/* stemprint: what is wrong with the user's text or files, with its place.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_BASE_DIAGNOSTIC_H
#define STEMPRINT_BASE_DIAGNOSTIC_H

#include "base/arena.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum severity {
	SEVERITY_WARNING, /**< a lint: rendering goes on */
	SEVERITY_ERROR,
};

/** A place in the recipe or in a fragment that it uses. Line and column count from 1, the column in characters (UTF-8); line 0 is no place. */
struct position {
	uint32_t line;
	uint32_t column;
	uint32_t length; /**< characters to mark; 0 marks one */
	uint32_t origin; /**< whose text: an index for diagnostics_origin(); 0 is the recipe */
};

/** A text that places are in: the recipe, or a fragment as one `use` of it brings it in. */
struct origin {
	const char *file; /**< its name as messages tell it */
	const char *
		path; /**< where the file is; relative paths in the text are relative to its folder. NULL: to the recipe's */
	const char *bytes; /**< the text, for quoting; NULL if there is none */
	size_t length;
	struct position used_at; /**< the name behind `use`; the recipe itself has none */
};

struct diagnostic {
	enum severity severity;
	enum status status; /**< what the error amounts to: BAD_RECIPE, BAD_SOURCE, BAD_OUTPUT, LIMIT */
	const char *code; /**< stable, lower case with hyphens: "unknown-key"; static text */
	struct position at;
	const char *message; /**< lower case, subject in quotes, remedy last */
};

/** A list in the order of finding. Adding never fails towards the caller: when memory runs out, `failed` is set
    and whoever ends the stage returns STATUS_NO_MEMORY. */
struct diagnostics {
	struct arena *arena;
	const char *file; /**< the recipe's name as the user gave it; NULL: there is none */
	const char *own_name; /**< the name that the recipe's file has in its folder; NULL: the last part of `file` */
	const char *bytes; /**< the recipe's text, for quoting; NULL if there is none */
	size_t length;
	struct origin *origins; /**< those of fragments, from index 1 on */
	size_t origin_count;
	size_t origin_capacity;
	struct diagnostic *items;
	size_t count;
	size_t capacity;
	size_t error_count;
	bool failed;
};

/** Keeps at most this many; a recipe with more errors has its list end in one that says so. */
enum { DIAGNOSTICS_MAXIMUM = 1000 };

void diagnostics_init(struct diagnostics *list, struct arena *arena, const char *file);

/** Adds the text of a fragment and gives its index for struct position; 0 when out of memory. */
uint32_t diagnostics_add_origin(struct diagnostics *list, const struct origin *origin);

/** Sets what was read for the origin of that index, which is a fragment's. */
void diagnostics_set_text(struct diagnostics *list, uint32_t index, const char *bytes, size_t length);

/** The text of that index: 0 is the recipe. */
struct origin diagnostics_origin(const struct diagnostics *list, uint32_t index);

/** The name of that text's file without its folder. It does not depend on how the user typed the path. NULL: it has no file. */
const char *diagnostics_own_name(const struct diagnostics *list, uint32_t index);

/** The place in the recipe that a place stands for: the outermost `use` of a fragment, else the place itself. */
struct position diagnostics_root(const struct diagnostics *list, struct position at);

/** An error about the recipe (STATUS_BAD_RECIPE). What is wrong in a fragment is told once, however often it is used. */
void diagnostics_error(struct diagnostics *list, const char *code, struct position at, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/** A warning about the recipe. */
void diagnostics_warning(struct diagnostics *list, const char *code, struct position at, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/** An error that is not of the recipe's text: a source, an output, a limit. */
void diagnostics_failure(struct diagnostics *list, enum status status, const char *code, struct position at,
			 const char *format, ...) __attribute__((format(printf, 5, 6)));

/** OK without errors; NO_MEMORY when the list failed; else the status of the first error, a wrong recipe before all else. */
enum status diagnostics_status(const struct diagnostics *list) MUST_CHECK;

/** Sorts by place (line, column), stably; those without a place stay last. Fragments stand where they are used. */
void diagnostics_sort(struct diagnostics *list);

#endif
