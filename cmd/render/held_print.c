/* Holds prints back until the end of the render.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/held_print.h"

#include "cmd/render/rendered_file.h"
#include "io/audio_source.h"

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

/* Stems of another rate are rounded together after they were converted. */
static bool is_rounded_later(const struct render_job *job, const struct print_format *format)
{
	return recipe_print(job)->sum == SUM_EXACT && !job->settings->without_stems && format->sample_rate != 0.0;
}

static bool proves_stems(const struct recipe_print *recipe, size_t mix)
{
	bool proves = false;
	for (size_t i = 0; i < recipe->stem_set_count; i++)
		proves |= recipe->stem_sets[i].proof == mix;
	return proves;
}

bool held_print_is_wanted(const struct render_job *job, const struct graph_print *print)
{
	if (recipe_holds_all_prints(job->project->recipe))
		return true;
	if (held_prints_find_headroom(job) && rendered_file_is_lowered(job, print))
		return true;
	const bool of_a_sum =
		print->role == PRINT_STEM || (print->role == PRINT_MIX && proves_stems(recipe_print(job), print->mix));
	return of_a_sum && is_rounded_later(job, print->format);
}

static bool any_is_held(const struct render_job *job)
{
	const struct recipe_print *recipe = recipe_print(job);
	bool held = recipe_holds_all_prints(job->project->recipe) || held_prints_find_headroom(job);
	for (size_t i = 0; i < recipe->stem_set_count; i++)
		held |= is_rounded_later(job, &recipe->stem_sets[i].format);
	return held;
}

/* The intermediates and the files are open side by side at the end. */
static enum status reserve(const struct render_job *job, size_t prints)
{
	struct problem problem;
	enum status status =
		audio_source_reserve(job->project->source_count + (job->ranges.count + 2) * prints, &problem);
	if (status != STATUS_OK)
		diagnostics_failure(&job->project->diagnostics, status, "output", (struct location){ 0 }, "%s",
				    problem.text);
	return status;
}

enum status held_prints_check(const struct render_job *job, size_t prints)
{
	const struct recipe_headroom *headroom = &recipe_print(job)->headroom;
	if (!any_is_held(job))
		return STATUS_OK;
	if (!held_prints_find_headroom(job) || !job->settings->without_stems || !headroom->mix)
		return reserve(job, prints);
	diagnostics_error(
		&job->project->diagnostics, "headroom", headroom->at,
		"the headroom of the mix is found from the stems, and no stems are rendered; write a gain in dB "
		"instead of \"auto\", or render the stems");
	return STATUS_BAD_RECIPE;
}

static enum status refuse(struct render_job *job, enum status status)
{
	diagnostics_failure(&job->project->diagnostics, status, "output", (struct location){ 0 }, "%s",
			    output_set_problem(job->outputs));
	return status;
}

enum status held_print_open(struct render_job *job, size_t file, const struct graph_print *print,
			    struct printer **printer)
{
	const struct rendered_file *rendered = &job->files[file];
	int descriptor;
	const enum status status = output_set_scratch(job->outputs, &descriptor);
	if (status != STATUS_OK)
		return refuse(job, status);
	struct held_sound *sound = held_sound_new(descriptor, rendered->channels,
						  rendered_file_rate(job, rendered->format), rendered->name);
	if (!sound)
		return STATUS_NO_MEMORY;
	job->held[job->held_count++] = (struct held_print){ file, sound, rendered_file_is_lowered(job, print) };
	*printer = held_sound_printer(sound);
	return STATUS_OK;
}

void held_prints_release(struct render_job *job)
{
	for (size_t i = 0; i < job->held_count; i++)
		held_sound_free(job->held[i].sound);
	job->held_count = 0;
}
