/* Holds prints back while nobody knows how much headroom they need.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/holding.h"

#include "cmd/interrupt.h"
#include "engine/exact_sum.h"
#include "engine/settling.h"
#include "io/audio_source.h"
#include "io/held_sound.h"
#include "verify/headroom.h"

#include <math.h>

struct held_print {
	size_t file; /* it is an index into the files of the rendering */
	struct held_sound *sound;
};

struct held_print *holding_room(struct arena *arena, size_t count)
{
	return ARENA_ARRAY(arena, struct held_print, count);
}

static const struct recipe_print *recipe_print(const struct rendering *rendering)
{
	return &rendering->project->recipe->print;
}

bool holding_lowers(const struct rendering *rendering, const struct graph_print *print)
{
	const struct recipe_print *recipe = recipe_print(rendering);
	bool proves = false;
	for (size_t i = 0; i < recipe->stem_set_count && print->role == PRINT_MIX; i++)
		proves |= recipe->stem_sets[i].proof == print->mix;
	return print->role == PRINT_STEM || (proves && recipe->headroom.mix);
}

/* Stems of floats need no headroom. They get one only together with stems of integers. */
static bool finds_headroom(const struct rendering *rendering)
{
	const struct recipe_print *print = recipe_print(rendering);
	bool integers = false;
	for (size_t i = 0; i < print->stem_set_count; i++)
		integers |= encoding_bits(print->stem_sets[i].format.encoding) > 0;
	return print->headroom.automatic && integers;
}

bool holding_wants(const struct rendering *rendering, const struct graph_print *print)
{
	return finds_headroom(rendering) && holding_lowers(rendering, print);
}

/* The intermediates and the files are open side by side at the end. */
static enum status reserve(const struct rendering *rendering, size_t prints)
{
	struct problem problem;
	enum status status = audio_source_reserve(rendering->project->source_count + 2 * prints, &problem);
	if (status != STATUS_OK)
		diagnostics_failure(&rendering->project->diagnostics, status, "output", (struct position){ 0 }, "%s",
				    problem.text);
	return status;
}

enum status holding_check(const struct rendering *rendering, size_t prints)
{
	const struct recipe_headroom *headroom = &recipe_print(rendering)->headroom;
	if (!finds_headroom(rendering))
		return STATUS_OK;
	if (!rendering->settings->without_stems || !headroom->mix)
		return reserve(rendering, prints);
	diagnostics_error(
		&rendering->project->diagnostics, "headroom", headroom->at,
		"the headroom of the mix is found from the stems, and no stems are rendered; write a gain in dB "
		"in place of \"auto\", or render the stems");
	return STATUS_BAD_RECIPE;
}

static enum status refuse(struct rendering *rendering)
{
	diagnostics_failure(&rendering->project->diagnostics, STATUS_BAD_OUTPUT, "output", (struct position){ 0 }, "%s",
			    output_set_problem(rendering->outputs));
	return STATUS_BAD_OUTPUT;
}

enum status holding_open(struct rendering *rendering, size_t file, struct printer **printer)
{
	const struct rendered_file *rendered = &rendering->files[file];
	const int descriptor = output_set_scratch(rendering->outputs);
	if (descriptor < 0)
		return refuse(rendering);
	struct held_sound *sound = held_sound_new(descriptor, rendered->channels,
						  rendering->project->recipe->session.sample_rate, rendered->name);
	if (!sound)
		return STATUS_NO_MEMORY;
	rendering->held[rendering->held_count++] = (struct held_print){ file, sound };
	*printer = held_sound_printer(sound);
	return STATUS_OK;
}

static double find_headroom(const struct rendering *rendering)
{
	const bool together = recipe_print(rendering)->sum == SUM_EXACT;
	double headroom_db = 0.0;
	for (size_t i = 0; i < rendering->held_count; i++) {
		const struct rendered_file *file = &rendering->files[rendering->held[i].file];
		headroom_db = fmax(headroom_db, headroom_needed(file->peak, file->format, together));
	}
	return headroom_db;
}

static size_t find_held(const struct rendering *rendering, size_t file)
{
	size_t index = 0;
	while (rendering->held[index].file != file)
		index++;
	return index;
}

/* Each set of stems has one sum. */
static enum status round_set(struct rendering *rendering, const struct rendered_set *set, double headroom_db,
			     struct settling_sum *sum)
{
	struct arena *arena = rendering->project->arena;
	const size_t channels = rendering->files[set->mix].channels;
	struct apportion *apportions = ARENA_ARRAY(arena, struct apportion, channels);
	size_t *parts = ARENA_ARRAY(arena, size_t, set->file_count);
	if (!apportions || !parts)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < set->file_count; i++)
		parts[i] = find_held(rendering, set->files[i]);
	enum status status = STATUS_OK;
	for (size_t i = 0; i < channels && status == STATUS_OK; i++)
		status = exact_sum_init(&apportions[i], set->graph, set->proof, i, headroom_db,
					rendering->settings->kernel, arena);
	*sum = (struct settling_sum){ .whole = find_held(rendering, set->mix),
				      .parts = parts,
				      .part_count = set->file_count,
				      .apportions = apportions };
	return status;
}

static enum status round_together(struct rendering *rendering, double headroom_db, struct settling_job *job)
{
	struct settling_sum *sums = ARENA_ARRAY(rendering->project->arena, struct settling_sum, rendering->set_count);
	enum status status = sums ? STATUS_OK : STATUS_NO_MEMORY;
	for (size_t i = 0; i < rendering->set_count && status == STATUS_OK; i++)
		if (rendering->sets[i].file_count > 0)
			status = round_set(rendering, &rendering->sets[i], headroom_db, &sums[job->sum_count++]);
	job->sums = sums;
	return status;
}

static enum status tell(struct rendering *rendering, enum status status, const struct settling_result *result)
{
	if (status == STATUS_OK || result->failed_print == SETTLING_NO_PRINT)
		return status;
	const char *problem = result->problem ? result->problem : status_text(status);
	diagnostics_failure(&rendering->project->diagnostics, status, "output", (struct position){ 0 }, "\"%s\": %s",
			    rendering->files[rendering->held[result->failed_print].file].name, problem);
	return status;
}

enum status holding_settle(struct rendering *rendering)
{
	if (rendering->held_count == 0)
		return STATUS_OK;
	struct arena *arena = rendering->project->arena;
	struct settling_print *prints = ARENA_ARRAY(arena, struct settling_print, rendering->held_count);
	if (!prints)
		return STATUS_NO_MEMORY;
	const double headroom_db = find_headroom(rendering);
	enum status status = STATUS_OK;
	for (size_t i = 0; i < rendering->held_count && status == STATUS_OK; i++) {
		struct rendered_file *file = &rendering->files[rendering->held[i].file];
		file->headroom_db = headroom_db;
		status = rendering_open_printer(rendering, file);
		prints[i] = (struct settling_print){ held_sound_source(rendering->held[i].sound), file->printer };
	}
	struct settling_job job = { .prints = prints,
				    .print_count = rendering->held_count,
				    .frames = rendering->result.frames,
				    .workers = rendering->settings->workers,
				    .stop = &interrupt_signal };
	if (status == STATUS_OK && recipe_print(rendering)->sum == SUM_EXACT)
		status = round_together(rendering, headroom_db, &job);
	if (status != STATUS_OK)
		return status;
	struct settling_result result;
	status = settling_run(&job, arena, &result);
	holding_release(rendering);
	return tell(rendering, status, &result);
}

void holding_release(struct rendering *rendering)
{
	for (size_t i = 0; i < rendering->held_count; i++) {
		held_sound_free(rendering->held[i].sound);
		rendering->held[i].sound = NULL;
	}
}
