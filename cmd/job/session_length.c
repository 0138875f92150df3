/* Finds the length of a session from what the probes told.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/job/session_length.h"

#include "base/frames.h"

#include <math.h>

double session_length_seconds(const struct project *project)
{
	const struct recipe_session *session = &project->recipe->session;
	double seconds = session->length_seconds;
	for (size_t i = 0; session->length_seconds <= 0.0 && i < project->source_count; i++) {
		const struct recipe_source *source = project->recipe_sources[i];
		const struct audio_properties *properties = &project->probes[i].properties;
		double length;
		if (source->clips)
			length = (double)project->clip_lists[i]->frames / session->sample_rate;
		else if (source->generator.kind != GENERATOR_NONE)
			length = source->generator.length_seconds;
		else
			length = (double)properties->frames / properties->sample_rate;
		seconds = fmax(seconds, source->start_seconds + length);
	}
	return seconds;
}

uint64_t session_length_frames(const struct project *project)
{
	return frames_of_seconds(session_length_seconds(project), project->recipe->session.sample_rate);
}

uint64_t session_tail_frames(const struct graph *graph)
{
	const struct recipe_session *session = &graph->recipe->session;
	const bool fixed = session->tail_mode == TAIL_FIXED;
	if (session->tail_mode == TAIL_LOOP || session->tail_mode == TAIL_WRAP)
		return 0;
	return frames_of_seconds(fixed ? session->tail_seconds : fmin(session->tail_seconds, graph->tail_seconds),
				 session->sample_rate);
}
