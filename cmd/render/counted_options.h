/* Lists the options of a command line that decide what a render makes.
   SPDX-License-Identifier: GPL-3.0-or-later

   Every option of `render` itself counts unless the table of cosmetic options lists it. The options that commands share
   (reports, --jobs, --quiet, --force) ask for nothing that is printed beside the manifest. */
#ifndef STEMPRINT_CMD_RENDER_COUNTED_OPTIONS_H
#define STEMPRINT_CMD_RENDER_COUNTED_OPTIONS_H

#include <argp.h>
#include <stdbool.h>
#include <stddef.h>

/** A list that is all zero is empty. */
struct counted_options {
	char **items; /**< [count] like "no-stems" and "from=75 s" */
	size_t count;
};

/** Adds the option of that key, with its argument, if the table of the command has it and it counts. Returns false when
    out of memory. */
bool counted_options_add(struct counted_options *options, const struct argp_option *table, int key,
			 const char *argument);

/** Sorts the list, because the order on the command line decides nothing. */
void counted_options_sort(struct counted_options *options);

void counted_options_release(struct counted_options *options);

#endif
