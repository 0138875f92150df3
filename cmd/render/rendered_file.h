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

/** Opens the audio file of a file or of a range of it, which `whole` prints (else NULL). It may run in any thread. */
enum status rendered_file_open(const struct render_job *job, struct rendered_file *file, const struct printer *whole,
			       struct problem *problem) MUST_CHECK;

/** Returns the rate of files of that format, Hz. */
unsigned rendered_file_rate(const struct render_job *job, const struct print_format *format);

/** Returns the frame of files of that format that frame `frame` of the session becomes, rounded; or how many frames
    become of so many. PRINT_RANGE_TO_END stays what it is. */
uint64_t rendered_file_frame(const struct render_job *job, const struct print_format *format, uint64_t frame);

/** Tells whether the printer of the file gets integers, because the stems were rounded together. */
bool rendered_file_is_rounded(const struct render_job *job, const struct rendered_file *file);

/** Tells whether the loudness of a file is measured. The channels of a device are no programme together. */
bool rendered_file_is_measured(const struct render_job *job, const struct rendered_file *file);

#endif
