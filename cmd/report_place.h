/* stemprint: the places that reports go to.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_REPORT_PLACE_H
#define STEMPRINT_CMD_REPORT_PLACE_H

#include "cmd/report_options.h"
#include "io/output_set.h"

/** The set of the one file at `path`; *name becomes its name in the set, within `path`. NULL when out of memory. The
    caller frees it. */
struct output_set *report_place_file(const char *path, bool force, const char **name);

/** The set of the pictures in the folder, as above. */
struct output_set *report_place_plots(const char *folder, bool force);

/** Looks at what stands where the reports go, before the work begins. Tells every file that stemprint did not write;
    nothing is told with --force. OK; BAD_OUTPUT; NO_MEMORY. */
enum status report_place_check(const struct report_options *options, struct diagnostics *diagnostics) MUST_CHECK;

#endif
