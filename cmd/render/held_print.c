/* Holds prints back while nobody knows how much headroom they need.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/held_print.h"

#include "cmd/interrupt.h"
#include "cmd/render/file_outputs.h"
#include "cmd/render/rendered_file.h"
#include "engine/exact_sum.h"
#include "engine/settling.h"
#include "io/audio_source.h"
#include "io/held_sound.h"
#include "verify/headroom.h"

#include <math.h>

struct held_print {
	size_t file; /* it is an index into the files of the job */
	struct held_sound *sound;
};

struct held_print *held_prints_new(struct arena *arena, size_t count)
{
	return ARENA_ARRAY(arena, struct held_print, count);
}

static const struct recipe_print *recipe_print(const struct render_job *job)
{
	return &job->project->recipe->print;
}

/* Stems of floats need no headroom. They get one only together with stems of integers. */
bool held_prints_find_headroom(const struct render_job *job)
{
	const struct recipe_print *print = recipe_print(job);
	bool integers = false;
	for (size_t i = 0; i < print->stem_set_count; i++)
		integers |= encoding_bits(print->stem_sets[i].format.encoding) > 0;
	return print->headroom.automatic && integers;
}

bool held_print_is_wanted(const struct render_job *job, const struct graph_print *print)
{
	return held_prints_find_headroom(job) && rendered_file_is_lowered(job, print);
}

/* The intermediates and the files are open side by side at the end. */
static enum status reserve(const struct render_job *job, size_t prints)
{
	struct problem problem;
	enum status status = audio_source_reserve(job->project->source_count + 2 * prints, &problem);
	if (status != STATUS_OK)
		diagnostics_failure(&job->project->diagnostics, status, "output", (struct location){ 0 }, "%s",
				    problem.text);
	return status;
}

enum status held_prints_check(const struct render_job *job, size_t prints)
{
	const struct recipe_headroom *headroom = &recipe_print(job)->headroom;
	if (!held_prints_find_headroom(job))
		return STATUS_OK;
	if (!job->settings->without_stems || !headroom->mix)
		return reserve(job, prints);
	diagnostics_error(
		&job->project->diagnostics, "headroom", headroom->at,
		"the headroom of the mix is found from the stems, and no stems are rendered; write a gain in dB "
		"instead of \"auto\", or render the stems");
	return STATUS_BAD_RECIPE;
}

static enum status refuse(struct render_job *job)
{
	diagnostics_failure(&job->project->diagnostics, STATUS_BAD_OUTPUT, "output", (struct location){ 0 }, "%s",
			    output_set_problem(job->outputs));
	return STATUS_BAD_OUTPUT;
}

enum status held_print_open(struct render_job *job, size_t file, struct printer **printer)
{
	const struct rendered_file *rendered = &job->files[file];
	const int descriptor = output_set_scratch(job->outputs);
	if (descriptor < 0)
		return refuse(job);
	struct held_sound *sound = held_sound_new(descriptor, rendered->channels,
						  job->project->recipe->session.sample_rate, rendered->name);
	if (!sound)
		return STATUS_NO_MEMORY;
	job->held[job->held_count++] = (struct held_print){ file, sound };
	*printer = held_sound_printer(sound);
	return STATUS_OK;
}

static double find_headroom(const struct render_job *job)
{
	const bool together = recipe_print(job)->sum == SUM_EXACT;
	double headroom_db = 0.0;
	for (size_t i = 0; i < job->held_count; i++) {
		const struct rendered_file *file = &job->files[job->held[i].file];
		headroom_db = fmax(headroom_db, headroom_needed(file->peak, file->format, together));
	}
	return headroom_db;
}

static size_t find_held(const struct render_job *job, size_t file)
{
	size_t index = 0;
	while (job->held[index].file != file)
		index++;
	return index;
}

/* Each set of stems has one sum. */
static enum status round_set(struct render_job *job, const struct rendered_set *set, double headroom_db,
			     struct settling_sum *sum)
{
	struct arena *arena = job->project->arena;
	const size_t channels = job->files[set->mix].channels;
	struct apportion *apportions = ARENA_ARRAY(arena, struct apportion, channels);
	size_t *parts = ARENA_ARRAY(arena, size_t, set->file_count);
	if (!apportions || !parts)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < set->file_count; i++)
		parts[i] = find_held(job, set->files[i]);
	enum status status = STATUS_OK;
	for (size_t i = 0; i < channels && status == STATUS_OK; i++)
		status = exact_sum_init(&apportions[i], set->graph, set->proof, i, headroom_db, job->settings->kernel,
					arena);
	*sum = (struct settling_sum){ .whole = find_held(job, set->mix),
				      .parts = parts,
				      .part_count = set->file_count,
				      .apportions = apportions };
	return status;
}

static enum status round_together(struct render_job *job, double headroom_db, struct settling_job *settling)
{
	struct settling_sum *sums = ARENA_ARRAY(job->project->arena, struct settling_sum, job->set_count);
	enum status status = sums ? STATUS_OK : STATUS_NO_MEMORY;
	for (size_t i = 0; i < job->set_count && status == STATUS_OK; i++)
		if (job->sets[i].file_count > 0)
			status = round_set(job, &job->sets[i], headroom_db, &sums[settling->sum_count++]);
	settling->sums = sums;
	return status;
}

static enum status report_failure(struct render_job *job, enum status status, const struct settling_result *result)
{
	if (status == STATUS_OK || result->failed_print == SETTLING_NO_PRINT)
		return status;
	const char *problem = result->problem ? result->problem : status_text(status);
	return render_job_fail(job, status, "output", job->files[job->held[result->failed_print].file].name, problem);
}

enum status held_prints_settle(struct render_job *job)
{
	if (job->held_count == 0)
		return STATUS_OK;
	struct arena *arena = job->project->arena;
	struct settling_print *prints = ARENA_ARRAY(arena, struct settling_print, job->held_count);
	if (!prints)
		return STATUS_NO_MEMORY;
	const double headroom_db = find_headroom(job);
	enum status status = STATUS_OK;
	for (size_t i = 0; i < job->held_count && status == STATUS_OK; i++) {
		struct rendered_file *file = &job->files[job->held[i].file];
		file->headroom_db = headroom_db;
		status = file_outputs_open(job, job->held[i].file);
		prints[i] = (struct settling_print){ held_sound_source(job->held[i].sound), file->input };
	}
	struct settling_job settling = { .prints = prints,
					 .print_count = job->held_count,
					 .frames = job->result.frames,
					 .workers = job->settings->workers,
					 .stop = &interrupt_signal };
	if (status == STATUS_OK && recipe_print(job)->sum == SUM_EXACT)
		status = round_together(job, headroom_db, &settling);
	if (status != STATUS_OK)
		return status;
	struct settling_result result;
	status = settling_run(&settling, arena, &result);
	held_prints_release(job);
	return report_failure(job, status, &result);
}

void held_prints_release(struct render_job *job)
{
	for (size_t i = 0; i < job->held_count; i++) {
		held_sound_free(job->held[i].sound);
		job->held[i].sound = NULL;
	}
}
