/* Describes the file of a print and opens its printer.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/rendered_file.h"

#include "io/resample.h"

#include <math.h>
#include <string.h>

bool rendered_file_is_lowered(const struct render_job *job, const struct graph_print *print)
{
	const struct recipe_print *recipe = &job->project->recipe->print;
	bool proves = false;
	for (size_t i = 0; i < recipe->stem_set_count && print->role == PRINT_MIX; i++)
		proves |= recipe->stem_sets[i].proof == print->mix;
	return print->role == PRINT_STEM || (proves && recipe->headroom.mix);
}

/* Returns the greatest length that any file can reach. It decides the header where a file may pass 4 GiB. */
static uint64_t frames_maximum(const struct project *project)
{
	const struct recipe_session *session = &project->recipe->session;
	uint64_t frames = (uint64_t)ceil(session->length_seconds * session->sample_rate);
	for (size_t i = 0; session->length_seconds <= 0.0 && i < project->source_count; i++)
		if (project->sources[i]->frames > frames)
			frames = project->sources[i]->frames;
	return frames + (uint64_t)ceil(session->tail_seconds * session->sample_rate);
}

/* Returns the set that a stem belongs to. */
static const struct recipe_stems *set_of(const struct graph *graph, const struct graph_print *stem)
{
	return &graph->recipe->print.stem_sets[graph->proofs[stem->proof].set];
}

static size_t printed_strip(const struct graph *graph, const struct graph_print *print)
{
	const struct recipe_print *recipe = &graph->recipe->print;
	if (print->role == PRINT_MIX)
		return recipe->mixes[print->mix].of.strip;
	if (print->role == PRINT_DEVICE)
		return RECIPE_NONE;
	return print->role == PRINT_TAP ? recipe->taps[print->mix].of.strip : set_of(graph, print)->of.strip;
}

/* Names a stem together with its set, because stems of two sets may have one name. */
static const char *title_of(const struct render_job *job, const struct graph *graph, const struct graph_print *print)
{
	const char *set = print->role == PRINT_STEM ? set_of(graph, print)->name : NULL;
	return set ? arena_format(job->project->arena, "%s/%s", set, print->name) : print->name;
}

struct rendered_file rendered_file_describe(const struct render_job *job, const struct graph *graph,
					    const struct graph_print *print)
{
	const struct recipe *recipe = job->project->recipe;
	const size_t strip = printed_strip(graph, print);
	return (struct rendered_file){
		.name = arena_text(job->project->arena, print->file, strlen(print->file)),
		.role = print->role,
		.format = print->format,
		.mix = print->role == PRINT_MIX ? &recipe->print.mixes[print->mix] : NULL,
		.print_name = print->name,
		.title = title_of(job, graph, print),
		.strip_name = strip == RECIPE_NONE ? NULL : recipe->strips[strip].name,
		.channels = graph->nodes[print->node].channels,
		.stems = print->role == PRINT_STEM ? set_of(graph, print) : NULL,
		.device = print->role == PRINT_DEVICE ? &recipe->print.devices[print->mix] : NULL,
		.headroom_db = rendered_file_is_lowered(job, print) ? recipe->print.headroom.gain_db : 0.0,
	};
}

unsigned rendered_file_rate(const struct render_job *job, const struct print_format *format)
{
	return (unsigned)(format->sample_rate != 0.0 ? format->sample_rate : job->project->recipe->session.sample_rate);
}

uint64_t rendered_file_frame(const struct render_job *job, const struct print_format *format, uint64_t frame)
{
	if (format->sample_rate == 0.0 || frame == PRINT_RANGE_TO_END)
		return frame;
	return resampled_frames(frame, (unsigned)job->project->recipe->session.sample_rate,
				(unsigned)format->sample_rate);
}

/* Returns the greatest length that the file can reach, without a lead-in. */
static uint64_t length_maximum(const struct render_job *job, const struct rendered_file *file)
{
	const uint64_t most = rendered_file_frame(job, file->format, frames_maximum(job->project));
	if (!file->range)
		return most;
	if (file->range->edited)
		return rendered_file_frame(job, file->format, file->range->edit.frames);
	const uint64_t to = rendered_file_frame(job, file->format, file->range->to);
	return (to == PRINT_RANGE_TO_END ? most : to) - rendered_file_frame(job, file->format, file->range->from);
}

bool rendered_file_is_rounded(const struct render_job *job, const struct rendered_file *file)
{
	return file->stems && job->project->recipe->print.sum == SUM_EXACT;
}

enum status rendered_file_open(const struct render_job *job, struct rendered_file *file, const struct printer *whole,
			       struct problem *problem)
{
	const struct recipe *recipe = job->project->recipe;
	const uint64_t lead_in = file->range ? 0 : rendered_file_frame(job, file->format, render_job_lead_in(job));
	const struct audio_printer_settings settings = {
		.format = *file->format,
		.sample_rate = rendered_file_rate(job, file->format),
		.channels = file->channels,
		.lead_in = lead_in,
		.frames_maximum = lead_in + length_maximum(job, file),
		.seed = recipe->session.seed,
		.headroom_db = file->headroom_db,
		.rounded = rendered_file_is_rounded(job, file),
		.undithered = file->device ? ~recipe->devices[file->device->device].taken : 0,
		.without_speakers = file->device,
		.name = file->name,
		.dithered_as = file->dithered_as,
		.part_of = whole,
		.first_frame = file->range && !file->range->edited
				       ? rendered_file_frame(job, file->format, file->range->from)
				       : 0,
	};
	if (!file->output)
		return audio_printer_open(NULL, -1, &settings, &file->printer, problem);
	return audio_printer_open(output_path(file->output), output_descriptor(file->output), &settings, &file->printer,
				  problem);
}

bool rendered_file_is_measured(const struct render_job *job, const struct rendered_file *file)
{
	return !job->settings->without_loudness && file->role != PRINT_DEVICE;
}
