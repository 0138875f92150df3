/* stemprint: measures the loudness and the peaks of a programme.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/loudness_meter.h"

#include "dsp/elementary.h"
#include "dsp/kernel/column.h"
#include "dsp/kernel/select.h"
#include "measure/continuous_peak.h"
#include "measure/programme.h"
#include "measure/true_peak.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

enum {
	STEP_MILLISECONDS = K_WEIGHTING_STEP_MILLISECONDS,
	MOMENTARY_STEPS = 400 / STEP_MILLISECONDS,
	SHORT_TERM_STEPS = 3000 / STEP_MILLISECONDS,
	GATE_STEPS = 100 / STEP_MILLISECONDS, /* between two gating blocks, of 400 ms and of 3 s */
	SECOND_STEPS = 1000 / STEP_MILLISECONDS,
	WINDOW_SECONDS = 3, /* of a short-term value */
	PEAK_SECONDS = WINDOW_SECONDS + LOUDNESS_PEAKS_AHEAD_SECONDS + 1, /* the last one may not be whole */
	CHANNELS_MAXIMUM = K_WEIGHTING_CHANNELS_MAXIMUM,
};

_Static_assert(MOMENTARY_STEPS % 4 == 0 && SHORT_TERM_STEPS % 4 == 0, "windows are added up in four sums");

static const double sample_limit = 1e15; /* its square times a second of samples is far from overflow */

struct loudness_album {
	struct programme programme;
};

struct loudness_group {
	struct k_weighting *weighting;
	struct loudness_meter *meters[CHANNELS_MAXIMUM];
	size_t count;
};

struct loudness_meter {
	struct k_weighting *weighting; /* NULL: a group has it */
	struct true_peak_meter *true_peak;
	struct continuous_peak_meter *continuous_peak;
	uint64_t continuous_frame;
	const struct kernel *kernel;
	size_t channels;
	double sample_rate;
	size_t step_frames;
	size_t second_left; /* frames until the true peak of the present second is known */
	size_t seconds; /* whose true peak is known */
	double peaks[PEAK_SECONDS]; /* true peaks of the last seconds, a ring */
	size_t steps;
	/* The energies of the last steps, as a ring and its copy: so every window lies in one piece. */
	double energies[2 * SHORT_TERM_STEPS];
	struct programme programme;
	struct series momentary; /* energies */
	struct series short_term;
	double step_momentary; /* the largest energy of the present step of the series */
	double step_short_term;
};

enum status loudness_meter_new(size_t channels, double sample_rate, struct loudness_meter **meter)
{
	return loudness_meter_new_with(channels, sample_rate, &(struct loudness_settings){ 0 }, meter);
}

enum status loudness_meter_new_with(size_t channels, double sample_rate, const struct loudness_settings *settings,
				    struct loudness_meter **meter)
{
	struct loudness_meter *made = calloc(1, sizeof *made);
	if (!made)
		return STATUS_NO_MEMORY;
	enum status status = true_peak_new(channels, sample_rate, &made->true_peak);
	if (status == STATUS_OK)
		status = continuous_peak_new(channels, &made->continuous_peak);
	made->kernel = kernel_select(NULL);
	made->channels = channels;
	made->sample_rate = sample_rate;
	made->step_frames = k_weighting_step_frames(sample_rate);
	made->second_left = SECOND_STEPS * made->step_frames;
	made->momentary.step_seconds = GATE_STEPS * STEP_MILLISECONDS / 1000.0;
	made->short_term.step_seconds = SECOND_STEPS * STEP_MILLISECONDS / 1000.0;
	if (status == STATUS_OK && !settings->in_group)
		status = k_weighting_new(
			sample_rate, &(struct weighted_programme){ channels, settings->speakers, settings->dual_mono },
			1, &made->weighting);
	if (status != STATUS_OK) {
		loudness_meter_free(made);
		return status;
	}
	*meter = made;
	return STATUS_OK;
}

void loudness_meter_free(struct loudness_meter *meter)
{
	if (!meter)
		return;
	k_weighting_free(meter->weighting);
	true_peak_free(meter->true_peak);
	continuous_peak_free(meter->continuous_peak);
	free(meter);
}

/* Adds up in four sums side by side, so that no addition waits for the last. `count` is a multiple of four. */
static double mean_of_last(const struct loudness_meter *meter, size_t count)
{
	const size_t newest = (meter->steps - 1) % SHORT_TERM_STEPS + SHORT_TERM_STEPS;
	const double *window = meter->energies + newest + 1 - count;
	double sums[4] = { 0.0 };
	for (size_t i = 0; i < count; i += 4)
		for (size_t k = 0; k < 4; k++)
			sums[k] += window[i + k];
	return ((sums[0] + sums[1]) + (sums[2] + sums[3])) / (double)count;
}

/* Returns the true peak of the seconds that end with the present step. */
static double peak_of_window(const struct loudness_meter *meter)
{
	double peak = 0.0;
	for (size_t i = 1; i <= WINDOW_SECONDS; i++)
		peak = fmax(peak, meter->peaks[(meter->steps / SECOND_STEPS - i) % PEAK_SECONDS]);
	return peak;
}

/* `index` counts the steps since the first whole window. */
static void end_momentary(struct loudness_meter *meter, size_t index)
{
	double energy = mean_of_last(meter, MOMENTARY_STEPS);
	meter->programme.momentary_energy = fmax(meter->programme.momentary_energy, energy);
	meter->step_momentary = fmax(meter->step_momentary, energy);
	if (index % GATE_STEPS == 0)
		loudness_gate_add(&meter->programme.integrated, energy);
	if (index % GATE_STEPS == GATE_STEPS - 1) {
		series_add(&meter->momentary, meter->step_momentary);
		meter->step_momentary = 0.0;
	}
}

static void end_short_term(struct loudness_meter *meter, size_t index)
{
	double energy = mean_of_last(meter, SHORT_TERM_STEPS);
	meter->programme.short_term_energy = fmax(meter->programme.short_term_energy, energy);
	meter->step_short_term = fmax(meter->step_short_term, energy);
	if (index % GATE_STEPS == 0)
		loudness_gate_add(&meter->programme.range, energy);
	if (index % SECOND_STEPS == 0)
		ratios_add(&meter->programme.ratios, peak_of_window(meter), energy);
	if (index % SECOND_STEPS == SECOND_STEPS - 1) {
		series_add(&meter->short_term, meter->step_short_term);
		meter->step_short_term = 0.0;
	}
}

/* Lets `span` begin with frame `first` of the columns. */
static void take_span(const struct loudness_meter *meter, const double *const *columns, size_t first,
		      const double *span[CHANNELS_MAXIMUM])
{
	for (size_t channel = 0; channel < meter->channels; channel++)
		span[channel] = columns[channel] + first;
}

/* Asked for the window of 3 s at every step, libebur128 would read each sample three hundred times. It reads the step
   alone, and the windows are means of these readings. */
static void end_step(struct loudness_meter *meter, double energy)
{
	const size_t slot = meter->steps % SHORT_TERM_STEPS;
	meter->energies[slot] = meter->energies[slot + SHORT_TERM_STEPS] = energy;
	meter->steps++;
	if (meter->steps >= MOMENTARY_STEPS)
		end_momentary(meter, meter->steps - MOMENTARY_STEPS);
	if (meter->steps >= SHORT_TERM_STEPS)
		end_short_term(meter, meter->steps - SHORT_TERM_STEPS);
}

/* A span of frames over which the same programmes of a group go on. */
struct group_span {
	const double *const *programmes[CHANNELS_MAXIMUM]; /* NULL: it has ended */
	const double *columns[CHANNELS_MAXIMUM];
	size_t frames;
};

/* Takes the span from frame `first` on. It ends at the end of a step or of a programme, at the latest. */
static void take_group_span(struct k_weighting *weighting, struct loudness_meter *const *meters, size_t count,
			    const double *const *const *columns, const size_t *frames, size_t first,
			    struct group_span *span)
{
	const double **next = span->columns;
	span->frames = k_weighting_left(weighting);
	for (size_t i = 0; i < count; i++) {
		span->programmes[i] = NULL;
		if (first >= frames[i])
			continue;
		span->programmes[i] = next;
		take_span(meters[i], columns[i], first, next);
		next += meters[i]->channels;
		span->frames = frames[i] - first < span->frames ? frames[i] - first : span->frames;
	}
}

/* Lets the meters take the step that has just ended. */
static enum status end_steps(struct k_weighting *weighting, struct loudness_meter *const *meters, size_t count,
			     const struct group_span *span)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < count && status == STATUS_OK; i++) {
		double energy = 0.0;
		if (!span->programmes[i])
			continue;
		status = k_weighting_read(weighting, i, &energy);
		if (status == STATUS_OK)
			end_step(meters[i], energy);
	}
	return status;
}

static enum status add_energies(struct k_weighting *weighting, struct loudness_meter *const *meters, size_t count,
				const double *const *const *columns, const size_t *frames)
{
	struct group_span span;
	enum status status = STATUS_OK;
	size_t most = 0;
	for (size_t i = 0; i < count; i++)
		most = frames[i] > most ? frames[i] : most;
	for (size_t done = 0; done < most && status == STATUS_OK; done += span.frames) {
		const size_t left = k_weighting_left(weighting);
		take_group_span(weighting, meters, count, columns, frames, done, &span);
		status = k_weighting_add(weighting, span.programmes, span.frames);
		if (status == STATUS_OK && span.frames == left)
			status = end_steps(weighting, meters, count, &span);
	}
	return status;
}

enum status loudness_meter_add_energies(struct loudness_meter *meter, const double *const *columns, size_t frames)
{
	return add_energies(meter->weighting, &meter, 1, &columns, &frames);
}

enum status loudness_group_new(struct loudness_meter *const *meters, size_t count, struct loudness_group **group)
{
	struct weighted_programme programmes[CHANNELS_MAXIMUM];
	struct loudness_group *made = calloc(1, sizeof *made);
	if (!made)
		return STATUS_NO_MEMORY;
	made->count = count;
	for (size_t i = 0; i < count; i++) {
		made->meters[i] = meters[i];
		programmes[i] = (struct weighted_programme){ .channels = meters[i]->channels };
	}
	const enum status status = k_weighting_new(meters[0]->sample_rate, programmes, count, &made->weighting);
	if (status != STATUS_OK) {
		free(made);
		return status;
	}
	*group = made;
	return STATUS_OK;
}

void loudness_group_free(struct loudness_group *group)
{
	if (group)
		k_weighting_free(group->weighting);
	free(group);
}

enum status loudness_group_add_energies(struct loudness_group *group, const double *const *const *columns,
					const size_t *frames)
{
	return add_energies(group->weighting, group->meters, group->count, columns, frames);
}

bool loudness_meter_hear(struct loudness_meter *meter, const double *const *columns, size_t frames)
{
	struct programme *programme = &meter->programme;
	for (size_t channel = 0; channel < meter->channels; channel++) {
		double peak = meter->kernel->column->peak(columns[channel], frames);
		if (!(peak <= sample_limit))
			programme->overloaded = true;
		programme->sample_peak = fmax(programme->sample_peak, peak);
	}
	return !programme->overloaded;
}

/* Goes up to the end of a second at most. */
static enum status add_peaks_of_second(struct loudness_meter *meter, const double *const *columns, size_t frames)
{
	enum status status = true_peak_add(meter->true_peak, columns, frames);
	continuous_peak_add(meter->continuous_peak, columns, frames);
	meter->second_left -= frames;
	if (meter->second_left > 0)
		return status;
	meter->peaks[meter->seconds++ % PEAK_SECONDS] = true_peak_recent(meter->true_peak);
	meter->second_left = SECOND_STEPS * meter->step_frames;
	return status;
}

enum status loudness_meter_add_peaks(struct loudness_meter *meter, const double *const *columns, size_t frames)
{
	const double *span[CHANNELS_MAXIMUM];
	enum status status = STATUS_OK;
	for (size_t done = 0, count; done < frames && status == STATUS_OK; done += count) {
		count = frames - done < meter->second_left ? frames - done : meter->second_left;
		take_span(meter, columns, done, span);
		status = add_peaks_of_second(meter, span, count);
	}
	return status;
}

/* Goes second by second, so that the true peak of each is known when the short-term value that ends with it is. */
enum status loudness_meter_add(struct loudness_meter *meter, const double *const *columns, size_t frames)
{
	const double *span[CHANNELS_MAXIMUM];
	enum status status = STATUS_OK;
	if (!loudness_meter_hear(meter, columns, frames))
		return STATUS_OK;
	for (size_t done = 0, count; done < frames && status == STATUS_OK; done += count) {
		count = frames - done < meter->second_left ? frames - done : meter->second_left;
		take_span(meter, columns, done, span);
		status = add_peaks_of_second(meter, span, count);
		if (status == STATUS_OK)
			status = loudness_meter_add_energies(meter, span, count);
	}
	return status;
}

static enum status settle(struct loudness_meter *meter)
{
	if (meter->programme.overloaded)
		return STATUS_OK;
	meter->programme.continuous_peak = continuous_peak_read(meter->continuous_peak, &meter->continuous_frame);
	return true_peak_read(meter->true_peak, &meter->programme.bs1770_peak);
}

enum status loudness_meter_read(struct loudness_meter *meter, struct loudness *loudness)
{
	enum status status = settle(meter);
	*loudness = status == STATUS_OK ? programme_read(&meter->programme) : loudness_absent(0.0);
	loudness->true_peak_frame = meter->programme.continuous_peak >= meter->programme.bs1770_peak
					    ? meter->continuous_frame
					    : true_peak_frame(meter->true_peak);
	return status;
}

double loudness_meter_sample_peak(const struct loudness_meter *meter)
{
	return meter->programme.sample_peak;
}

static void read_series(struct series *levels, const struct series *energies)
{
	*levels = *energies;
	for (size_t i = 0; i < levels->count; i++)
		levels->values[i] = loudness_gate_lufs(levels->values[i]);
}

void loudness_meter_read_course(const struct loudness_meter *meter, struct loudness_course *course)
{
	read_series(&course->momentary, &meter->momentary);
	read_series(&course->short_term, &meter->short_term);
}

struct loudness_album *loudness_album_new(void)
{
	return calloc(1, sizeof(struct loudness_album));
}

void loudness_album_free(struct loudness_album *album)
{
	free(album);
}

enum status loudness_album_add(struct loudness_album *album, struct loudness_meter *meter)
{
	enum status status = settle(meter);
	programme_join(&album->programme, &meter->programme);
	return status;
}

struct loudness loudness_album_read(const struct loudness_album *album)
{
	return programme_read(&album->programme);
}
