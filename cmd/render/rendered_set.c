/* Gathers the sets of stems that a render prints and lists the proof of each set.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/rendered_set.h"

#include "engine/folded_sound.h"
#include "io/resample.h"

#include <math.h>
#include <string.h>

/* Finds the files of the set and the mix that the set must add up to, among the files that were opened. */
static enum status gather_set(struct render_job *job, struct rendered_set *set)
{
	const struct recipe_print *recipe = &job->project->recipe->print;
	set->files = ARENA_ARRAY(job->project->arena, size_t, job->file_count);
	if (!set->files)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < job->file_count; i++) {
		if (job->files[i].stems == set->stems)
			set->files[set->file_count++] = i;
		else if (job->files[i].mix == &recipe->mixes[set->stems->proof])
			set->mix = i;
	}
	return STATUS_OK;
}

/* Adds the sets of stems that a pass has rendered. */
enum status rendered_sets_gather(struct render_job *job, const struct graph *graph, const struct engine_result *result)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; status == STATUS_OK && i < graph->proof_count; i++) {
		const struct graph_proof *proof = &graph->proofs[i];
		struct rendered_set *set = &job->sets[proof->set];
		job->set_count++;
		*set = (struct rendered_set){ .stems = &graph->recipe->print.stem_sets[proof->set],
					      .graph = graph,
					      .proof = i,
					      .has_lanes = graph->nodes[proof->node].lanes,
					      .incomplete = proof->incomplete,
					      .engine = result->proofs[i] };
		status = gather_set(job, set);
	}
	return status;
}

/* Returns the residual of the engine in the files of a set, as far as it can be known. It is measured over the whole
   render. Where n layers of the render lie on one another, its peak is at most n times as high, and its power at most n
   times the sum of theirs. A file may have all of it, so its rms is at most as much higher as the file is shorter. No
   rms is higher than the peak. */
static struct engine_proof residual_of(const struct render_job *job, const struct rendered_set *set)
{
	const uint64_t all = render_job_frames(job), frames = set->range ? print_range_frames(set->range, all) : all;
	double layers = render_job_folds(job) ? (double)folded_sound_layers(job->result.frames, all) : 1.0;
	if (set->range && set->range->edited)
		layers *= (double)edit_layers(&set->range->edit);
	struct engine_proof found = set->engine;
	found.residual_peak *= layers;
	if (frames != job->result.frames)
		found.residual_rms =
			fmin(found.residual_peak, found.residual_rms * sqrt(layers * (double)job->result.frames /
									    fmax((double)frames, 1.0)));
	return found;
}

/* A set without stems, whose output nothing reaches, needs no proof. */
enum status rendered_sets_list_proofs(struct render_job *job)
{
	const struct recipe *recipe = job->project->recipe;
	job->proofs = ARENA_ARRAY(job->project->arena, struct proof_request, job->set_count);
	job->proven = ARENA_ARRAY(job->project->arena, const struct rendered_set *, job->set_count);
	if (!job->proofs || !job->proven)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < job->set_count && !job->settings->without_null; i++) {
		const struct rendered_set *set = &job->sets[i];
		const struct engine_proof residual = residual_of(job, set);
		const bool converts = set->stems->format.sample_rate != 0.0;
		if (set->file_count == 0)
			continue;
		job->proven[job->proof_count] = set;
		job->proofs[job->proof_count++] = (struct proof_request){
			.mix = set->mix,
			.stems = set->files,
			.stem_count = set->file_count,
			.limits = { .incomplete = set->incomplete,
				    .exact = recipe->print.sum == SUM_EXACT,
				    .max_residual_dbfs = recipe->verify.null_max_residual_dbfs,
				    .engine_residual_peak = residual.residual_peak,
				    .engine_residual_rms = residual.residual_rms,
				    .residual_raise = converts ? RESAMPLER_RAISE : 0.0 },
		};
	}
	return STATUS_OK;
}

/* Returns the location of the strip that makes the stem, or that of its set where no strip does. */
static struct location location_of(const struct project *project, const struct rendered_file *file)
{
	const struct recipe *recipe = project->recipe;
	size_t *stems = ARENA_ARRAY(project->arena, size_t, recipe_most_stems(recipe));
	const size_t count = stems ? recipe_list_stems(recipe, file->stems, stems) : 0;
	for (size_t i = 0; i < count; i++)
		if (strcmp(recipe_stem_name(recipe, file->stems, stems[i]), file->print_name) == 0)
			return recipe_stem_location(recipe, file->stems, stems[i]);
	return file->stems->at;
}

void rendered_sets_warn_of_silence(struct render_job *job)
{
	for (size_t i = 0; i < job->file_count; i++) {
		const struct rendered_file *file = &job->files[i];
		if (file->stems && !file->range && file->peak == 0.0)
			diagnostics_warning(&job->project->diagnostics, "silent", location_of(job->project, file),
					    "stem \"%s\" is silent; look at the sources, faders and mutes of %s",
					    file->title,
					    file->stems->by == STEMS_BY_TRACK ? "this track" : "its strips");
	}
}
