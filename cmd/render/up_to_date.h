/* Tells whether a render has nothing to do.
   SPDX-License-Identifier: GPL-3.0-or-later

   It has nothing to do when the manifest in its folder says so: the same version of stemprint, with the same semantics,
   was asked for the same, read files with the same bytes, and made the same files, whose bytes are still those. Times
   and lengths of files are no evidence. */
#ifndef STEMPRINT_CMD_RENDER_UP_TO_DATE_H
#define STEMPRINT_CMD_RENDER_UP_TO_DATE_H

#include "cmd/render/render_job.h"

/** Looks once all outputs are announced, and sets job->kept where there is nothing to do. Returns OK, or a failure
    of reading with its diagnostic. */
enum status up_to_date_look(struct render_job *job) MUST_CHECK;

#endif
