/* Collects what is wrong with the user's text and files, each item with its location.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_BASE_DIAGNOSTIC_H
#define STEMPRINT_BASE_DIAGNOSTIC_H

#include "base/arena.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A warning lets the rendering go on; an error ends it. */
enum severity {
	SEVERITY_WARNING, /**< this is a lint: the rendering goes on */
	SEVERITY_ERROR, /**< nothing is rendered */
};

/** A location is where something stands in the recipe or in a fragment that it uses. Line and column count from 1, the
    column in characters (UTF-8); line 0 means no location. */
struct location {
	uint32_t line; /**< from 1; 0: no location */
	uint32_t column; /**< from 1 */
	uint32_t length; /**< the characters to mark; 0 marks one */
	uint32_t origin; /**< the index of the text for diagnostics_origin(); 0 is the recipe */
	bool shared; /**< what stands there holds for several strips: what is wrong with it is told for the first one */
};

/** An origin is a text that locations refer to: the recipe, or a fragment as one `use` of it brings it in. */
struct origin {
	const char *file; /**< the name in messages */
	const char *path; /**< the path of the file; relative paths in the text are relative to its folder. NULL means
			     that they are relative to the recipe's folder */
	const char *bytes; /**< the text, for quotes; NULL if there is none */
	size_t length; /**< bytes */
	struct location used_at; /**< the location of the name behind `use`; the recipe itself has none */
	bool included; /**< the text is a part of the recipe, and no fragment */
};

/** One thing that is wrong. */
struct diagnostic {
	enum severity severity;
	enum status status; /**< the status that the error leads to: BAD_RECIPE, BAD_SOURCE, BAD_OUTPUT, LIMIT */
	const char *code; /**< the code is stable, in lower case with hyphens: "unknown-key"; it outlives the list */
	struct location at; /**< line 0 for what is not about the text */
	const char *message; /**< the message is in lower case, with the subject in quotes and the remedy last */
};

/** The list keeps the order in which errors are found. Adding to it never fails towards the caller: when memory
    runs out, `failed` is set and the function that ends the stage returns STATUS_NO_MEMORY. */
struct diagnostics {
	struct arena *arena; /**< holds the items, the origins and the messages */
	const char *file; /**< the recipe's name as the user gave it; NULL means that there is none */
	const char *own_name; /**< the name that the recipe's file has in its folder; NULL means the last part of
		     `file` */
	const char *bytes; /**< the recipe's text, for quotes; NULL if there is none */
	size_t length; /**< bytes */
	struct origin *origins; /**< the origins of fragments, from index 1 on */
	size_t origin_count;
	size_t origin_capacity;
	struct diagnostic *items;
	size_t count;
	size_t capacity;
	size_t error_count; /**< errors that were found, also those that the list has no room for */
	bool failed; /**< memory ran out: items may be missing */
};

/** The list keeps at most this many items. The list of a recipe with more errors ends in an error that says so. */
enum { DIAGNOSTICS_MAXIMUM = 1000 };

/** Makes an empty list. `file` stays the caller's; NULL if there is none. */
void diagnostics_init(struct diagnostics *list, struct arena *arena, const char *file);

/** Adds the text of a fragment and returns its index for struct location, or 0 when out of memory. */
uint32_t diagnostics_add_origin(struct diagnostics *list, const struct origin *origin);

/** Sets the text that was read for the origin of that index, which is a fragment's. */
void diagnostics_set_text(struct diagnostics *list, uint32_t index, const char *bytes, size_t length);

/** Returns the text of that index: 0 is the recipe. */
struct origin diagnostics_origin(const struct diagnostics *list, uint32_t index);

/** Returns the name of that text's file without its folder. It does not depend on how the user typed the path. NULL
    means that the text has no file. */
const char *diagnostics_own_name(const struct diagnostics *list, uint32_t index);

/** Returns the location in the recipe that a location stands for: the outermost `use` of a fragment, or else the
    location itself. */
struct location diagnostics_root(const struct diagnostics *list, struct location at);

/** A mark remembers how long a list is. */
struct diagnostics_mark {
	size_t count, error_count;
};

struct diagnostics_mark diagnostics_mark(const struct diagnostics *list);

/** Takes back all that was added behind the mark, and forgets the text of that index, so that no message shows it.
    Returns the location of the first item that it takes back, or the start of the text. */
struct location diagnostics_withdraw(struct diagnostics *list, struct diagnostics_mark mark, uint32_t index);

/** Adds an error about the recipe (STATUS_BAD_RECIPE). The list tells an error in a fragment once, however often
    the recipe uses it. */
void diagnostics_error(struct diagnostics *list, const char *code, struct location at, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/** Adds a warning about the recipe. */
void diagnostics_warning(struct diagnostics *list, const char *code, struct location at, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/** Adds an error that does not concern the recipe's text, but a source, an output or a limit. */
void diagnostics_failure(struct diagnostics *list, enum status status, const char *code, struct location at,
			 const char *format, ...) __attribute__((format(printf, 5, 6)));

/** Returns OK without errors, NO_MEMORY when the list failed, and otherwise the status of the first error; an error
    in the recipe comes before all others. */
enum status diagnostics_status(const struct diagnostics *list) MUST_CHECK;

/** Sorts by location (line, column), stably; items without a location stay last. An item in a fragment counts at
    the fragment's use. */
void diagnostics_sort(struct diagnostics *list);

#endif
