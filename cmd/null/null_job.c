/* Reports a failure of a null test, and says which headroom it undoes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/null/null_job.h"

enum status null_job_fail(struct null_job *job, enum status status, const char *code, const char *name,
			  const char *problem)
{
	diagnostics_failure(job->diagnostics, status, code, (struct location){ 0 }, "\"%s\": %s", name, problem);
	return status;
}

double null_job_headroom(const struct null_job *job, const struct audio_properties *file)
{
	return job->settings->ignore_headroom ? 0.0 : file->headroom_db;
}
