/* Gives the files of a render their names, and delivers its reports.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_RENDER_RENDER_DELIVERY_H
#define STEMPRINT_CMD_RENDER_RENDER_DELIVERY_H

#include "cmd/delivery.h"
#include "cmd/render/render_job.h"

/** Commits the files, the report and the manifest of a render whose result is `status`, and writes and prints what
    delivery_write() does. Files that are up to date are kept, and judged as they were when they were made. *report has
    the verdicts then. Returns the status, or that of the delivery. */
enum status render_delivery_make(struct render_job *job, struct delivery delivery, enum status status,
				 struct report *report) MUST_CHECK;

/** With --dry-run: tells what would become of the files. A verdict that failed when they were made fails again. Returns
    the status, or that of standard output. */
enum status render_delivery_tell(const struct render_job *job, const char *recipe, enum status status,
				 struct report *report) MUST_CHECK;

#endif
