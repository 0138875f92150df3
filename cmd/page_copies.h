/* Makes the copies of sound that a page holds.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_PAGE_COPIES_H
#define STEMPRINT_CMD_PAGE_COPIES_H

#include "base/arena.h"
#include "io/problem.h"
#include "report/report.h"

/** Copies the files of a report as Opus, and the residual of each proof, into the arena, and sets them in the report.
    The files of a range are copied all or not at all: a range whose copies would be more than the page takes has none.
    Files of more than OPUS_COPY_CHANNELS_MAXIMUM channels have none, either. Returns BAD_OUTPUT, with the problem,
   where a file cannot be read; INTERRUPTED after a signal; NO_MEMORY. */
enum status page_copies_add(struct report *report, struct arena *arena, struct problem *problem) MUST_CHECK;

#endif
