/* Makes the manifest of a render.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_RENDER_RENDER_MANIFEST_H
#define STEMPRINT_CMD_RENDER_RENDER_MANIFEST_H

#include "cmd/render/render_job.h"
#include "report/manifest.h"
#include "report/report.h"

/** Says what was asked for, and of which files the render is made. The sources must be hashed. Everything belongs to
    the arena of the project. Returns OK or NO_MEMORY. */
enum status render_manifest_begin(struct render_job *job, struct manifest *manifest) MUST_CHECK;

/** Adds what the render made: the prints of the report, the report itself, whose bytes are `text`, the proofs and the
    verdicts. Returns OK or NO_MEMORY. */
enum status render_manifest_end(struct render_job *job, const struct report *report, const struct text *text,
				struct manifest *manifest) MUST_CHECK;

#endif
