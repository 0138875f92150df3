/* Adds a copy with a short delay that moves: the flanger.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/delay_line.h"
#include "dsp/kernel/column.h"
#include "processors/modulation.h"
#include "processors/moving_delay.h"

#include <math.h>
#include <stddef.h>

enum { RATE, PERIOD, DELAY, DEPTH, FEEDBACK, POLARITY, THROUGH_ZERO, SHAPE, PHASE, START, MIX };
enum { POLARITY_NORMAL, POLARITY_INVERTED };

/** The pitch of the copy is bent by at most this share of itself. */
#define PITCH_CHANGE_MAXIMUM 0.5

static const char *const polarity_choices[] = { "normal", "inverted", NULL };

static const struct parameter parameters[] = {
	[RATE] = MODULATION_RATE_ROW(0.25),
	[PERIOD] = MODULATION_PERIOD_ROW,
	[DELAY] = { .name = "delay",
		    .help = "shortest delay of the sweep; on its own, with no depth, a comb filter",
		    .type = PARAMETER_NUMBER,
		    .quantity = QUANTITY_TIME,
		    .minimum = 0.0001,
		    .maximum = 0.01,
		    .fallback = 0.0005 },
	[DEPTH] = { .name = "depth",
		    .help = "by how much the delay gets longer on its way",
		    .type = PARAMETER_NUMBER,
		    .quantity = QUANTITY_TIME,
		    .minimum = 0.0,
		    .maximum = 0.01,
		    .fallback = 0.003 },
	[FEEDBACK] = { .name = "feedback",
		       .help = "how much of the delayed sound goes in again; below zero it goes in inverted",
		       .type = PARAMETER_NUMBER,
		       .quantity = QUANTITY_PERCENT,
		       .minimum = -0.95,
		       .maximum = 0.95,
		       .fallback = 0.3 },
	[POLARITY] = { .name = "polarity",
		       .help = "of the delayed sound: normal adds it, inverted takes it away",
		       .type = PARAMETER_CHOICE,
		       .choices = polarity_choices,
		       .fallback = POLARITY_NORMAL },
	[THROUGH_ZERO] = { .name = "through_zero",
			   .help = "delays the dry sound by the middle of the sweep, so that the two cross as on tape",
			   .type = PARAMETER_SWITCH,
			   .fallback = 0.0 },
	[SHAPE] = MODULATION_SHAPE_ROW(modulation_smooth_shapes),
	[PHASE] = MODULATION_PHASE_ROW(0.0),
	[START] = MODULATION_START_ROW,
	[MIX] = { .name = "mix",
		  .help = "share of the delayed sound; the comb is deepest at 50 %",
		  .type = PARAMETER_NUMBER,
		  .quantity = QUANTITY_PERCENT,
		  .minimum = 0.0,
		  .maximum = 1.0,
		  .fallback = 0.5 },
};

/** The values of the parameters at a sample rate. */
struct settings {
	struct moving_delay_design moving;
	size_t latency; /**< the delay of the dry sound, frames */
	double dry, wet; /**< linear, signed */
};

static struct settings read_settings(const struct parameter_value *values, double sample_rate)
{
	const double wet = values[MIX].number;
	struct settings settings = {
		.moving = { .voices = 1,
			    .delay = values[DELAY].number * sample_rate,
			    .depth = values[DEPTH].number * sample_rate,
			    .feedback = values[FEEDBACK].number,
			    .shape = modulation_shape(&values[SHAPE]),
			    .rate = modulation_rate(&values[RATE], &values[PERIOD]),
			    .start = values[START].number / 360.0,
			    .phase = values[PHASE].number / 360.0,
			    .name = "flanger" },
		.dry = 1.0 - wet,
		.wet = values[POLARITY].number == POLARITY_INVERTED ? -wet : wet,
	};
	if (values[THROUGH_ZERO].number != 0.0) {
		/* The dry sound is delayed by a whole number of frames, and the sweep goes around just that number. */
		const double middle = ceil(settings.moving.delay + settings.moving.depth / 2.0 - 1e-9);
		settings.moving.delay = middle - settings.moving.depth / 2.0;
		settings.latency = (size_t)middle;
	}
	return settings;
}

/* The latency is the dry sound's. The delayed copy is early and late by turns, and begins earlier still because an
   interpolating read hears some frames ahead. */
static void measure(const struct settings *settings, double sample_rate, struct processor_shape *result)
{
	const struct moving_delay_design *moving = &settings->moving;
	const double first = fmax(floor(moving->delay) - FRACTIONAL_DELAY_AHEAD, 1.0);
	const double late = (double)settings->latency;
	result->latency = settings->latency;
	result->early = late > first ? (size_t)(late - first) : 0;
	result->tail_seconds = fmax(moving_delay_tail(moving, fabs(settings->wet)) - late, 0.0) / sample_rate;
	result->gap_seconds = (moving->delay + moving->depth) / sample_rate;
}

static bool shape(const struct parameter_value *values, const struct processor_context *context, struct arena *arena,
		  struct processor_shape *result, const char **problem, struct location *at)
{
	(void)arena;
	if (!modulation_accepts(&values[RATE], &values[PERIOD], problem, at))
		return false;
	const struct settings settings = read_settings(values, context->sample_rate);
	if (settings.moving.delay < FRACTIONAL_DELAY_MINIMUM)
		return modulation_blames(&values[DELAY],
					 "'delay' is under 4 samples at this sample rate; make it longer", problem, at);
	if (moving_delay_pitch_change(&settings.moving, context->sample_rate) > PITCH_CHANGE_MAXIMUM)
		return modulation_blames(
			&values[DEPTH],
			"'depth' at this rate bends the pitch by more than half; lower it, or slow it down", problem,
			at);
	measure(&settings, context->sample_rate, result);
	return true;
}

struct seat {
	struct settings settings;
	struct moving_delay moving;
	struct delay_line *dry; /**< one for each column */
};

struct batch {
	struct moving_delay_room room;
	struct seat *seats;
	size_t count;
	double *dry; /**< MOVING_DELAY_RUN frames */
};

static bool seat_init(struct seat *seat, struct arena *arena, const struct processor_instance *instance)
{
	const size_t columns = instance->groups * instance->context.channels;
	seat->settings = read_settings(instance->values, instance->context.sample_rate);
	seat->dry = ARENA_ARRAY(arena, struct delay_line, columns);
	if (!seat->dry)
		return false;
	for (size_t i = 0; i < columns; i++)
		if (!delay_line_init(&seat->dry[i], arena, seat->settings.latency))
			return false;
	return moving_delay_init(&seat->moving, arena, instance, &seat->settings.moving);
}

static void *batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
		       size_t count, size_t frames_maximum)
{
	(void)frames_maximum;
	struct batch *batch = ARENA_NEW(arena, struct batch);
	if (!batch)
		return NULL;
	batch->count = count;
	batch->seats = ARENA_ARRAY(arena, struct seat, count);
	batch->dry = ARENA_ARRAY(arena, double, MOVING_DELAY_RUN);
	if (!batch->seats || !batch->dry || !moving_delay_room_init(&batch->room, arena, kernel))
		return NULL;
	for (size_t i = 0; i < count; i++)
		if (!seat_init(&batch->seats[i], arena, &instances[i]))
			return NULL;
	return batch;
}

static void process_seat(const struct batch *batch, struct seat *seat, size_t start, size_t frames)
{
	const struct processor_instance *instance = seat->moving.instance;
	const double gains[2] = { seat->settings.dry, seat->settings.wet };
	moving_delay_run(&seat->moving, &batch->room, start, frames);
	for (size_t i = 0; i < instance->groups * instance->context.channels; i++) {
		delay_line_process(&seat->dry[i], batch->room.kernel, batch->dry, instance->in[i] + start, frames);
		const double *const terms[2] = { batch->dry, seat->moving.wet[i] };
		batch->room.kernel->column->mix(instance->out[i] + start, terms, gains, 2, frames);
	}
}

static void process(void *state, size_t start, size_t frames)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++)
		for (size_t done = 0; done < frames; done += MOVING_DELAY_RUN)
			process_seat(batch, &batch->seats[i], start + done,
				     frames - done < MOVING_DELAY_RUN ? frames - done : MOVING_DELAY_RUN);
}

static void reset(void *state)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++) {
		const struct seat *seat = &batch->seats[i];
		const struct processor_instance *instance = seat->moving.instance;
		moving_delay_reset(&batch->seats[i].moving);
		for (size_t column = 0; column < instance->groups * instance->context.channels; column++)
			delay_line_reset(&seat->dry[column]);
	}
}

const struct processor flanger_processor = {
	.name = "flanger",
	.summary = "a comb filter that sweeps",
	.description =
		"Adds the signal to itself a few milliseconds late: with the input x and the line w[n] = x[n] + "
		"feedback w[n - d], the output is (1 - mix) x[n] + mix w[n - d], or minus mix when `polarity` is "
		"inverted. The delay d goes from `delay` to `delay` + `depth` and back by `shape`. At mix 50 % and "
		"without feedback the notches lie at odd multiples of 1 / (2 d), inverted at multiples of 1 / d; "
		"feedback makes peaks between them, of 1 / (1 - feedback) in the line.\n"
		"What lies between samples is read with up to 40 taps of windowed sinc: its error is 104 dB and more "
		"under the sound up to 18 kHz, for delays of 20 samples and more; less so for shorter ones: 73 dB "
		"from 8 samples, 46 dB from 4.\n"
		"`through_zero` delays the dry sound by the middle of the sweep, rounded up to whole samples; the two "
		"cross there, twice a turn, as two tape machines do. That is reported as latency and compensated; "
		"without it there is none. `depth` and rate may bend the pitch by half at most.\n"
		"`phase` sets channels apart; `random` goes from one value to the next, one each turn, by the "
		"session's seed. The modulation is tied to the session's time, as that of `tremolo`. The tail is an "
		"upper bound: the longest delay, as often as the feedback takes to fall by 120 dB.",
	.law = STEM_LAW_LINEAR,
	.use = PROCESSOR_USE_EFFECT,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = RATE,
	.shape = shape,
	.batch_new = batch_new,
	.process = process,
	.reset = reset,
};
