/* Makes gains and multiplies by them at a multiple of the sample rate.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/oversampled_gain.h"

#include "dsp/delay_line.h"
#include "dsp/kernel/column.h"
#include "dsp/kernel/filter.h"
#include "dsp/kernel/select.h"
#include "dsp/oversampler.h"
#include "processors/bank.h"
#include "processors/linked_level.h"
#include "processors/moving_rows.h"

enum {
	TILE = OVERSAMPLER_FRAMES, /* frames at the sample rate that go through all stages at once */
	DOUBLINGS_MAXIMUM = 2,
	HIGH = TILE << DOUBLINGS_MAXIMUM, /* most frames of a tile where the gain multiplies */
	FINE = HIGH << OVERSAMPLED_GAIN_ABOVE, /* and where it is computed */
};

/* One channel of one group. */
struct column {
	struct oversampler_memory up, down;
	struct delay_line line; /* waits for the gain, and for the lookahead */
};

/* One channel that the detectors hear. */
struct heard {
	const double *base; /* the column of the input or of the key, from frame 0 of the block */
	struct oversampler_memory up; /* where it is not a channel of the whole as it stands */
	struct oversampler_memory fine;
};

/* One gain, for one channel or for all. */
struct detector {
	double *levels; /* [FINE]: the levels, then the gains */
	double *gains; /* [HIGH] */
	struct oversampler_memory down;
	struct delay_line line; /* makes the gain's way a whole number of frames at the sample rate */
};

struct voice {
	const struct processor_instance *instance;
	size_t doublings;
	struct oversampler audio, fine; /* to the rate of the multiplication, and from there to that of the gain */
	struct heard *heard;
	size_t heard_count;
	bool apart; /* what is heard is not the whole as it stands: a key, or a key filter */
	struct bank key_filter;
	size_t key_sections;
	double *key_coefficients; /* [sections][BIQUAD_ROWS][width], equal in all slots */
	double rest; /* linear gain in silence; the filters take the distance to it, which is 0 there */
	double link;
	bool linked;
	struct detector *detectors;
	size_t detector_count;
	double **whole; /* [channels][HIGH]: where the gain multiplies */
	struct column *columns;
	size_t column_count;
};

/* The detectors of all voices of as many doublings, side by side. */
struct computer {
	struct bank bank;
	double **levels; /* [columns of the bank] */
	double *parameters; /* [vector][use->parameter_rows][KERNEL_WIDTH_MAXIMUM] */
	struct moving_rows *moving; /* [vector]: the parameters on their way, where any voice has a range */
};

struct batch {
	const struct oversampled_gain_use *use;
	const struct kernel *kernel;
	struct voice *voices;
	size_t count;
	struct computer computers[DOUBLINGS_MAXIMUM]; /* of 1 doubling, of 2 */
	double **base; /* [most channels heard][TILE]: behind the key filter */
	double **high; /* [most channels heard][HIGH]: of what is heard apart */
	double **fine; /* [most channels heard][FINE] */
	double *lane; /* [HIGH] */
	double *silence, *idle; /* [FINE] */
};

static size_t larger(size_t a, size_t b)
{
	return a > b ? a : b;
}

/* Returns the frames at the rate of the multiplication by which the gain is late there. */
static size_t gain_latency(size_t doublings)
{
	return oversampler_latency_above(doublings, OVERSAMPLED_GAIN_ABOVE);
}

/* Returns the same in frames at the sample rate, rounded up. */
static size_t gain_frames(size_t doublings)
{
	return (gain_latency(doublings) + ((size_t)1 << doublings) - 1) >> doublings;
}

void oversampled_gain_shape(size_t doublings, double sample_rate, struct processor_shape *shape)
{
	const size_t filters = oversampler_latency(OVERSAMPLER_LINEAR, doublings);
	shape->latency += filters + gain_frames(doublings);
	shape->early = filters;
	shape->tail_seconds = (double)filters / sample_rate;
}

static bool columns_init(struct voice *voice, struct arena *arena)
{
	const struct processor_shape *shape = &voice->instance->shape;
	const size_t wait = shape->latency - oversampler_latency(OVERSAMPLER_LINEAR, voice->doublings);
	voice->column_count = voice->instance->groups * voice->instance->context.channels;
	voice->columns = ARENA_ARRAY(arena, struct column, voice->column_count);
	for (size_t i = 0; voice->columns && i < voice->column_count; i++)
		if (!oversampler_memory_init_up(&voice->columns[i].up, arena, &voice->audio) ||
		    !oversampler_memory_init_down(&voice->columns[i].down, arena, &voice->audio) ||
		    !delay_line_init(&voice->columns[i].line, arena, wait << voice->doublings))
			return false;
	return voice->columns;
}

static bool key_filter_init(struct voice *voice, const struct detector_use *use, struct arena *arena,
			    const struct kernel *widest)
{
	struct biquad sections[DETECTOR_KEY_SECTIONS];
	const struct kernel *kernel = kernel_narrow(widest, voice->heard_count);
	voice->key_sections = detector_key_filter(use, voice->instance, sections);
	voice->key_coefficients = ARENA_ARRAY(arena, double, voice->key_sections *BIQUAD_ROWS *KERNEL_WIDTH_MAXIMUM);
	if (!voice->key_coefficients ||
	    !bank_init(&voice->key_filter, arena, kernel, voice->heard_count, voice->key_sections * BIQUAD_STATE_ROWS))
		return false;
	for (size_t i = 0; i < voice->key_sections; i++)
		for (size_t slot = 0; slot < kernel->width; slot++) {
			double *rows = voice->key_coefficients + i * BIQUAD_ROWS * kernel->width + slot;
			rows[BIQUAD_B0 * kernel->width] = sections[i].b0;
			rows[BIQUAD_B1 * kernel->width] = sections[i].b1;
			rows[BIQUAD_B2 * kernel->width] = sections[i].b2;
			rows[BIQUAD_A1 * kernel->width] = sections[i].a1;
			rows[BIQUAD_A2 * kernel->width] = sections[i].a2;
		}
	return true;
}

static bool heard_init(struct voice *voice, const struct detector_use *use, struct arena *arena,
		       const struct kernel *kernel)
{
	const struct processor_instance *instance = voice->instance;
	const bool keyed = instance->context.key_channels > 0;
	voice->heard_count = keyed ? instance->context.key_channels : instance->context.channels;
	voice->heard = ARENA_ARRAY(arena, struct heard, voice->heard_count);
	if (!voice->heard || !key_filter_init(voice, use, arena, kernel))
		return false;
	voice->apart = keyed || voice->key_sections > 0;
	for (size_t i = 0; i < voice->heard_count; i++) {
		voice->heard[i].base = (keyed ? instance->key : instance->in)[i];
		if (!oversampler_memory_init_up(&voice->heard[i].up, arena, &voice->audio) ||
		    !oversampler_memory_init_up(&voice->heard[i].fine, arena, &voice->fine))
			return false;
	}
	return true;
}

static bool detectors_init(struct voice *voice, struct arena *arena)
{
	const size_t late = gain_latency(voice->doublings);
	const size_t wait = (gain_frames(voice->doublings) << voice->doublings) - late;
	voice->detector_count = voice->linked ? 1 : voice->instance->context.channels;
	voice->detectors = ARENA_ARRAY(arena, struct detector, voice->detector_count);
	for (size_t i = 0; voice->detectors && i < voice->detector_count; i++) {
		struct detector *detector = &voice->detectors[i];
		detector->levels = ARENA_ARRAY(arena, double, FINE);
		detector->gains = ARENA_ARRAY(arena, double, HIGH);
		if (!detector->levels || !detector->gains ||
		    !oversampler_memory_init_down(&detector->down, arena, &voice->fine) ||
		    !delay_line_init(&detector->line, arena, wait))
			return false;
	}
	return voice->detectors;
}

static double **columns_new(struct arena *arena, size_t count, size_t frames)
{
	double **columns = ARENA_ARRAY(arena, double *, count);
	for (size_t i = 0; columns && i < count; i++) {
		columns[i] = ARENA_ARRAY(arena, double, frames);
		if (!columns[i])
			return NULL;
	}
	return columns;
}

static bool voice_init(struct voice *voice, const struct oversampled_gain_use *use, struct arena *arena,
		       const struct kernel *kernel, const struct processor_instance *instance)
{
	const struct detector_use *detector = &use->detector;
	const size_t doublings = (size_t)instance->values[use->oversampling].number;
	*voice = (struct voice){
		.instance = instance,
		.doublings = doublings,
		.rest = use->resting_gain(instance->values),
		.link = instance->values[detector->detection + DETECTOR_LINK].number,
	};
	if (!oversampler_init(&voice->audio, arena, kernel, OVERSAMPLER_LINEAR, doublings) ||
	    !oversampler_init_above(&voice->fine, arena, kernel, doublings, OVERSAMPLED_GAIN_ABOVE) ||
	    !heard_init(voice, detector, arena, kernel))
		return false;
	voice->linked =
		voice->link >= 1.0 || voice->heard_count == 1 || voice->heard_count != instance->context.channels;
	voice->whole = columns_new(arena, instance->context.channels, HIGH);
	return voice->whole && detectors_init(voice, arena) && columns_init(voice, arena);
}

static bool moving_init(struct computer *computer, const struct detector_use *use, struct arena *arena)
{
	const size_t vectors = bank_vectors(&computer->bank), vector = use->parameter_rows * KERNEL_WIDTH_MAXIMUM;
	computer->moving = ARENA_ARRAY(arena, struct moving_rows, vectors);
	for (size_t i = 0; computer->moving && i < vectors; i++)
		if (!moving_rows_init(&computer->moving[i], arena, computer->parameters + i * vector,
				      use->parameter_rows, computer->bank.kernel->width))
			return false;
	return computer->moving;
}

/* Writes the parameters of all detectors. */
static void set_parameters(const struct batch *batch, size_t doublings)
{
	const struct detector_use *use = &batch->use->detector;
	const struct computer *computer = &batch->computers[doublings - 1];
	const size_t width = computer->bank.kernel->width, vector = use->parameter_rows * KERNEL_WIDTH_MAXIMUM;
	size_t column = 0;
	for (size_t i = 0; i < batch->count; i++) {
		const struct voice *voice = &batch->voices[i];
		for (size_t k = 0; voice->doublings == doublings && k < voice->detector_count; k++, column++)
			use->set_parameters(computer->parameters + column / width * vector, width, column % width,
					    voice->instance);
	}
}

static bool computer_init(struct batch *batch, struct arena *arena, size_t doublings)
{
	const struct detector_use *use = &batch->use->detector;
	struct computer *computer = &batch->computers[doublings - 1];
	size_t columns = 0;
	bool ranges = false;
	for (size_t i = 0; i < batch->count; i++) {
		columns += batch->voices[i].doublings == doublings ? batch->voices[i].detector_count : 0;
		ranges = ranges || batch->voices[i].instance->least;
	}
	const struct kernel *kernel = kernel_narrow(batch->kernel, columns);
	const size_t vector = use->parameter_rows * KERNEL_WIDTH_MAXIMUM;
	if (!bank_init(&computer->bank, arena, kernel, columns, use->state_rows))
		return false;
	computer->levels = ARENA_ARRAY(arena, double *, columns);
	computer->parameters = ARENA_ARRAY(arena, double, bank_vectors(&computer->bank) * vector);
	if (!computer->levels || !computer->parameters)
		return false;
	size_t column = 0;
	for (size_t i = 0; i < batch->count; i++) {
		const struct voice *voice = &batch->voices[i];
		for (size_t k = 0; voice->doublings == doublings && k < voice->detector_count; k++, column++)
			computer->levels[column] = voice->detectors[k].levels;
	}
	set_parameters(batch, doublings);
	return !ranges || moving_init(computer, use, arena);
}

static bool scratch_init(struct batch *batch, struct arena *arena, size_t channels)
{
	batch->base = columns_new(arena, channels, TILE);
	batch->high = columns_new(arena, channels, HIGH);
	batch->fine = columns_new(arena, channels, FINE);
	batch->lane = ARENA_ARRAY(arena, double, HIGH);
	batch->silence = ARENA_ARRAY(arena, double, FINE);
	batch->idle = ARENA_ARRAY(arena, double, FINE);
	return batch->base && batch->high && batch->fine && batch->lane && batch->silence && batch->idle;
}

void *oversampled_gain_new(const struct oversampled_gain_use *use, struct arena *arena, const struct kernel *kernel,
			   const struct processor_instance *instances, size_t count)
{
	struct batch *batch = ARENA_NEW(arena, struct batch);
	if (!batch)
		return NULL;
	*batch = (struct batch){
		.use = use, .kernel = kernel, .voices = ARENA_ARRAY(arena, struct voice, count), .count = count
	};
	size_t channels = 0;
	for (size_t i = 0; batch->voices && i < count; i++) {
		if (!voice_init(&batch->voices[i], use, arena, kernel, &instances[i]))
			return NULL;
		channels = larger(channels, larger(batch->voices[i].heard_count, instances[i].context.channels));
	}
	if (!batch->voices || !scratch_init(batch, arena, channels))
		return NULL;
	for (size_t doublings = 1; doublings <= DOUBLINGS_MAXIMUM; doublings++)
		if (!computer_init(batch, arena, doublings))
			return NULL;
	return batch;
}

/* Sends what the voice hears through the key filter, all channels side by side. */
static void filter_key(const struct batch *batch, const struct voice *voice, size_t start, size_t frames)
{
	const struct bank *bank = &voice->key_filter;
	const double *in[KERNEL_WIDTH_MAXIMUM];
	double *out[KERNEL_WIDTH_MAXIMUM];
	for (size_t first = 0; first < bank->columns; first += bank->kernel->width) {
		for (size_t slot = 0; slot < bank->kernel->width; slot++) {
			const bool busy = first + slot < bank->columns;
			in[slot] = busy ? voice->heard[first + slot].base + start : batch->silence;
			out[slot] = busy ? batch->base[first + slot] : batch->idle;
		}
		bank->kernel->filter->biquad_cascade(in, out, frames, voice->key_sections, voice->key_coefficients,
						     bank_state(bank, first));
	}
}

/* Takes the whole to the rate of the multiplication, and what is heard to that of the gain. */
static void lift(const struct batch *batch, struct voice *voice, size_t start, size_t frames)
{
	for (size_t i = 0; i < voice->instance->context.channels; i++)
		oversampler_up(&voice->audio, &voice->columns[i].up, voice->whole[i], voice->instance->in[i] + start,
			       frames);
	if (voice->key_sections > 0)
		filter_key(batch, voice, start, frames);
	for (size_t i = 0; i < voice->heard_count; i++) {
		struct heard *heard = &voice->heard[i];
		const double *base = voice->key_sections > 0 ? batch->base[i] : heard->base + start;
		if (voice->apart)
			oversampler_up(&voice->audio, &heard->up, batch->high[i], base, frames);
		oversampler_up(&voice->fine, &heard->fine, batch->fine[i],
			       voice->apart ? batch->high[i] : voice->whole[i], frames << voice->doublings);
	}
}

/* Makes the levels of all detectors of a voice. */
static void link_levels(const struct batch *batch, const struct voice *voice, size_t frames)
{
	const size_t fine = frames << (voice->doublings + OVERSAMPLED_GAIN_ABOVE);
	for (size_t i = 0; i < voice->detector_count; i++)
		linked_level(batch->kernel, voice->detectors[i].levels, (const double *const *)batch->fine,
			     voice->heard_count, voice->linked ? NULL : batch->fine[i], voice->link, fine);
}

/* Makes the gains of one vector: while parameters move, those of one frame of the sample rate after another. */
static void make_vector(const struct batch *batch, const struct computer *computer, size_t first, size_t fine,
			size_t step)
{
	const struct bank *bank = &computer->bank;
	const struct detector_use *use = &batch->use->detector;
	const size_t width = bank->kernel->width, vector = first / width;
	const size_t left = bank->columns - first, count = left < width ? left : width;
	struct moving_rows *moving = computer->moving ? &computer->moving[vector] : NULL;
	const double *in[KERNEL_WIDTH_MAXIMUM];
	double *out[KERNEL_WIDTH_MAXIMUM];
	for (size_t done = 0; done < fine;) {
		const bool moves = moving && moving->moving > 0;
		const size_t run = moves ? step : fine - done;
		for (size_t slot = 0; slot < width; slot++) {
			out[slot] = (slot < count ? computer->levels[first + slot] : batch->idle) + done;
			in[slot] = slot < count ? out[slot] : batch->silence;
		}
		if (moves)
			moving_rows_step(moving);
		use->make_gains(bank->kernel, in, out, run, count,
				computer->parameters + vector * use->parameter_rows * KERNEL_WIDTH_MAXIMUM,
				bank_state(bank, first));
		done += run;
	}
}

static void make_gains(const struct batch *batch, size_t doublings, size_t frames)
{
	const struct computer *computer = &batch->computers[doublings - 1];
	const size_t step = (size_t)1 << (doublings + OVERSAMPLED_GAIN_ABOVE);
	for (size_t first = 0; first < computer->bank.columns; first += computer->bank.kernel->width)
		make_vector(batch, computer, first, frames * step, step);
}

static void add(double *column, double value, size_t frames)
{
	for (size_t i = 0; i < frames; i++)
		column[i] += value;
}

/* Brings the gains down to the rate of the multiplication. */
static void lower_gains(const struct batch *batch, struct voice *voice, size_t frames)
{
	const size_t high = frames << voice->doublings, fine = high << OVERSAMPLED_GAIN_ABOVE;
	for (size_t i = 0; i < voice->detector_count; i++) {
		struct detector *detector = &voice->detectors[i];
		add(detector->levels, -voice->rest, fine);
		oversampler_down(&voice->fine, &detector->down, detector->gains, detector->levels, high);
		delay_line_process(&detector->line, batch->kernel, detector->gains, detector->gains, high);
		add(detector->gains, voice->rest, high);
	}
}

static void multiply(const struct batch *batch, struct voice *voice, size_t start, size_t frames)
{
	const struct processor_instance *instance = voice->instance;
	const size_t channels = instance->context.channels, high = frames << voice->doublings;
	for (size_t i = 0; i < voice->column_count; i++) {
		struct column *column = &voice->columns[i];
		const struct detector *detector = &voice->detectors[voice->linked ? 0 : i % channels];
		double *samples = i < channels ? voice->whole[i] : batch->lane;
		if (i >= channels)
			oversampler_up(&voice->audio, &column->up, samples, instance->in[i] + start, frames);
		delay_line_process(&column->line, batch->kernel, samples, samples, high);
		batch->kernel->column->multiply(samples, samples, detector->gains, high);
		oversampler_down(&voice->audio, &column->down, instance->out[i] + start, samples, frames);
	}
}

static void process_tile(const struct batch *batch, size_t start, size_t frames)
{
	for (size_t i = 0; i < batch->count; i++) {
		lift(batch, &batch->voices[i], start, frames);
		link_levels(batch, &batch->voices[i], frames);
	}
	for (size_t doublings = 1; doublings <= DOUBLINGS_MAXIMUM; doublings++)
		make_gains(batch, doublings, frames);
	for (size_t i = 0; i < batch->count; i++) {
		lower_gains(batch, &batch->voices[i], frames);
		multiply(batch, &batch->voices[i], start, frames);
	}
}

void oversampled_gain_process(void *state, size_t start, size_t frames)
{
	const struct batch *batch = state;
	for (size_t done = 0; done < frames; done += TILE)
		process_tile(batch, start + done, frames - done < TILE ? frames - done : TILE);
}

void oversampled_gain_retune(void *state, size_t instance, const struct parameter_value *values)
{
	const struct batch *batch = state;
	const struct voice *voice = &batch->voices[instance];
	const struct computer *computer = &batch->computers[voice->doublings - 1];
	const size_t width = computer->bank.kernel->width;
	struct processor_instance target = *voice->instance;
	size_t column = 0;
	target.values = values;
	for (size_t i = 0; i < instance; i++)
		column += batch->voices[i].doublings == voice->doublings ? batch->voices[i].detector_count : 0;
	for (size_t i = 0; i < voice->detector_count; i++, column++) {
		struct moving_rows *moving = &computer->moving[column / width];
		moving_rows_start(moving, column % width);
		batch->use->detector.set_parameters(moving->to, width, column % width, &target);
	}
}

static void voice_reset(struct voice *voice)
{
	bank_reset(&voice->key_filter);
	for (size_t i = 0; i < voice->column_count; i++) {
		oversampler_memory_reset(&voice->columns[i].up);
		oversampler_memory_reset(&voice->columns[i].down);
		delay_line_reset(&voice->columns[i].line);
	}
	for (size_t i = 0; i < voice->heard_count; i++) {
		oversampler_memory_reset(&voice->heard[i].up);
		oversampler_memory_reset(&voice->heard[i].fine);
	}
	for (size_t i = 0; i < voice->detector_count; i++) {
		oversampler_memory_reset(&voice->detectors[i].down);
		delay_line_reset(&voice->detectors[i].line);
	}
}

void oversampled_gain_reset(void *state)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < DOUBLINGS_MAXIMUM; i++) {
		const struct computer *computer = &batch->computers[i];
		for (size_t vector = 0; computer->moving && vector < bank_vectors(&computer->bank); vector++)
			moving_rows_stop(&computer->moving[vector]);
		set_parameters(batch, i + 1);
		bank_reset(&computer->bank);
	}
	for (size_t i = 0; i < batch->count; i++)
		voice_reset(&batch->voices[i]);
}
