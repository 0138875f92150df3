/* stemprint: what the recipes of one command read and print, before any of it happens.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_RECIPE_GUARD_H
#define STEMPRINT_CMD_RECIPE_GUARD_H

#include "cmd/project.h"
#include "cmd/report_options.h"

struct recipe_guard {
	const char *const *paths;
	struct project *projects; /**< of each path: filled in by recipe_guard_read() */
	size_t count;
	const char *directory; /**< in the place of the recipes'; NULL: theirs */
	bool without_stems;
	const struct report_options *reports;
};

/** Reads the recipes, and looks for outputs that would be written over inputs of any of them, or over other outputs.
    Those of a recipe stand in its own diagnostics, at their place, and project_probe() fails. BAD_RECIPE when options
    ask for such outputs: nothing may be read or written, and all that is wrong has been printed. NO_MEMORY, which is
    told, or OK. Whatever the status, the projects are to be released. */
enum status recipe_guard_read(const struct recipe_guard *recipes) MUST_CHECK;

#endif
