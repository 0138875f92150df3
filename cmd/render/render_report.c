/* Fills in the report of a render job: its files, their figures and the verdicts.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/render_report.h"

#include "cmd/render/region_edit.h"

#include "base/frames.h"
#include "cmd/render/reduction_meter.h"
#include "cmd/render/rendered_file.h"
#include "cmd/render/sum_levels.h"
#include "verify/ceiling_verdict.h"
#include "verify/headroom.h"
#include "verify/loudness_verdict.h"
#include "verify/proof_verdict.h"
#include "verify/quality_verdict.h"

#include <math.h>

static const char *origin(const struct render_job *job, const struct rendered_file *file)
{
	const struct recipe_print *print = &job->project->recipe->print;
	struct strip_tap of = { .tap = TAP_POST_PAN };
	if (file->role == PRINT_MIX)
		of = file->mix->of;
	else if (file->role == PRINT_STEM)
		of = file->stems->of;
	for (size_t i = 0; file->role == PRINT_TAP && i < print->tap_count; i++)
		if (print->taps[i].name == file->print_name)
			of = print->taps[i].of;
	if (of.tap == TAP_POST_PAN || !file->strip_name)
		return file->strip_name;
	return arena_format(job->project->arena, "%s.%s", file->strip_name, strip_tap_name(&of));
}

/* Finds the output that each channel of a device has. Returns NULL where there is no device or no memory. */
static const struct report_device_channel *device_channels(const struct render_job *job,
							   const struct rendered_file *file)
{
	const struct recipe *recipe = job->project->recipe;
	if (!file->device)
		return NULL;
	struct report_device_channel *found =
		ARENA_ARRAY(job->project->arena, struct report_device_channel, file->channels);
	for (size_t i = 0; found && i < recipe->strip_count; i++)
		for (size_t k = 0; recipe->strips[i].device == file->device->device && k < recipe->strips[i].channels;
		     k++)
			found[recipe->strips[i].device_channels[k].number - 1] =
				(struct report_device_channel){ .output = recipe->strips[i].name, .channel = k + 1 };
	return found;
}

/* A target of the recipe itself wins over that of the profile. Returns false when the file has no target. */
static bool find_target(const struct rendered_file *file, struct report_target *target)
{
	const struct loudness_request *request = file->mix ? file->mix->loudness : NULL;
	if (!request)
		return false;
	const struct loudness_limits limits = loudness_request_all(request);
	const bool theirs = isnan(request->limits.integrated_lufs) && request->profile;
	*target = (struct report_target){ theirs ? request->profile->name : NULL, limits.integrated_lufs,
					  limits.tolerance_lu };
	return !isnan(limits.integrated_lufs);
}

/* Tells whether a limit that can fail sets the true peak of this mix. */
static bool judges_true_peak(const struct loudness_request *request)
{
	if (!request)
		return false;
	if (!isnan(loudness_request_own(request).true_peak_dbtp))
		return true;
	return request->profile && !request->profile->advisory && !isnan(request->profile->limits.true_peak_dbtp);
}

/* A mix of some stems must stay under the ceiling of the whole mix, unless it has a limit of its own. */
static struct ceiling ceiling_of_file(const struct render_job *job, const struct rendered_file *file)
{
	const struct ceiling none = { .level_db = (double)NAN };
	if (!file->mix || !file->mix->selective || job->settings->without_loudness)
		return none;
	return judges_true_peak(file->mix->loudness) ? none : ceiling_of_mix(job->project->recipe, file->mix);
}

static const struct report_range *range_of(const struct render_job *job, const struct rendered_file *file,
					   const struct report_range *ranges)
{
	return file->range ? &ranges[file->range - job->ranges.items] : NULL;
}

static struct report_file describe(const struct render_job *job, size_t index, const struct report_range *ranges,
				   struct report_target *target)
{
	static const enum report_role roles[] = { [PRINT_MIX] = REPORT_MIX,
						  [PRINT_STEM] = REPORT_STEM,
						  [PRINT_TAP] = REPORT_TAP,
						  [PRINT_DEVICE] = REPORT_DEVICE };
	const struct rendered_file *file = &job->files[index];
	return (struct report_file){
		.path = file->name,
		.location = arena_format(job->project->arena, "%s/%s", job->directory, file->name),
		.hash = output_digits(file->output),
		.role = roles[file->role],
		.name = file->print_name,
		.title = file->title,
		.set = file->stems ? file->stems->name : NULL,
		.of = origin(job, file),
		.selective = file->mix && file->mix->selective,
		.mode = file->mix ? file->mix->mode : MIX_AS_HEARD,
		.frames = file->statistics.frames,
		.range = range_of(job, file, ranges),
		.sample_rate = rendered_file_rate(job, file->format),
		.channels = file->channels,
		.format = *file->format,
		.clipped = file->statistics.clipped,
		.headroom_db = file->headroom_db,
		.measured = rendered_file_is_measured(job, file),
		.loudness = job->proof_pass.loudness[index],
		.course = job->proof_pass.courses[index],
		.waveform = file->overview ? file->overview->waveform : NULL,
		.octaves = file->overview ? &file->overview->octaves : NULL,
		.quality = file->quality,
		.device_channels = device_channels(job, file),
		.mix = file->mix,
		.ceiling = ceiling_of_file(job, file),
		.targets = target,
		.target_count = find_target(file, target),
	};
}

static struct report_trim describe_trim(const struct found_gain *found)
{
	return (struct report_trim){ .strip = found->strip_name,
				     .mix = found->mix_name,
				     .processor = found->insert->processor->name,
				     .gain_db = found->gain_db,
				     .loudness = found->loudness };
}

static struct report_meter describe_meter(const struct print_meter *meter)
{
	return (struct report_meter){
		.name = meter->print.name,
		.strip = meter->strip_name,
		.mix = meter->mix_name,
		.channels = meter->channels,
		.loudness = meter->loudness,
		.level = meter->level,
		.reduces = meter->print.before != NODE_NONE,
		.reduction = meter->reduction,
	};
}

static struct report_opaque describe_opaque(const struct graph *graph, const struct engine_residue *residue)
{
	const struct node *node = &graph->nodes[residue->node];
	return (struct report_opaque){
		.strip = graph->recipe->strips[node->strip].name,
		.processor = node->insert->processor->name,
		.by_track = graph->lanes.tracks,
		.policy = node->insert->policy,
		.peak_dbfs = 20.0 * log10(residue->peak),
		.rms_dbfs = 10.0 * log10(2.0 * residue->rms * residue->rms),
		.relative_db = 20.0 * log10(residue->rms / residue->whole_rms),
	};
}

/* Describes the inserts of the pass by label first, then those of the pass by track. */
static void describe_opaques(const struct render_job *job, struct report_opaque *opaques)
{
	const struct engine_result *result = &job->result, *tracks = &job->track_result;
	for (size_t i = 0; i < result->residue_count; i++)
		*opaques++ = describe_opaque(job->graph, &result->residues[i]);
	for (size_t i = 0; i < tracks->residue_count; i++)
		*opaques++ = describe_opaque(job->track_graph, &tracks->residues[i]);
}

static const char *strip_of_loop(const struct graph *graph, size_t loop)
{
	for (size_t i = 0; i < graph->node_count; i++) {
		const struct node *node = &graph->nodes[i];
		if (node->insert && node->insert->processor->loops && node->insert->loop == loop)
			return graph->recipe->strips[node->strip].name;
	}
	return "";
}

static struct report_hardware describe_loop(const struct render_job *job, size_t index)
{
	const struct hardware_loops *loops = &job->project->loops;
	const struct recipe_hardware *recipe = loops->items[index].recipe;
	return (struct report_hardware){
		.strip = strip_of_loop(job->graph, index),
		.send = recipe->send_file,
		.answer = recipe->answer_file,
		.round_trip = loops->items[index].position - (double)hardware_loop_lead(loops, index),
		.stated = !isnan(recipe->latency_seconds),
		.calibrated = recipe->calibrated,
		.matched = recipe->matched,
		.corrected = recipe->drift_corrected,
		.measured = &loops->items[index].measured,
	};
}

static void judge_loudness(const struct render_job *job, size_t index, struct verdicts *verdicts,
			   struct verdicts *notes)
{
	const struct loudness_request *request = job->files[index].mix->loudness;
	const char *name = job->files[index].title;
	const struct loudness_figures figures = { job->proof_pass.loudness[index],
						  job->proof_pass.levels[index].rms_dbfs };
	const struct loudness_limits own = loudness_request_own(request), rest = loudness_request_rest(request);
	verdicts_add_loudness(verdicts, name, &figures, &own, NULL);
	if (request->profile)
		verdicts_add_profile(verdicts, notes, name, &figures, &rest, request->profile);
}

/* One headroom serves all stems, and the loudest stem decides it. */
static const char *remedy_of_stems(const struct render_job *job)
{
	const bool exact = job->project->recipe->print.sum == SUM_EXACT;
	double headroom_db = 0.0;
	for (size_t i = 0; i < job->file_count; i++) {
		const struct rendered_file *file = &job->files[i];
		if (file->stems)
			headroom_db = fmax(headroom_db, headroom_needed(file->peak, file->format, exact));
	}
	if (exact)
		return arena_format(
			job->project->arena,
			"print the stems lower, by `headroom: { gain: %.1f dB, mix: yes }` or `gain: auto`, or "
			"print float32 without `sum`",
			headroom_db);
	return arena_format(job->project->arena,
			    "print the stems lower, by `headroom: %.1f dB` or `headroom: auto`, or print float32",
			    headroom_db);
}

static void judge_clipping(const struct render_job *job, const struct rendered_file *file, struct verdicts *verdicts)
{
	const char *remedy = file->stems ? remedy_of_stems(job) : "lower the fader or print float32";
	verdicts_add_clipping(verdicts, file->title, file->statistics.clipped, file->statistics.first_clipped,
			      20.0 * log10(file->peak) - file->headroom_db, remedy);
	verdicts->failed |= !remedy;
}

static void judge_file(const struct render_job *job, size_t index, struct verdicts *verdicts, struct verdicts *notes)
{
	const struct rendered_file *file = &job->files[index];
	if (encoding_bits(file->format->encoding) > 0)
		judge_clipping(job, file, verdicts);
	if (file->quality)
		verdicts_add_quality(verdicts, file->title, file->quality,
				     &(struct quality_request){ .printed_here = true });
	if (!file->mix || job->settings->without_loudness)
		return;
	if (file->mix->loudness)
		judge_loudness(job, index, verdicts, notes);
	const struct ceiling ceiling = ceiling_of_file(job, file);
	if (ceiling.processor)
		verdicts_add_ceiling(verdicts, file->mix, &ceiling, &job->proof_pass.loudness[index],
				     rendered_file_rate(job, file->format));
}

/* Names a set together with its region, because all regions have the same sets. */
static const char *set_name(const struct render_job *job, const struct rendered_set *set)
{
	const char *region = set->range ? set->range->name : NULL;
	return region && set->stems->name ? arena_format(job->project->arena, "regions/%s/%s", region, set->stems->name)
					  : set->stems->name;
}

static void judge_proofs(const struct render_job *job, struct report_proof *proofs, struct verdicts *verdicts)
{
	for (size_t i = 0; i < job->proof_count; i++) {
		const struct proof_request *proof = &job->proofs[i];
		const char *set = set_name(job, job->proven[i]);
		proofs[i] = (struct report_proof){ .set = set,
						   .mix = proof->mix,
						   .stems = proof->stems,
						   .headroom_found = job->project->recipe->print.headroom.automatic,
						   .result = job->proof_pass.proofs[i] };
		verdicts_add_null(verdicts, set ? set : job->files[proof->mix].title, &proofs[i].result);
	}
	for (size_t i = 0; i < job->set_count; i++) {
		const struct rendered_set *set = &job->sets[i];
		if (set->has_lanes)
			verdicts_add_engine(verdicts, set->stems->name, set->engine.residual_peak,
					    set->engine.residual_rms, set->residual_location);
	}
}

static enum status judge(const struct render_job *job, struct report_proof *proofs, struct verdicts *verdicts,
			 struct verdicts *notes)
{
	judge_proofs(job, proofs, verdicts);
	if (job->bleed)
		verdicts_add_bleed(verdicts, job->bleed, &job->project->diagnostics);
	for (size_t i = 0; i < job->file_count; i++)
		judge_file(job, i, verdicts, notes);
	return verdicts->failed || notes->failed ? STATUS_NO_MEMORY : STATUS_OK;
}

static struct report_range *describe_ranges(const struct render_job *job)
{
	const struct print_ranges *ranges = &job->ranges;
	struct report_range *all = ARENA_ARRAY(job->project->arena, struct report_range, ranges->count);
	for (size_t i = 0; all && i < ranges->count; i++)
		all[i] = (struct report_range){ .region = ranges->items[i].name,
						.from = ranges->items[i].edited ? ranges->items[i].edit.parts[0].from
										: ranges->items[i].from,
						.frames = print_range_frames(&ranges->items[i], render_job_frames(job)),
						.edit = ranges->items[i].edited ? &ranges->items[i].edit : NULL,
						.cut_peak = ranges->items[i].cut_peak };
	return all;
}

/* Describes a region as it is, or as it would be if it was printed. */
static bool describe_region(const struct render_job *job, const struct recipe_region *region, uint64_t frames,
			    struct report_range *described)
{
	struct arena *arena = job->project->arena;
	const double rate = job->project->recipe->session.sample_rate;
	const uint64_t from = frames_of_seconds(region->from_seconds, rate),
		       to = region_end_frame(region, frames, rate);
	*described = (struct report_range){ .region = region->name, .from = from, .frames = to > from ? to - from : 0 };
	if (!recipe_region_is_edited(region))
		return true;
	struct edit *edit = ARENA_NEW(arena, struct edit);
	if (!edit || region_edit_make(region, frames, rate, arena, edit) != STATUS_OK)
		return false;
	described->from = edit->parts[0].from;
	described->frames = edit->frames;
	described->edit = edit;
	return true;
}

/* Describes the regions of the recipe, also those that are not printed. One that goes on to the end of the files ends
   with the session where nobody knows how long the tail is. */
static struct report_range *describe_regions(const struct render_job *job, uint64_t frames)
{
	const struct recipe_print *print = &job->project->recipe->print;
	struct report_range *all = ARENA_ARRAY(job->project->arena, struct report_range, print->region_count);
	for (size_t i = 0; all && i < print->region_count; i++)
		if (!describe_region(job, &print->regions[i], frames, &all[i]))
			return NULL;
	return all;
}

enum status render_report(const struct render_job *job, struct report *report)
{
	struct arena *arena = job->project->arena;
	const struct recipe *recipe = job->project->recipe;
	const size_t opaque_count = job->result.residue_count + job->track_result.residue_count;
	struct report_file *files = ARENA_ARRAY(arena, struct report_file, job->file_count);
	struct report_proof *proofs = ARENA_ARRAY(arena, struct report_proof, job->proof_count);
	struct report_target *targets = ARENA_ARRAY(arena, struct report_target, job->file_count);
	struct verdicts *verdicts = ARENA_NEW(arena, struct verdicts);
	struct verdicts *notes = ARENA_NEW(arena, struct verdicts);
	struct report_meter *meters = ARENA_ARRAY(arena, struct report_meter, job->meter_count);
	struct report_trim *trims = ARENA_ARRAY(arena, struct report_trim, job->found_gain_count);
	struct report_opaque *opaques = ARENA_ARRAY(arena, struct report_opaque, opaque_count);
	const struct report_source *sources = source_list_report(&job->sources, job->project);
	struct report_range *ranges = describe_ranges(job);
	struct report_hardware *loops = ARENA_ARRAY(arena, struct report_hardware, job->project->loops.count);
	if (!files || !proofs || !targets || !verdicts || !notes || !meters || !trims || !opaques || !sources ||
	    !ranges || !loops)
		return STATUS_NO_MEMORY;
	verdicts->arena = arena;
	notes->arena = arena;
	for (size_t i = 0; i < job->file_count; i++) {
		files[i] = describe(job, i, ranges, &targets[i]);
		if (!files[i].location || (job->files[i].device && !files[i].device_channels))
			return STATUS_NO_MEMORY;
	}
	for (size_t i = 0; i < job->found_gain_count; i++)
		trims[i] = describe_trim(&job->found_gains[i]);
	for (size_t i = 0; i < job->meter_count; i++)
		meters[i] = describe_meter(&job->meters[i]);
	describe_opaques(job, opaques);
	for (size_t i = 0; i < job->project->loops.count; i++)
		loops[i] = describe_loop(job, i);
	const bool partly = job->ranges.without_whole && job->ranges.end != PRINT_RANGE_TO_END;
	const uint64_t session = job->result.session_frames, frames = partly ? session : render_job_frames(job);
	const uint64_t lead_in = job->ranges.without_whole ? 0 : render_job_lead_in(job);
	const struct report_range *regions = describe_regions(job, frames);
	struct report_curves curves;
	if (!regions || !curve_list_make(recipe, arena, &curves))
		return STATUS_NO_MEMORY;
	*report = (struct report){
		.recipe = diagnostics_own_name(&job->project->diagnostics, 0),
		.recipe_path = job->project->diagnostics.file,
		.title = recipe->title,
		.variables = recipe->variables,
		.sample_rate = recipe->session.sample_rate,
		.timeline = &recipe->session.timeline,
		.regions = regions,
		.region_count = recipe->print.region_count,
		.curves = curves,
		.frames = lead_in + frames,
		.lead_in_frames = lead_in,
		.tail_frames = frames > session ? frames - session : 0,
		.tail_mode = recipe->session.tail_mode,
		.folded_frames = render_job_folds(job) ? job->result.frames - session : 0,
		.cut_peak = partly ? 0.0 : job->result.cut_peak,
		.ranges = ranges,
		.range_count = job->ranges.count,
		.sources = sources,
		.source_count = job->sources.count,
		.files = files,
		.file_count = job->file_count,
		.proofs = proofs,
		.proof_count = job->proof_count,
		.trims = trims,
		.trim_count = job->found_gain_count,
		.meters = meters,
		.meter_count = job->meter_count,
		.bleed = job->bleed,
		.opaques = opaques,
		.opaque_count = opaque_count,
		.loops = loops,
		.loop_count = job->project->loops.count,
		.verdicts = verdicts,
		.notes = notes,
	};
	enum status status = sum_levels_report(job, report);
	if (status == STATUS_OK)
		status = reduction_meters_report(job, report);
	return status == STATUS_OK ? judge(job, proofs, verdicts, notes) : status;
}
