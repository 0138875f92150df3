/* Puts the files of a render in groups: the full files, and those of each range.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_RENDER_RENDERED_GROUP_H
#define STEMPRINT_CMD_RENDER_RENDERED_GROUP_H

#include "cmd/render/render_job.h"

/** Makes the files and sets of the job those of its groups. Before, job->files are the files that were rendered, and
    job->parts their ranges. Afterwards job->files are the files that were printed, the full ones first, then those of
    each range; and job->sets likewise. */
enum status rendered_groups_gather(struct render_job *job) MUST_CHECK;

#endif
