/* Checks what the recipes of one command read and print before any file is read or printed.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_JOB_RECIPE_GUARD_H
#define STEMPRINT_CMD_JOB_RECIPE_GUARD_H

#include "cmd/job/project.h"
#include "cmd/report_options.h"

struct recipe_guard {
	const char *const *paths;
	struct project *projects; /**< there is one for each path; recipe_guard_read() fills them in */
	size_t count;
	const struct recipe_settings *settings; /**< the values of their variables; NULL: there are none */
	const char *directory; /**< it replaces those of the recipes; NULL means that they keep theirs */
	bool without_stems;
	const struct report_options *reports;
	const char *depfile; /**< a further file that an option names; NULL means none */
};

/** Reads the recipes, and looks for outputs that would overwrite inputs of any of them, or other outputs. Errors about
    outputs of a recipe stand in its own diagnostics, at their location, and project_probe() fails. Returns BAD_RECIPE
    when options ask for such outputs: nothing may be read or written then, and all errors have been printed. Else
    returns OK, or NO_MEMORY after a message. Release the projects, whatever the status. */
enum status recipe_guard_read(const struct recipe_guard *recipes) MUST_CHECK;

#endif
