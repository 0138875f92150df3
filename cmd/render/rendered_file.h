/* Describes the files that a render prints and opens their printers.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_RENDER_RENDERED_FILE_H
#define STEMPRINT_CMD_RENDER_RENDERED_FILE_H

#include "cmd/render/render_job.h"

/** Tells whether the headroom of the recipe lowers the print. */
bool rendered_file_is_lowered(const struct render_job *job, const struct graph_print *print);

/** Describes the file of a print. Its output, its printer and what is measured are still missing. */
struct rendered_file rendered_file_describe(const struct render_job *job, const struct graph *graph,
					    const struct graph_print *print);

/** Opens the printer of a file whose output exists and whose headroom is known. Failures are reported. */
enum status rendered_file_open_printer(struct render_job *job, struct rendered_file *file) MUST_CHECK;

/** Tells whether the loudness of a file is measured. The channels of a device are no programme together. */
bool rendered_file_is_measured(const struct render_job *job, const struct rendered_file *file);

#endif
