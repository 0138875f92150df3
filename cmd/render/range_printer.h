/* Prints parts of what one file prints into files of their own.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_RENDER_RANGE_PRINTER_H
#define STEMPRINT_CMD_RENDER_RANGE_PRINTER_H

#include "cmd/render/render_job.h"

/** Makes a printer that hands all frames to the printer of the whole, and those of each range to the file of that
    range, unless it is edited. `whole` has its printer; parts[i] is the file of the i-th range of the job, with its
   output. It opens the file of a range when the range begins, and completes it when the range ends. So the open files
   are those of ranges that overlap. The arena of the project owns the printer; its free() does nothing. NULL when out
   of memory. */
struct printer *range_printer_new(const struct render_job *job, struct rendered_file *whole,
				  struct rendered_file *parts);

#endif
