/* Opens and checks the files and folders that reports go to.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_REPORT_DESTINATION_H
#define STEMPRINT_CMD_REPORT_DESTINATION_H

#include "cmd/report_options.h"
#include "io/output_set.h"

/** Returns the set of the one file at `path`; *name becomes its name in the set and points into `path`. Returns NULL
    when out of memory. The caller frees the set. */
struct output_set *report_destination_file(const char *path, bool force, const char **name);

/** Returns the set of the pictures in the folder. Errors and owner are as above. */
struct output_set *report_destination_plots(const char *folder, bool force);

/** Checks, before the work begins, what exists where the reports go. Reports every file that stemprint did not write;
    with --force it reports nothing. Returns OK, BAD_OUTPUT or NO_MEMORY. */
enum status report_destination_check(const struct report_options *options, struct diagnostics *diagnostics) MUST_CHECK;

#endif
