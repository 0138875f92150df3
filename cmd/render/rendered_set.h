/* Gathers the sets of stems that a render prints, and lists the proof of each set.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_RENDER_RENDERED_SET_H
#define STEMPRINT_CMD_RENDER_RENDERED_SET_H

#include "cmd/render/render_job.h"

/** Adds the sets that a pass over this graph has printed to the job. The mixes that prove them must be printed,
    too. */
enum status rendered_sets_gather(struct render_job *job, const struct graph *graph,
				 const struct engine_result *result) MUST_CHECK;

/** Lists the proofs of all sets over the rendered files. It lists none with `without_null`. */
enum status rendered_sets_list_proofs(struct render_job *job) MUST_CHECK;

/** Warns of silent stems. Silence adds up to silence, and an empty stem passes every proof. */
void rendered_sets_warn_of_silence(struct render_job *job);

#endif
