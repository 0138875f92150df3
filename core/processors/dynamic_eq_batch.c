/* Runs dynamic equalisers: the detectors of their bands, the gains, and the filters that apply them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/dynamic_eq_batch.h"

#include "dsp/delay_line.h"
#include "dsp/elementary.h"
#include "dsp/kernel/dynamics.h"
#include "dsp/kernel/filter.h"
#include "dsp/kernel/select.h"
#include "dsp/one_pole.h"
#include "processors/bank.h"
#include "processors/linked_level.h"

#include <math.h>
#include <string.h>

/* This many frames go through all stages at once, so that all between the stages stays in the first-level cache. */
enum { TILE = 256 };

/* A gain of one band, in one channel or in all. */
struct detector {
	double *levels; /**< [TILE]: the levels, then the gains */
	struct bank filtered; /**< the columns that the band filters by this gain */
};

struct band {
	struct dynamic_band form;
	bool boosts; /**< the gain moves up */
	const double *const *hears; /**< the columns of the input or of the key */
	size_t heard_channels;
	size_t first_heard; /**< index of its first column in voice.hearing */
	bool linked; /**< one gain for all channels */
	struct detector *detectors; /**< one, or one for each channel */
	size_t detector_count;
};

struct voice {
	const struct processor_instance *instance;
	double link;
	struct band bands[DYNAMIC_EQ_BANDS_MAXIMUM];
	size_t band_count;
	struct bank hearing; /**< the filters of what the bands hear, all bands side by side */
	double *coefficients; /**< of `hearing`: [vector][sections][BIQUAD_ROWS][width] */
	const double **unfiltered; /**< [columns of hearing]: what goes in, from frame 0 of the block */
	double *heard; /**< [columns of hearing][TILE] */
	const double **linked; /**< scratch: the columns that one band hears */
	struct bank computer; /**< the gain computers of all bands side by side */
	double *parameters; /**< of `computer`: [vector][GAIN_COMPUTER_ROWS][width] */
	double **levels; /**< [columns of computer] */
	struct delay_line *lines; /**< with lookahead: one for each column */
};

struct batch {
	struct voice *voices;
	size_t voice_count;
	const struct kernel *kernel;
	double *rows[VARYING_FILTER_ROWS]; /**< [TILE] each */
	double *silence, *idle; /**< [TILE]: what idle slots read, and what they write */
};

enum {
	HEARING_ROWS = DYNAMIC_BAND_DETECTOR_SECTIONS * BIQUAD_ROWS,
	HEARING_STATE_ROWS = DYNAMIC_BAND_DETECTOR_SECTIONS * BIQUAD_STATE_ROWS,
};

struct dynamic_band dynamic_eq_band(const struct parameter_value *band, double sample_rate)
{
	static const enum dynamic_band_kind kinds[] = { [DYNAMIC_EQ_BELL] = DYNAMIC_BAND_BELL,
							[DYNAMIC_EQ_LOW_SHELF] = DYNAMIC_BAND_LOW_SHELF,
							[DYNAMIC_EQ_HIGH_SHELF] = DYNAMIC_BAND_HIGH_SHELF };
	const int type = (int)band[DYNAMIC_EQ_TYPE].number;
	const double natural_q = type == DYNAMIC_EQ_BELL ? 1.0 : sqrt(0.5);
	const double q = band[DYNAMIC_EQ_Q].given ? band[DYNAMIC_EQ_Q].number : natural_q;
	return dynamic_band(kinds[type], band[DYNAMIC_EQ_FREQ].number, q, sample_rate);
}

static size_t column_count(const struct processor_instance *instance)
{
	return instance->groups * instance->context.channels;
}

static void band_settings(struct band *band, const struct processor_instance *instance,
			  const struct parameter_value *fields)
{
	const bool keyed = instance->context.key_channels > 0 && fields[DYNAMIC_EQ_KEYED].number != 0.0;
	*band = (struct band){
		.form = dynamic_eq_band(fields, instance->context.sample_rate),
		.boosts = fields[DYNAMIC_EQ_RANGE].number > 0.0,
		.hears = keyed ? instance->key : instance->in,
		.heard_channels = keyed ? instance->context.key_channels : instance->context.channels,
	};
}

static bool detectors_init(struct band *band, struct arena *arena, const struct kernel *kernel,
			   const struct processor_instance *instance)
{
	const size_t columns = band->linked ? column_count(instance) : instance->groups;
	band->detector_count = band->linked ? 1 : instance->context.channels;
	band->detectors = ARENA_ARRAY(arena, struct detector, band->detector_count);
	if (!band->detectors)
		return false;
	for (size_t i = 0; i < band->detector_count; i++) {
		band->detectors[i].levels = ARENA_ARRAY(arena, double, TILE);
		if (!band->detectors[i].levels ||
		    !bank_init(&band->detectors[i].filtered, arena, kernel_narrow(kernel, columns), columns,
			       VARYING_FILTER_STATE_ROWS))
			return false;
	}
	return true;
}

static bool bands_init(struct voice *voice, struct arena *arena, const struct kernel *kernel)
{
	const struct parameter_value *list = &voice->instance->values[DYNAMIC_EQ_BANDS];
	const size_t channels = voice->instance->context.channels;
	voice->band_count = list->item_count;
	for (size_t i = 0; i < voice->band_count; i++) {
		struct band *band = &voice->bands[i];
		band_settings(band, voice->instance, list->items[i]);
		band->linked = voice->link >= 1.0 || band->heard_channels == 1 || band->heard_channels != channels;
		if (!detectors_init(band, arena, kernel, voice->instance))
			return false;
	}
	return true;
}

/* Writes the coefficients of one column of a vector of `width`. */
static void set_hearing(double *table, size_t width, size_t slot, const struct dynamic_band *form)
{
	struct biquad sections[DYNAMIC_BAND_DETECTOR_SECTIONS];
	dynamic_band_detector(form, sections);
	for (size_t i = 0; i < DYNAMIC_BAND_DETECTOR_SECTIONS; i++) {
		double *rows = table + i * BIQUAD_ROWS * width + slot;
		rows[BIQUAD_B0 * width] = sections[i].b0;
		rows[BIQUAD_B1 * width] = sections[i].b1;
		rows[BIQUAD_B2 * width] = sections[i].b2;
		rows[BIQUAD_A1 * width] = sections[i].a1;
		rows[BIQUAD_A2 * width] = sections[i].a2;
	}
}

static bool hearing_init(struct voice *voice, struct arena *arena, const struct kernel *widest)
{
	size_t columns = 0;
	for (size_t i = 0; i < voice->band_count; i++) {
		voice->bands[i].first_heard = columns;
		columns += voice->bands[i].heard_channels;
	}
	const struct kernel *kernel = kernel_narrow(widest, columns);
	if (!bank_init(&voice->hearing, arena, kernel, columns, HEARING_STATE_ROWS))
		return false;
	voice->coefficients =
		ARENA_ARRAY(arena, double, bank_vectors(&voice->hearing) * HEARING_ROWS * KERNEL_WIDTH_MAXIMUM);
	voice->unfiltered = ARENA_ARRAY(arena, const double *, columns);
	voice->heard = ARENA_ARRAY(arena, double, columns *TILE);
	voice->linked = ARENA_ARRAY(arena, const double *, columns);
	if (!voice->coefficients || !voice->unfiltered || !voice->heard || !voice->linked)
		return false;
	for (size_t i = 0; i < voice->band_count; i++)
		for (size_t channel = 0; channel < voice->bands[i].heard_channels; channel++) {
			const size_t column = voice->bands[i].first_heard + channel;
			voice->unfiltered[column] = voice->bands[i].hears[channel];
			set_hearing(voice->coefficients + column / kernel->width * HEARING_ROWS * KERNEL_WIDTH_MAXIMUM,
				    kernel->width, column % kernel->width, &voice->bands[i].form);
		}
	return true;
}

/* Writes the parameters of one gain computer. A boost is a reduction, too, until make_gains() turns it round. */
static void set_computer(double *table, size_t width, size_t slot, const struct parameter_value *fields, double rate)
{
	const double rows[GAIN_COMPUTER_ROWS] = {
		[GAIN_COMPUTER_MEAN] = one_pole_weight(fields[DYNAMIC_EQ_RMS_TIME].number, rate),
		[GAIN_COMPUTER_THRESHOLD] = fields[DYNAMIC_EQ_THRESHOLD].number,
		[GAIN_COMPUTER_SLOPE] = 1.0 / fields[DYNAMIC_EQ_RATIO].number - 1.0,
		[GAIN_COMPUTER_KNEE] = fields[DYNAMIC_EQ_KNEE].number,
		[GAIN_COMPUTER_RANGE] = -fabs(fields[DYNAMIC_EQ_RANGE].number),
		[GAIN_COMPUTER_ATTACK] = one_pole_weight(fields[DYNAMIC_EQ_ATTACK].number, rate),
		[GAIN_COMPUTER_RELEASE] = one_pole_weight(fields[DYNAMIC_EQ_RELEASE].number, rate),
		[GAIN_COMPUTER_WET] = 1.0,
		[GAIN_COMPUTER_DRY] = 0.0,
	};
	for (size_t row = 0; row < GAIN_COMPUTER_ROWS; row++)
		table[row * width + slot] = rows[row];
}

static bool computer_init(struct voice *voice, struct arena *arena, const struct kernel *kernel)
{
	const struct parameter_value *list = &voice->instance->values[DYNAMIC_EQ_BANDS];
	size_t columns = 0;
	for (size_t i = 0; i < voice->band_count; i++)
		columns += voice->bands[i].detector_count;
	if (!bank_init(&voice->computer, arena, kernel, columns, GAIN_COMPUTER_STATE_ROWS))
		return false;
	voice->parameters =
		ARENA_ARRAY(arena, double, bank_vectors(&voice->computer) * GAIN_COMPUTER_ROWS * KERNEL_WIDTH_MAXIMUM);
	voice->levels = ARENA_ARRAY(arena, double *, columns);
	if (!voice->parameters || !voice->levels)
		return false;
	size_t column = 0;
	for (size_t i = 0; i < voice->band_count; i++)
		for (size_t k = 0; k < voice->bands[i].detector_count; k++, column++) {
			voice->levels[column] = voice->bands[i].detectors[k].levels;
			set_computer(voice->parameters +
					     column / kernel->width * GAIN_COMPUTER_ROWS * KERNEL_WIDTH_MAXIMUM,
				     kernel->width, column % kernel->width, list->items[i],
				     voice->instance->context.sample_rate);
		}
	return true;
}

static bool lines_init(struct voice *voice, struct arena *arena)
{
	const size_t count = column_count(voice->instance);
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

static bool voice_init(struct voice *voice, struct arena *arena, const struct kernel *kernel,
		       const struct processor_instance *instance)
{
	*voice = (struct voice){
		.instance = instance,
		.link = instance->values[DYNAMIC_EQ_LINK].number,
	};
	return bands_init(voice, arena, kernel) && hearing_init(voice, arena, kernel) &&
	       computer_init(voice, arena, kernel) && lines_init(voice, arena);
}

static bool scratch_init(struct batch *batch, struct arena *arena)
{
	for (size_t row = 0; row < VARYING_FILTER_ROWS; row++) {
		batch->rows[row] = ARENA_ARRAY(arena, double, TILE);
		if (!batch->rows[row])
			return false;
	}
	batch->silence = ARENA_ARRAY(arena, double, TILE);
	batch->idle = ARENA_ARRAY(arena, double, TILE);
	return batch->silence && batch->idle;
}

void *dynamic_eq_batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
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

/* Filters what all bands hear. */
static void hear(const struct batch *batch, const struct voice *voice, size_t start, size_t frames)
{
	const struct bank *bank = &voice->hearing;
	const size_t width = bank->kernel->width;
	const double *in[KERNEL_WIDTH_MAXIMUM];
	double *out[KERNEL_WIDTH_MAXIMUM];
	for (size_t first = 0; first < bank->columns; first += width) {
		for (size_t slot = 0; slot < width; slot++) {
			const bool busy = first + slot < bank->columns;
			in[slot] = busy ? voice->unfiltered[first + slot] + start : batch->silence;
			out[slot] = busy ? voice->heard + (first + slot) * TILE : batch->idle;
		}
		bank->kernel->filter->biquad_cascade(in, out, frames, DYNAMIC_BAND_DETECTOR_SECTIONS,
						     voice->coefficients +
							     first / width * HEARING_ROWS * KERNEL_WIDTH_MAXIMUM,
						     bank_state(bank, first));
	}
}

/* Makes the level of one band, whose mean square the gain computer takes. */
static void measure(const struct batch *batch, const struct voice *voice, const struct band *band, size_t channel,
		    size_t frames)
{
	const double **columns = voice->linked;
	for (size_t i = 0; i < band->heard_channels; i++)
		columns[i] = voice->heard + (band->first_heard + i) * TILE;
	linked_level(batch->kernel, band->detectors[channel].levels, columns, band->heard_channels,
		     band->linked ? NULL : columns[channel], voice->link, frames);
}

static void make_reductions(const struct voice *voice, size_t frames)
{
	const struct bank *bank = &voice->computer;
	const size_t width = bank->kernel->width;
	const double *in[KERNEL_WIDTH_MAXIMUM];
	double *out[KERNEL_WIDTH_MAXIMUM];
	for (size_t first = 0; first < bank->columns; first += width) {
		const size_t left = bank->columns - first, count = left < width ? left : width;
		for (size_t slot = 0; slot < count; slot++)
			in[slot] = out[slot] = voice->levels[first + slot];
		bank->kernel->dynamics->gain_computer(in, out, frames, count,
						      voice->parameters +
							      first / width * GAIN_COMPUTER_ROWS * KERNEL_WIDTH_MAXIMUM,
						      bank_state(bank, first));
	}
}

/* Turns reductions into the gains of a band. */
static void make_gains(const struct band *band, double *gains, size_t frames)
{
	for (size_t i = 0; band->boosts && i < frames; i++)
		gains[i] = 1.0 / gains[i];
}

/* Delays all columns into `out`, or copies them there. */
static void take_in(const struct batch *batch, const struct voice *voice, size_t start, size_t frames)
{
	for (size_t column = 0; column < column_count(voice->instance); column++) {
		const double *in = voice->instance->in[column] + start;
		double *out = voice->instance->out[column] + start;
		if (voice->lines)
			delay_line_process(&voice->lines[column], batch->kernel, out, in, frames);
		else if (in != out)
			memcpy(out, in, frames * sizeof *out);
	}
}

/* Filters the columns of one channel, or of all channels, by one band. */
static void filter(const struct batch *batch, const struct voice *voice, const struct band *band, size_t channel,
		   size_t start, size_t frames)
{
	const struct bank *bank = &band->detectors[channel].filtered;
	const size_t step = band->linked ? 1 : voice->instance->context.channels;
	const double *in[KERNEL_WIDTH_MAXIMUM];
	double *out[KERNEL_WIDTH_MAXIMUM];
	dynamic_band_coefficients(&band->form, band->detectors[channel].levels, batch->rows, frames);
	for (size_t first = 0; first < bank->columns; first += bank->kernel->width) {
		for (size_t slot = 0; slot < bank->kernel->width; slot++) {
			const bool busy = first + slot < bank->columns;
			const size_t column = busy ? channel + (first + slot) * step : 0;
			out[slot] = busy ? voice->instance->out[column] + start : batch->idle;
			in[slot] = busy ? out[slot] : batch->silence;
		}
		bank->kernel->filter->varying_filter(in, out, frames, (const double *const *)batch->rows,
						     bank_state(bank, first));
	}
}

static void process_tile(const struct batch *batch, const struct voice *voice, size_t start, size_t frames)
{
	hear(batch, voice, start, frames);
	for (size_t i = 0; i < voice->band_count; i++)
		for (size_t channel = 0; channel < voice->bands[i].detector_count; channel++)
			measure(batch, voice, &voice->bands[i], channel, frames);
	make_reductions(voice, frames);
	take_in(batch, voice, start, frames);
	for (size_t i = 0; i < voice->band_count; i++)
		for (size_t channel = 0; channel < voice->bands[i].detector_count; channel++) {
			make_gains(&voice->bands[i], voice->bands[i].detectors[channel].levels, frames);
			filter(batch, voice, &voice->bands[i], channel, start, frames);
		}
}

void dynamic_eq_batch_process(void *state, size_t start, size_t frames)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->voice_count; i++)
		for (size_t done = 0; done < frames; done += TILE)
			process_tile(batch, &batch->voices[i], start + done,
				     frames - done < TILE ? frames - done : TILE);
}

static void voice_reset(struct voice *voice)
{
	bank_reset(&voice->hearing);
	bank_reset(&voice->computer);
	for (size_t i = 0; i < voice->band_count; i++)
		for (size_t k = 0; k < voice->bands[i].detector_count; k++)
			bank_reset(&voice->bands[i].detectors[k].filtered);
	for (size_t column = 0; voice->lines && column < column_count(voice->instance); column++)
		delay_line_reset(&voice->lines[column]);
}

void dynamic_eq_batch_reset(void *state)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->voice_count; i++)
		voice_reset(&batch->voices[i]);
}
