/* Compares what leaves for hardware with the sends that were recorded.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_RENDER_SEND_CHECKS_H
#define STEMPRINT_CMD_RENDER_SEND_CHECKS_H

#include "cmd/render/render_job.h"

/** Opens the comparison of a PRINT_CHECK, or of a PRINT_SEND whose loop is answered. The job owns the printer. */
enum status send_checks_open(struct render_job *job, const struct graph *graph, const struct graph_print *print,
			     struct printer **printer) MUST_CHECK;

/** Reports, after a pass, every send that has changed, and forgets the comparisons of the pass. Returns BAD_SOURCE when
   one has. */
enum status send_checks_judge(struct render_job *job) MUST_CHECK;

/** Frees the comparisons of a pass that failed. */
void send_checks_release(struct render_job *job);

#endif
