/* Finds why stems do not add up to their mix, and what would make them add up.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/interrupt.h"
#include "cmd/nulling.h"
#include "forensics/fitted_source.h"
#include "io/audio_source.h"

#include <math.h>

enum status nulling_fail(struct nulling *nulling, enum status status, const char *code, const char *name,
			 const char *problem)
{
	diagnostics_failure(nulling->diagnostics, status, code, (struct position){ 0 }, "\"%s\": %s", name, problem);
	return status;
}

/* A candidate must match the mix in the same properties as the stems. */
static enum status open_candidate(struct nulling *nulling, size_t index, const struct audio_probe *probe,
				  struct source **source)
{
	const char *path = nulling->settings->candidates[index];
	const struct audio_properties *mix = &nulling->members[0].properties;
	if (probe->status != STATUS_OK)
		return nulling_fail(nulling, probe->status, "source", path, probe->problem.text);
	if (probe->properties.sample_rate != mix->sample_rate && !nulling->settings->resample)
		return nulling_fail(nulling, STATUS_BAD_SOURCE, "source", path,
				    "has another sample rate than the mix; convert it, or see --resample");
	if (probe->properties.channels != 1 && probe->properties.channels != nulling->shape.channels)
		return nulling_fail(nulling, STATUS_BAD_SOURCE, "source", path,
				    "has another number of channels than the mix; print both alike");
	const struct audio_source_options options = { .sample_rate = mix->sample_rate, .expected = &probe->properties };
	struct problem problem;
	enum status status = audio_source_open(path, &options, &nulling->candidates[index], &problem);
	if (status != STATUS_OK)
		return nulling_fail(nulling, status, "source", path, problem.text);
	*source = fitted_source_new(nulling->arena, nulling->candidates[index], nulling->shape.channels,
				    nulling->shape.frames, nulling_headroom(nulling, &probe->properties));
	return *source ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status open_candidates(struct nulling *nulling, struct source **sources)
{
	const size_t count = nulling->settings->candidate_count;
	const struct audio_probe_limits limits = audio_probe_limits();
	struct audio_probe *probes = ARENA_ARRAY(nulling->arena, struct audio_probe, count);
	nulling->candidates = ARENA_ARRAY(nulling->arena, struct source *, count);
	if (!probes || !nulling->candidates)
		return STATUS_NO_MEMORY;
	struct problem problem;
	enum status status = audio_source_reserve(2 * nulling->count + count, &problem);
	if (status != STATUS_OK)
		diagnostics_failure(nulling->diagnostics, status, "source", (struct position){ 0 }, "%s", problem.text);
	if (status == STATUS_OK &&
	    audio_probe(nulling->settings->candidates, count, &limits, probes) == STATUS_NO_MEMORY)
		status = STATUS_NO_MEMORY;
	for (size_t i = 0; i < count && status == STATUS_OK; i++)
		status = open_candidate(nulling, i, &probes[i], &sources[i]);
	return status;
}

/* The causes are found by reading the files several times again. A file that was read well before may fail now. */
static enum status tell_again(struct nulling *nulling, enum status status, size_t file, const char *problem)
{
	if (status == STATUS_OK || status == STATUS_INTERRUPTED || status == STATUS_NO_MEMORY)
		return status;
	const char *path = file < nulling->count ? nulling->opened[file]->name
						 : nulling->settings->candidates[file - nulling->count];
	return nulling_fail(nulling, status, "source", path, problem ? problem : status_text(status));
}

static enum status name_culprit(struct nulling *nulling, struct claim *claim, struct source **sources)
{
	const double floor_dbfs = nulling->verification.nulls[0].floor_dbfs;
	enum status status = STATUS_OK;
	if (nulling->settings->candidate_count > 0)
		status = open_candidates(nulling, sources + nulling->count);
	if (status != STATUS_OK)
		return status;
	claim->candidate_count = nulling->settings->candidate_count;
	claim->stem_count += claim->candidate_count;
	status = forensics_run(claim, isnan(floor_dbfs) ? -(double)INFINITY : floor_dbfs, nulling->arena,
			       &nulling->forensics);
	return tell_again(nulling, status, nulling->forensics.failed_file, nulling->forensics.problem);
}

/* Lists the files of the proof and undoes their headroom. */
static enum status list_sources(const struct nulling *nulling, struct source **sources)
{
	for (size_t i = 0; i < nulling->count; i++) {
		const double headroom_db = nulling_headroom(nulling, &nulling->members[i].properties);
		sources[i] = nulling->files[i].source;
		if (headroom_db > 0.0)
			sources[i] = fitted_source_new(nulling->arena, nulling->opened[i], nulling->shape.channels,
						       nulling->shape.frames, headroom_db);
		if (!sources[i])
			return STATUS_NO_MEMORY;
	}
	return STATUS_OK;
}

enum status nulling_explain(struct nulling *nulling)
{
	struct source **sources =
		ARENA_ARRAY(nulling->arena, struct source *, nulling->count + nulling->settings->candidate_count);
	if (!sources || list_sources(nulling, sources) != STATUS_OK)
		return STATUS_NO_MEMORY;
	struct claim claim = {
		.mix = sources[0], .stems = sources + 1, .stem_count = nulling->count - 1, .stop = &interrupt_signal
	};
	enum status status = STATUS_OK;
	if (nulling->settings->align) {
		status = alignment_find(&claim, nulling->arena, &nulling->alignment);
		status = tell_again(nulling, status, nulling->alignment.failed_file, nulling->alignment.problem);
	}
	if (status == STATUS_OK && nulling->settings->bleed) {
		status = coherence_find(&claim, nulling->arena, &nulling->coherence);
		status = tell_again(nulling, status, nulling->coherence.failed_file, nulling->coherence.problem);
	}
	if (status == STATUS_OK && nulling->verification.nulls[0].status == VERDICT_FAIL)
		status = name_culprit(nulling, &claim, sources);
	return status;
}
