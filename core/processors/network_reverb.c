/* Sends sound through early reflections, a diffuser and a network, and sums what both sides hear.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/network_reverb.h"

#include "base/frames.h"
#include "dsp/diffuser.h"
#include "dsp/filter_bank.h"
#include "dsp/kernel/column.h"
#include "processors/early_field.h"
#include "processors/reverb_settings.h"

#include <math.h>
#include <string.h>

enum { SIDES = 2 };

/** The columns of the tail come in two halves: of the first both sides hear the sum, of the second the difference. Each
    half has this many columns. */
enum { HALVES = 2, HALF = (NETWORK_LINES + DIFFUSER_CHANNELS) / HALVES };

/** The groups of an instance take turns after this many frames, not after each run: so the delays of a group stay in
   the cache while it runs. */
enum { STRETCH = NETWORK_STRETCH };

/** One group of an instance. */
struct voice {
	struct tapped_line lines[SIDES]; /**< the filtered input */
	struct diffuser diffuser;
	struct network network;
	struct early_field early;
	double *dry[SIDES]; /**< the input of this stretch */
};

/** One instance. */
struct space {
	const struct processor_instance *instance;
	struct reverb_settings settings;
	struct filter_bank filters; /**< high-pass and low-pass */
	struct filter_bank walls; /**< of the early reflections */
	struct early_field_design early;
	struct diffuser_design diffuser;
	struct network_design network;
	struct network_motion motion;
	size_t start; /**< frames of predelay and onset */
	size_t columns[HALVES][HALF]; /**< indices into the batch's columns */
	double gains[HALVES][HALF];
	double same, other; /**< gains of the width, wet: of a side in itself, and in the other side */
	int64_t session_frame;
	struct voice *voices;
};

struct batch {
	const struct kernel *kernel;
	struct space *spaces;
	size_t count;
	/** NETWORK_RUN frames each: of the network, and of the diffuser */
	double *columns[NETWORK_LINES + DIFFUSER_CHANNELS];
	double *halves[HALVES];
	double *early[SIDES]; /**< a stretch each */
	double *moved;
};

static bool filters_init(struct space *space, struct arena *arena, const struct kernel *kernel)
{
	struct biquad sections[REVERB_FILTERS];
	const size_t count = reverb_filters(&space->settings, space->instance->context.sample_rate, sections);
	const size_t columns = space->instance->groups * space->instance->context.channels;
	if (!filter_bank_init(&space->filters, arena, kernel, columns, count, STRETCH))
		return false;
	for (size_t column = 0; column < columns; column++)
		for (size_t i = 0; i < count; i++)
			filter_bank_set(&space->filters, column, i, &sections[i]);
	return true;
}

static size_t wall_columns(const struct space *space)
{
	return space->early.channels * EARLY_WALLS;
}

static bool walls_init(struct space *space, struct arena *arena, const struct kernel *kernel)
{
	const size_t columns = wall_columns(space), groups = space->instance->groups;
	if (!filter_bank_init(&space->walls, arena, kernel, groups * columns, EARLY_WALLS, STRETCH))
		return false;
	for (size_t group = 0; group < groups; group++)
		early_field_seat(&space->early, &space->walls, group * columns);
	return true;
}

/* Returns signs whose Walsh spectrum is flat (a bent function), so that no delay feeds on what one side hears. */
static double sign_of(size_t line)
{
	return ((line & line >> 1 & 1) ^ (line >> 2 & line >> 3 & 1)) != 0 ? -1.0 : 1.0;
}

/* Returns the half that a line belongs to, by a linear function: the signs of the right side, too, are bent. */
static size_t half_of(size_t line)
{
	return (line >> 1 ^ line >> 3) & 1;
}

static void design_gains(struct space *space)
{
	const struct reverb_settings *settings = &space->settings;
	const double gain = 0.25 / sqrt(reverb_mean_power(settings)), direct = sqrt(settings->type->direct);
	size_t counts[HALVES] = { 0 };
	for (size_t i = 0; i < NETWORK_LINES + DIFFUSER_CHANNELS; i++) {
		const size_t line = i % NETWORK_LINES, half = half_of(line), index = counts[half]++;
		space->columns[half][index] = i;
		space->gains[half][index] = gain * sign_of(line) * (i < NETWORK_LINES ? 1.0 : direct);
	}
	const double level = settings->wet * sqrt(2.0 / (1.0 + settings->width * settings->width));
	space->same = level * 0.5 * (1.0 + settings->width);
	space->other = level * 0.5 * (1.0 - settings->width);
}

static size_t longest_delay(const struct space *space)
{
	size_t longest = 0;
	for (size_t i = 0; i < DIFFUSER_CHANNELS; i++)
		if (space->diffuser.delays[0][i] > longest)
			longest = space->diffuser.delays[0][i];
	return space->start + longest;
}

static bool voice_init(struct arena *arena, const struct batch *batch, const struct space *space, struct voice *voice)
{
	for (size_t i = 0; i < space->instance->context.channels; i++) {
		voice->dry[i] = ARENA_ARRAY(arena, double, STRETCH);
		if (!voice->dry[i] || !tapped_line_init(&voice->lines[i], arena, longest_delay(space), STRETCH))
			return false;
	}
	return diffuser_init(&voice->diffuser, &space->diffuser, arena, NETWORK_RUN) &&
	       early_field_init(&voice->early, &space->early, arena, STRETCH) &&
	       network_init(&voice->network, &space->network, arena, batch->moved);
}

static bool space_init(struct arena *arena, const struct batch *batch, const struct processor_instance *instance,
		       struct space *space)
{
	const double rate = instance->context.sample_rate;
	*space = (struct space){ .instance = instance, .settings = reverb_settings_of(instance->values, rate) };
	const struct reverb_settings *settings = &space->settings;
	const struct network_settings network = reverb_network(settings, &instance->context);
	double spans[DIFFUSER_STEPS];
	for (size_t step = 0; step < DIFFUSER_STEPS; step++)
		spans[step] = settings->type->spans[step] * settings->stretch * rate;
	diffuser_design_init(&space->diffuser, spans, settings->type->skew, settings->diffusion, settings->type->key);
	space->start = frames_of_seconds(settings->predelay, rate) +
		       frames_of_seconds(settings->type->onset * settings->size, rate);
	space->session_frame = -(int64_t)instance->context.late;
	early_field_design_init(&space->early, settings, instance->context.channels, rate);
	design_gains(space);
	space->voices = ARENA_ARRAY(arena, struct voice, instance->groups);
	if (!space->voices || !filters_init(space, arena, batch->kernel) || !walls_init(space, arena, batch->kernel) ||
	    !network_design_init(&space->network, &network, batch->kernel, arena))
		return false;
	for (size_t group = 0; group < instance->groups; group++)
		if (!voice_init(arena, batch, space, &space->voices[group]))
			return false;
	return true;
}

static bool scratch_init(struct arena *arena, struct batch *batch)
{
	const size_t columns = sizeof batch->columns / sizeof batch->columns[0];
	double *scratch = ARENA_ARRAY(arena, double, (columns + HALVES) * NETWORK_COLUMN);
	double *early = ARENA_ARRAY(arena, double, SIDES *STRETCH);
	batch->moved = ARENA_ARRAY(arena, double, NETWORK_MODULATED *NETWORK_COLUMN);
	if (!scratch || !early || !batch->moved)
		return false;
	for (size_t i = 0; i < columns; i++, scratch += NETWORK_COLUMN)
		batch->columns[i] = scratch;
	for (size_t half = 0; half < HALVES; half++, scratch += NETWORK_COLUMN)
		batch->halves[half] = scratch;
	for (size_t side = 0; side < SIDES; side++)
		batch->early[side] = early + side * STRETCH;
	return true;
}

void *network_reverb_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
			 size_t count)
{
	struct batch *batch = ARENA_NEW(arena, struct batch);
	if (!batch)
		return NULL;
	batch->kernel = kernel;
	batch->count = count;
	batch->spaces = ARENA_ARRAY(arena, struct space, count);
	if (!batch->spaces || !scratch_init(arena, batch))
		return NULL;
	for (size_t i = 0; i < count; i++)
		if (!space_init(arena, batch, &instances[i], &batch->spaces[i]))
			return NULL;
	return batch;
}

/* Filters a stretch of all groups into their lines, and keeps it unfiltered for the dry part. */
static void take_in(struct space *space, size_t start, size_t frames)
{
	const size_t channels = space->instance->context.channels;
	struct filter_bank *filters = &space->filters, *walls = &space->walls;
	for (size_t i = 0; i < filters->columns; i++) {
		const struct voice *voice = &space->voices[i / channels];
		filters->in[i] = space->instance->in[i] + start;
		filters->out[i] = tapped_line_claim(&voice->lines[i % channels]);
		if (space->settings.dry > 0.0)
			memcpy(voice->dry[i % channels], filters->in[i], frames * sizeof(double));
	}
	filter_bank_process(filters, frames);
	for (size_t group = 0; group < space->instance->groups; group++)
		early_field_claim(&space->voices[group].early, &space->early, walls, group * wall_columns(space),
				  (const double *const *)filters->out + group * channels);
	filter_bank_process(walls, frames);
	for (size_t i = 0; i < filters->columns; i++)
		tapped_line_commit(&space->voices[i / channels].lines[i % channels], frames);
	for (size_t group = 0; group < space->instance->groups; group++)
		early_field_commit(&space->voices[group].early, &space->early, frames);
}

/* Runs the tail of a run, whose first frame was taken in `age` frames ago. */
static void sound(struct batch *batch, const struct space *space, struct voice *voice, size_t offset, size_t age,
		  size_t frames)
{
	const size_t channels = space->instance->context.channels;
	const double *in[DIFFUSER_CHANNELS], *terms[HALF];
	double *const *diffuse = batch->columns + NETWORK_LINES;
	for (size_t i = 0; i < DIFFUSER_CHANNELS; i++)
		in[i] = tapped_line_read(&voice->lines[i % channels],
					 space->start + space->diffuser.delays[0][i] + age);
	diffuser_process(&voice->diffuser, &space->diffuser, batch->kernel, in, diffuse, frames);
	network_process(&voice->network, &space->network, &space->motion, offset, (const double *const *)diffuse,
			batch->columns, frames);
	for (size_t half = 0; half < HALVES; half++) {
		for (size_t i = 0; i < HALF; i++)
			terms[i] = batch->columns[space->columns[half][i]];
		batch->kernel->column->mix(batch->halves[half], terms, space->gains[half], HALF, frames);
	}
}

static void come_out(const struct batch *batch, const struct space *space, size_t group, size_t start, size_t offset,
		     size_t frames)
{
	const struct voice *voice = &space->voices[group];
	const double same = space->same, other = space->other, dry = space->settings.dry;
	for (size_t side = 0; side < SIDES; side++) {
		const double *terms[HALVES + SIDES + 1] = { batch->halves[0], batch->halves[1] };
		double gains[HALVES + SIDES + 1] = { same + other, side == 0 ? same - other : other - same };
		size_t count = HALVES;
		for (size_t from = 0; from < SIDES && space->early.channels > 0; from++, count++) {
			terms[count] = batch->early[from] + offset;
			gains[count] = from == side ? same : other;
		}
		if (dry > 0.0) {
			terms[count] = voice->dry[side % space->instance->context.channels] + offset;
			gains[count++] = dry;
		}
		batch->kernel->column->mix(space->instance->out[group * SIDES + side] + start + offset, terms, gains,
					   count, frames);
	}
}

/* Every group is taken in before any group is written: the outputs of a mono signal overwrite the inputs of other
   groups. */
static void process_stretch(struct batch *batch, struct space *space, size_t start, size_t frames)
{
	const size_t run = space->network.run;
	network_motion_move(&space->motion, &space->network, space->session_frame, frames);
	take_in(space, start, frames);
	for (size_t group = 0; group < space->instance->groups; group++) {
		struct voice *voice = &space->voices[group];
		if (space->early.channels > 0)
			early_field_process(&voice->early, &space->early, batch->kernel, batch->early, frames);
		for (size_t offset = 0; offset < frames; offset += run) {
			const size_t left = frames - offset, count = left < run ? left : run;
			sound(batch, space, voice, offset, left, count);
			come_out(batch, space, group, start, offset, count);
		}
	}
	space->session_frame += (int64_t)frames;
}

void network_reverb_process(void *state, size_t start, size_t frames)
{
	struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++) {
		struct space *space = &batch->spaces[i];
		const size_t stretch = STRETCH / space->network.run * space->network.run;
		for (size_t done = 0; done < frames; done += stretch)
			process_stretch(batch, space, start + done, frames - done < stretch ? frames - done : stretch);
	}
}

static void voice_reset(struct voice *voice)
{
	for (size_t side = 0; side < SIDES; side++)
		tapped_line_reset(&voice->lines[side]);
	diffuser_reset(&voice->diffuser);
	early_field_reset(&voice->early);
	network_reset(&voice->network);
}

void network_reverb_reset(void *state)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++) {
		struct space *space = &batch->spaces[i];
		space->session_frame = -(int64_t)space->instance->context.late;
		filter_bank_reset(&space->filters);
		filter_bank_reset(&space->walls);
		for (size_t group = 0; group < space->instance->groups; group++)
			voice_reset(&space->voices[group]);
	}
}
