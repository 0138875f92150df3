/* Runs de-essers: their detectors, their gains and the filters that apply them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/de_esser_batch.h"

#include "dsp/delay_line.h"
#include "dsp/kernel/column.h"
#include "dsp/kernel/dynamics.h"
#include "dsp/kernel/filter.h"
#include "dsp/kernel/select.h"
#include "dsp/one_pole.h"
#include "processors/bank.h"
#include "processors/detector.h"
#include "processors/linked_level.h"

#include <math.h>

/* This many frames go through all stages at once, so that all between the stages stays in the first-level cache. */
enum { TILE = 256 };

/* A whole that is softer than this (-120 dBFS, as a square) counts as this loud, so that faint noise is not taken for
   sibilance. */
static const double floor_square = 1e-12;

/* A detector makes one gain, of one channel or of all channels. */
struct detector {
	size_t channel;
	double band_square, full_square; /**< the running mean squares of the band and of the whole */
	double *levels; /**< [TILE]: the levels, then the gains */
	struct bank split; /**< in split mode: the columns that the detector governs */
};

struct voice {
	const struct processor_instance *instance;
	size_t heard_channels; /**< the channels of the key, or else of the whole */
	double link;
	bool linked, relative, split;
	int listen;
	double weight; /**< weight of the new square in the mean */
	struct dynamic_band band;
	struct bank hearing; /**< the filter of what is heard */
	struct bank listening; /**< the filter of all columns, to listen to the band */
	double *coefficients; /**< of both banks: [sections][BIQUAD_ROWS][KERNEL_WIDTH_MAXIMUM], equal in all slots */
	double *filtered; /**< [heard_channels][TILE] */
	const double **heard; /**< [heard_channels]: scratch */
	struct detector *detectors;
	size_t detector_count;
	struct bank computer; /**< the gain computers of the detectors */
	double *parameters; /**< [GAIN_COMPUTER_ROWS][width] */
	struct delay_line *lines; /**< with lookahead: one for each column */
};

struct batch {
	struct voice *voices;
	size_t voice_count;
	const struct kernel *kernel;
	double *rows[VARYING_FILTER_ROWS]; /**< [TILE] each */
	double *scratch; /**< [TILE] */
	double *work; /**< [KERNEL_WIDTH_MAXIMUM][TILE] */
	double *silence, *idle; /**< [TILE]: what idle slots read, and what they write */
};

struct dynamic_band de_esser_band(const struct parameter_value *values, double sample_rate)
{
	return dynamic_band((enum dynamic_band_kind)values[DE_ESSER_BAND].number, values[DE_ESSER_FREQ].number,
			    values[DE_ESSER_Q].number, sample_rate);
}

static bool coefficients_init(struct voice *voice, struct arena *arena, size_t width)
{
	struct biquad sections[DYNAMIC_BAND_DETECTOR_SECTIONS];
	dynamic_band_detector(&voice->band, sections);
	voice->coefficients =
		ARENA_ARRAY(arena, double, DYNAMIC_BAND_DETECTOR_SECTIONS *BIQUAD_ROWS *KERNEL_WIDTH_MAXIMUM);
	if (!voice->coefficients)
		return false;
	for (size_t i = 0; i < DYNAMIC_BAND_DETECTOR_SECTIONS; i++)
		for (size_t slot = 0; slot < width; slot++) {
			double *rows = voice->coefficients + i * BIQUAD_ROWS * width + slot;
			rows[BIQUAD_B0 * width] = sections[i].b0;
			rows[BIQUAD_B1 * width] = sections[i].b1;
			rows[BIQUAD_B2 * width] = sections[i].b2;
			rows[BIQUAD_A1 * width] = sections[i].a1;
			rows[BIQUAD_A2 * width] = sections[i].a2;
		}
	return true;
}

static bool parameters_init(struct voice *voice, struct arena *arena)
{
	const struct parameter_value *values = voice->instance->values;
	const double rate = voice->instance->context.sample_rate;
	const size_t width = voice->computer.kernel->width;
	const double rows[GAIN_COMPUTER_ROWS] = {
		[GAIN_COMPUTER_MEAN] = voice->relative ? 1.0 : voice->weight,
		[GAIN_COMPUTER_THRESHOLD] = values[DE_ESSER_THRESHOLD].number,
		[GAIN_COMPUTER_SLOPE] = 1.0 / values[DE_ESSER_RATIO].number - 1.0,
		[GAIN_COMPUTER_KNEE] = values[DE_ESSER_KNEE].number,
		[GAIN_COMPUTER_RANGE] = -values[DE_ESSER_RANGE].number,
		[GAIN_COMPUTER_ATTACK] = one_pole_weight(values[DE_ESSER_ATTACK].number, rate),
		[GAIN_COMPUTER_RELEASE] = one_pole_weight(values[DE_ESSER_RELEASE].number, rate),
		[GAIN_COMPUTER_WET] = 1.0,
		[GAIN_COMPUTER_DRY] = 0.0,
	};
	voice->parameters = ARENA_ARRAY(arena, double, GAIN_COMPUTER_ROWS *KERNEL_WIDTH_MAXIMUM);
	if (!voice->parameters)
		return false;
	for (size_t row = 0; row < GAIN_COMPUTER_ROWS; row++)
		for (size_t slot = 0; slot < width; slot++)
			voice->parameters[row * width + slot] = rows[row];
	return true;
}

static bool detectors_init(struct voice *voice, struct arena *arena, const struct kernel *kernel)
{
	const size_t channels = voice->instance->context.channels, groups = voice->instance->groups;
	voice->detector_count = voice->linked ? 1 : channels;
	voice->detectors = ARENA_ARRAY(arena, struct detector, voice->detector_count);
	if (!voice->detectors)
		return false;
	for (size_t i = 0; i < voice->detector_count; i++) {
		struct detector *detector = &voice->detectors[i];
		detector->channel = i;
		detector->levels = ARENA_ARRAY(arena, double, TILE);
		if (!detector->levels)
			return false;
		const size_t split = voice->linked ? groups * channels : groups;
		if (voice->split &&
		    !bank_init(&detector->split, arena, kernel_narrow(kernel, split), split, VARYING_FILTER_STATE_ROWS))
			return false;
	}
	return bank_init(&voice->computer, arena, kernel, voice->detector_count, GAIN_COMPUTER_STATE_ROWS);
}

static bool lines_init(struct voice *voice, struct arena *arena)
{
	const size_t count = voice->instance->groups * voice->instance->context.channels;
	if (voice->instance->shape.latency == 0)
		return true;
	voice->lines = ARENA_ARRAY(arena, struct delay_line, count);
	if (!voice->lines)
		return false;
	for (size_t column = 0; column < count; column++)
		if (!delay_line_init(&voice->lines[column], arena, voice->instance->shape.latency))
			return false;
	return true;
}

static bool hearing_init(struct voice *voice, struct arena *arena, const struct kernel *kernel)
{
	const size_t columns = voice->instance->groups * voice->instance->context.channels;
	const size_t state_rows = DYNAMIC_BAND_DETECTOR_SECTIONS * BIQUAD_STATE_ROWS;
	if (voice->listen == DE_ESSER_LISTEN_BAND)
		return bank_init(&voice->listening, arena, kernel_narrow(kernel, columns), columns, state_rows) &&
		       coefficients_init(voice, arena, voice->listening.kernel->width);
	voice->filtered = ARENA_ARRAY(arena, double, voice->heard_channels *TILE);
	voice->heard = ARENA_ARRAY(arena, const double *, voice->heard_channels);
	return voice->filtered && voice->heard &&
	       bank_init(&voice->hearing, arena, kernel_narrow(kernel, voice->heard_channels), voice->heard_channels,
			 state_rows) &&
	       coefficients_init(voice, arena, voice->hearing.kernel->width);
}

static bool voice_init(struct voice *voice, struct arena *arena, const struct kernel *kernel,
		       const struct processor_instance *instance)
{
	const struct parameter_value *values = instance->values;
	const size_t channels = instance->context.channels, keys = instance->context.key_channels;
	const double rate = instance->context.sample_rate;
	*voice = (struct voice){
		.instance = instance,
		.heard_channels = keys > 0 ? keys : channels,
		.link = values[DE_ESSER_LINK].number,
		.relative = (int)values[DE_ESSER_DETECTION].number == DE_ESSER_RELATIVE,
		.split = (int)values[DE_ESSER_MODE].number == DE_ESSER_SPLIT,
		.listen = (int)values[DE_ESSER_LISTEN].number,
		.weight = one_pole_weight(values[DE_ESSER_RMS_TIME].number, rate),
		.band = de_esser_band(values, rate),
	};
	voice->linked = voice->link >= 1.0 || voice->heard_channels == 1 || voice->heard_channels != channels;
	return hearing_init(voice, arena, kernel) && detectors_init(voice, arena, kernel) &&
	       parameters_init(voice, arena) && lines_init(voice, arena);
}

static bool scratch_init(struct batch *batch, struct arena *arena)
{
	for (size_t row = 0; row < VARYING_FILTER_ROWS; row++) {
		batch->rows[row] = ARENA_ARRAY(arena, double, TILE);
		if (!batch->rows[row])
			return false;
	}
	batch->scratch = ARENA_ARRAY(arena, double, TILE);
	batch->work = ARENA_ARRAY(arena, double, KERNEL_WIDTH_MAXIMUM *TILE);
	batch->silence = ARENA_ARRAY(arena, double, TILE);
	batch->idle = ARENA_ARRAY(arena, double, TILE);
	return batch->scratch && batch->work && batch->silence && batch->idle;
}

void *de_esser_batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
			 size_t count, size_t frames_maximum)
{
	(void)frames_maximum;
	struct batch *batch = ARENA_NEW(arena, struct batch);
	if (!batch || !scratch_init(batch, arena))
		return NULL;
	batch->kernel = kernel;
	batch->voice_count = count;
	batch->voices = ARENA_ARRAY(arena, struct voice, count);
	if (!batch->voices)
		return NULL;
	for (size_t i = 0; i < count; i++)
		if (!voice_init(&batch->voices[i], arena, kernel, &instances[i]))
			return NULL;
	return batch;
}

/* Returns the column of one channel that the detectors hear, before the filter. */
static const double *unfiltered(const struct voice *voice, size_t channel, size_t start)
{
	const struct processor_instance *instance = voice->instance;
	return (instance->context.key_channels > 0 ? instance->key : instance->in)[channel] + start;
}

static void hear(const struct batch *batch, const struct voice *voice, size_t start, size_t frames)
{
	const struct bank *bank = &voice->hearing;
	const double *in[KERNEL_WIDTH_MAXIMUM];
	double *out[KERNEL_WIDTH_MAXIMUM];
	for (size_t first = 0; first < bank->columns; first += bank->kernel->width) {
		for (size_t slot = 0; slot < bank->kernel->width; slot++) {
			const bool busy = first + slot < bank->columns;
			in[slot] = busy ? unfiltered(voice, first + slot, start) : batch->silence;
			out[slot] = busy ? voice->filtered + (first + slot) * TILE : batch->idle;
		}
		bank->kernel->filter->biquad_cascade(in, out, frames, DYNAMIC_BAND_DETECTOR_SECTIONS,
						     voice->coefficients, bank_state(bank, first));
	}
}

static const double *heard(const struct voice *voice, size_t channel, bool filtered, size_t start)
{
	return filtered ? voice->filtered + channel * TILE : unfiltered(voice, channel, start);
}

/* Writes what a detector hears, as magnitudes. */
static void hear_linked(const struct batch *batch, double *out, const struct detector *detector,
			const struct voice *voice, bool filtered, size_t start, size_t frames)
{
	for (size_t channel = 0; channel < voice->heard_channels; channel++)
		voice->heard[channel] = heard(voice, channel, filtered, start);
	linked_level(batch->kernel, out, voice->heard, voice->heard_channels,
		     voice->linked ? NULL : voice->heard[detector->channel], voice->link, frames);
}

/* Turns magnitudes into running mean squares. A sample that is not a number counts as the loudest. */
static void mean_squares(double *column, double *mean, double weight, size_t frames)
{
	const double square_maximum = 1e60, keep = 1.0 - weight;
	double square = *mean;
	for (size_t i = 0; i < frames; i++) {
		const double x = column[i] * column[i];
		square = keep * square + weight * (x < square_maximum ? x : square_maximum);
		column[i] = square;
	}
	*mean = square;
}

/* Makes the level that the static curve gets, linear: that of the band, whose mean square the gain computer makes, or
   that of the band relative to the whole. */
static void measure(const struct batch *batch, const struct voice *voice, struct detector *detector, size_t start,
		    size_t frames)
{
	double *restrict levels = detector->levels;
	double *restrict full = batch->scratch;
	hear_linked(batch, levels, detector, voice, true, start, frames);
	if (!voice->relative)
		return;
	hear_linked(batch, full, detector, voice, false, start, frames);
	mean_squares(levels, &detector->band_square, voice->weight, frames);
	mean_squares(full, &detector->full_square, voice->weight, frames);
	for (size_t i = 0; i < frames; i++)
		levels[i] = sqrt(levels[i] / (full[i] > floor_square ? full[i] : floor_square));
}

static void make_gains(const struct voice *voice, size_t frames)
{
	const struct bank *bank = &voice->computer;
	const double *in[KERNEL_WIDTH_MAXIMUM];
	double *out[KERNEL_WIDTH_MAXIMUM];
	for (size_t first = 0; first < bank->columns; first += bank->kernel->width) {
		const size_t left = bank->columns - first;
		const size_t count = left < bank->kernel->width ? left : bank->kernel->width;
		for (size_t slot = 0; slot < count; slot++)
			in[slot] = out[slot] = voice->detectors[first + slot].levels;
		bank->kernel->dynamics->gain_computer(in, out, frames, count, voice->parameters,
						      bank_state(bank, first));
	}
}

/* Returns a column with the delay of the lookahead: the column that is processed. */
static const double *delayed(const struct batch *batch, const struct voice *voice, size_t column, size_t start,
			     size_t frames)
{
	const double *in = voice->instance->in[column] + start;
	double *out = voice->instance->out[column] + start;
	if (!voice->lines)
		return in;
	delay_line_process(&voice->lines[column], batch->kernel, out, in, frames);
	return out;
}

static void subtract(double *out, const double *in, const double *what, size_t frames)
{
	for (size_t i = 0; i < frames; i++)
		out[i] = in[i] - what[i];
}

static void apply_wide(const struct batch *batch, const struct voice *voice, const struct detector *detector,
		       size_t start, size_t frames)
{
	const struct processor_instance *instance = voice->instance;
	const size_t step = voice->linked ? 1 : instance->context.channels;
	for (size_t column = detector->channel; column < instance->groups * instance->context.channels;
	     column += step) {
		const double *in = delayed(batch, voice, column, start, frames);
		double *out = instance->out[column] + start;
		if (voice->listen != DE_ESSER_LISTEN_DIFFERENCE) {
			batch->kernel->column->multiply(out, in, detector->levels, frames);
			continue;
		}
		batch->kernel->column->multiply(batch->work, in, detector->levels, frames);
		subtract(out, in, batch->work, frames);
	}
}

static void apply_split(const struct batch *batch, const struct voice *voice, const struct detector *detector,
			size_t start, size_t frames)
{
	const struct bank *bank = &detector->split;
	const size_t step = voice->linked ? 1 : voice->instance->context.channels;
	const double *in[KERNEL_WIDTH_MAXIMUM];
	double *out[KERNEL_WIDTH_MAXIMUM];
	dynamic_band_coefficients(&voice->band, detector->levels, batch->rows, frames);
	for (size_t first = 0; first < bank->columns; first += bank->kernel->width) {
		for (size_t slot = 0; slot < bank->kernel->width; slot++) {
			const bool busy = first + slot < bank->columns;
			const size_t column = detector->channel + (first + slot) * step;
			in[slot] = busy ? delayed(batch, voice, column, start, frames) : batch->silence;
			out[slot] = batch->idle;
			if (busy)
				out[slot] = voice->listen == DE_ESSER_LISTEN_DIFFERENCE
						    ? batch->work + slot * TILE
						    : voice->instance->out[column] + start;
		}
		bank->kernel->filter->varying_filter(in, out, frames, (const double *const *)batch->rows,
						     bank_state(bank, first));
		for (size_t slot = 0; voice->listen == DE_ESSER_LISTEN_DIFFERENCE && slot < bank->kernel->width &&
				      first + slot < bank->columns;
		     slot++)
			subtract(voice->instance->out[detector->channel + (first + slot) * step] + start, in[slot],
				 out[slot], frames);
	}
}

static void play_band(const struct batch *batch, const struct voice *voice, size_t start, size_t frames)
{
	const struct bank *bank = &voice->listening;
	const double *in[KERNEL_WIDTH_MAXIMUM];
	double *out[KERNEL_WIDTH_MAXIMUM];
	for (size_t first = 0; first < bank->columns; first += bank->kernel->width) {
		for (size_t slot = 0; slot < bank->kernel->width; slot++) {
			const bool busy = first + slot < bank->columns;
			in[slot] = busy ? delayed(batch, voice, first + slot, start, frames) : batch->silence;
			out[slot] = busy ? voice->instance->out[first + slot] + start : batch->idle;
		}
		bank->kernel->filter->biquad_cascade(in, out, frames, DYNAMIC_BAND_DETECTOR_SECTIONS,
						     voice->coefficients, bank_state(bank, first));
	}
}

static void process_tile(const struct batch *batch, const struct voice *voice, size_t start, size_t frames)
{
	if (voice->listen == DE_ESSER_LISTEN_BAND) {
		play_band(batch, voice, start, frames);
		return;
	}
	hear(batch, voice, start, frames);
	for (size_t i = 0; i < voice->detector_count; i++)
		measure(batch, voice, &voice->detectors[i], start, frames);
	make_gains(voice, frames);
	for (size_t i = 0; i < voice->detector_count; i++)
		if (voice->split)
			apply_split(batch, voice, &voice->detectors[i], start, frames);
		else
			apply_wide(batch, voice, &voice->detectors[i], start, frames);
}

void de_esser_batch_process(void *state, size_t start, size_t frames)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->voice_count; i++)
		for (size_t done = 0; done < frames; done += TILE)
			process_tile(batch, &batch->voices[i], start + done,
				     frames - done < TILE ? frames - done : TILE);
}

static void voice_reset(const struct voice *voice)
{
	const size_t columns = voice->instance->groups * voice->instance->context.channels;
	bank_reset(&voice->hearing);
	bank_reset(&voice->listening);
	bank_reset(&voice->computer);
	for (size_t i = 0; i < voice->detector_count; i++) {
		voice->detectors[i].band_square = voice->detectors[i].full_square = 0.0;
		bank_reset(&voice->detectors[i].split);
	}
	for (size_t column = 0; voice->lines && column < columns; column++)
		delay_line_reset(&voice->lines[column]);
}

void de_esser_batch_reset(void *state)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->voice_count; i++)
		voice_reset(&batch->voices[i]);
}
