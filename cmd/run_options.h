/* Reads what the commands for many files share: --jobs, --quiet and the files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_RUN_OPTIONS_H
#define STEMPRINT_CMD_RUN_OPTIONS_H

#include "cmd/file_arguments.h"

#include <stdbool.h>

struct run_options {
	struct file_arguments files;
	size_t jobs; /**< the number of threads; 0 means one for each core */
	bool quiet; /**< only diagnostics and verdicts that fail are printed */
};

/** This parser goes into the `children` of a command's argp. Its input is a struct run_options. */
extern const struct argp run_options_argp;

#endif
