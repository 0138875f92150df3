/* Answers what several files of a render ask, and reports its failures.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/render_job.h"

#include "base/frames.h"

bool render_job_folds(const struct render_job *job)
{
	return job->project->recipe->session.tail_mode == TAIL_WRAP && job->result.session_frames > 0;
}

uint64_t render_job_frames(const struct render_job *job)
{
	return render_job_folds(job) ? job->result.session_frames : job->result.frames;
}

uint64_t render_job_lead_in(const struct render_job *job)
{
	const struct recipe_session *session = &job->project->recipe->session;
	return frames_of_seconds(session->lead_in_seconds, session->sample_rate);
}

enum status render_job_fail(struct render_job *job, enum status status, const char *code, const char *name,
			    const char *problem)
{
	diagnostics_failure(&job->project->diagnostics, status, code, (struct location){ 0 }, "\"%s\": %s", name,
			    problem);
	return status;
}
