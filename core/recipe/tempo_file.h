/* stemprint: what a file says of tempo, metre and markers.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_RECIPE_TEMPO_FILE_H
#define STEMPRINT_RECIPE_TEMPO_FILE_H

#include "recipe/document.h"

/** What happens at a position. */
enum tempo_event_kind { TEMPO_EVENT_TEMPO, TEMPO_EVENT_METRE, TEMPO_EVENT_MARKER };

/** One event of a file. */
struct tempo_event {
	enum tempo_event_kind kind;
	double quarter; /**< its position in quarter notes from the start */
	double bpm; /**< a tempo: quarter notes a minute */
	unsigned beats, unit; /**< a metre: the upper and the lower number */
	const char *name; /**< a marker: UTF-8 */
};

/** A file holds either a list of changes as a recipe writes them, or events. */
struct tempo_file {
	const struct document_node *changes; /**< a sequence of mappings; NULL: the file has events */
	const struct tempo_event *events; /**< sorted by position; those of one position stand as in the file */
	size_t event_count;
};

/** A function that reads a file. `name` is the file as messages show it; the recipe names it at the location `at`. All
   memory is the arena's. Returns false after an error, which the function reports. */
typedef bool tempo_file_read_function(const char *path, const char *name, struct location at, struct arena *arena,
				      struct diagnostics *diagnostics, struct tempo_file *file);

#endif
