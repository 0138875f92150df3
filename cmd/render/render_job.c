/* Reports a failure of a render in the diagnostics of its project.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/render_job.h"

enum status render_job_fail(struct render_job *job, enum status status, const char *code, const char *name,
			    const char *problem)
{
	diagnostics_failure(&job->project->diagnostics, status, code, (struct location){ 0 }, "\"%s\": %s", name,
			    problem);
	return status;
}
