/* Makes the manifest of a render.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_RENDER_RENDER_MANIFEST_H
#define STEMPRINT_CMD_RENDER_RENDER_MANIFEST_H

#include "cmd/render/render_job.h"
#include "report/manifest.h"
#include "report/report.h"

/** Begins a manifest, which says what was asked for. Everything in it belongs to the arena of the project. Returns OK
   or NO_MEMORY. */
enum status render_manifest_settings(const struct render_job *job, struct manifest *manifest) MUST_CHECK;

/** Adds the files that the render is made of. The sources must be hashed. Returns OK, NO_MEMORY, or the failure of a
    send, with its diagnostic. */
enum status render_manifest_inputs(struct render_job *job, struct manifest *manifest) MUST_CHECK;

/** Adds what the render made: the prints, the report, whose bytes are `text`, the proofs, the warnings and the
    verdicts. Returns OK or NO_MEMORY. */
enum status render_manifest_outputs(struct render_job *job, const struct report *report, const struct text *text,
				    struct manifest *manifest) MUST_CHECK;

#endif
