/* stemprint: measures the loudness and the peaks of a programme.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/loudness_meter.h"

#include "dsp/elementary.h"
#include "dsp/kernel/column.h"
#include "dsp/kernel/select.h"
#include "measure/continuous_peak.h"
#include "measure/programme.h"
#include "measure/true_peak.h"

#include <ebur128.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

enum {
	STEP_MILLISECONDS = 10,
	MOMENTARY_STEPS = 400 / STEP_MILLISECONDS,
	SHORT_TERM_STEPS = 3000 / STEP_MILLISECONDS,
	GATE_STEPS = 100 / STEP_MILLISECONDS, /* between two gating blocks, of 400 ms and of 3 s */
	CHUNK_SAMPLES = 4096,
	FRAMES_ABREAST = 8,
	SECOND_STEPS = 1000 / STEP_MILLISECONDS,
	WINDOW_SECONDS = 3, /* of a short-term value */
	PEAK_SECONDS = WINDOW_SECONDS + LOUDNESS_PEAKS_AHEAD_SECONDS + 1, /* the last one may not be whole */
	CHANNELS_MAXIMUM = 64,
};

_Static_assert(MOMENTARY_STEPS % 4 == 0 && SHORT_TERM_STEPS % 4 == 0, "windows are added up in four sums");

static const double sample_limit = 1e15; /* its square times a second of samples is far from overflow */

struct loudness_album {
	struct programme programme;
};

struct loudness_meter {
	ebur128_state *state;
	struct true_peak_meter *true_peak;
	struct continuous_peak_meter *continuous_peak;
	uint64_t continuous_frame;
	const struct kernel *kernel;
	size_t channels;
	size_t step_frames;
	size_t second_left; /* frames until the true peak of the present second is known */
	size_t seconds; /* whose true peak is known */
	double peaks[PEAK_SECONDS]; /* true peaks of the last seconds, a ring */
	size_t step_left; /* frames until the present step is full */
	size_t steps;
	/* The energies of the last steps, as a ring and its copy: so every window lies in one piece. */
	double energies[2 * SHORT_TERM_STEPS];
	struct programme programme;
	struct series momentary; /* energies */
	struct series short_term;
	double step_momentary; /* the largest energy of the present step of the series */
	double step_short_term;
	double interleaved[CHUNK_SAMPLES];
};

/* BS.1770-5 weighs by azimuth and elevation; libebur128's positions of 60 to 120 degrees weigh 1.41. */
static const int positions[SPEAKER_COUNT] = {
	[SPEAKER_UNUSED] = EBUR128_UNUSED, [SPEAKER_LFE] = EBUR128_UNUSED, [SPEAKER_LFE2] = EBUR128_UNUSED,
	[SPEAKER_L] = EBUR128_LEFT,        [SPEAKER_R] = EBUR128_RIGHT,    [SPEAKER_C] = EBUR128_CENTER,
	[SPEAKER_M] = EBUR128_CENTER,      [SPEAKER_LS] = EBUR128_Mp110,   [SPEAKER_RS] = EBUR128_Mm110,
	[SPEAKER_LSS] = EBUR128_Mp090,     [SPEAKER_RSS] = EBUR128_Mm090,  [SPEAKER_LRS] = EBUR128_Mp135,
	[SPEAKER_RRS] = EBUR128_Mm135,     [SPEAKER_CS] = EBUR128_Mp180,   [SPEAKER_LW] = EBUR128_Mp060,
	[SPEAKER_RW] = EBUR128_Mm060,      [SPEAKER_LC] = EBUR128_MpSC,    [SPEAKER_RC] = EBUR128_MmSC,
	[SPEAKER_LTF] = EBUR128_Up045,     [SPEAKER_RTF] = EBUR128_Um045,  [SPEAKER_CTF] = EBUR128_Up000,
	[SPEAKER_LTS] = EBUR128_Up090,     [SPEAKER_RTS] = EBUR128_Um090,  [SPEAKER_LTR] = EBUR128_Up135,
	[SPEAKER_RTR] = EBUR128_Um135,     [SPEAKER_CTR] = EBUR128_Up180,  [SPEAKER_TC] = EBUR128_Tp000,
};

static enum status open_state(struct loudness_meter *meter, double sample_rate,
			      const struct loudness_settings *settings)
{
	enum speaker wave_order[CHANNELS_MAXIMUM];
	const enum speaker *speakers = settings->speakers;
	if (!speakers) {
		speakers_wave_order(wave_order, meter->channels);
		speakers = wave_order;
	}
	meter->state = ebur128_init((unsigned)meter->channels, (unsigned long)llround(sample_rate), EBUR128_MODE_M);
	if (!meter->state)
		return STATUS_NO_MEMORY;
	for (size_t channel = 0; channel < meter->channels; channel++) {
		int position = positions[speakers[channel]];
		if (meter->channels == 1 && settings->dual_mono)
			position = EBUR128_DUAL_MONO;
		if (ebur128_set_channel(meter->state, (unsigned)channel, position) != EBUR128_SUCCESS)
			return STATUS_DEFECT;
	}
	return STATUS_OK;
}

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
	made->step_frames = (size_t)llround(sample_rate * STEP_MILLISECONDS / 1000.0);
	made->step_left = made->step_frames;
	made->second_left = SECOND_STEPS * made->step_frames;
	made->momentary.step_seconds = GATE_STEPS * STEP_MILLISECONDS / 1000.0;
	made->short_term.step_seconds = SECOND_STEPS * STEP_MILLISECONDS / 1000.0;
	if (status == STATUS_OK)
		status = open_state(made, sample_rate, settings);
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
	if (meter->state)
		ebur128_destroy(&meter->state);
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

/* Asked for the window of 3 s at every step, libebur128 would read each sample three hundred times. It reads the step
   alone, and the windows are means of these readings. */
static enum status end_step(struct loudness_meter *meter)
{
	double lufs;
	if (ebur128_loudness_window(meter->state, STEP_MILLISECONDS, &lufs) != EBUR128_SUCCESS)
		return STATUS_DEFECT;
	const size_t slot = meter->steps % SHORT_TERM_STEPS;
	meter->energies[slot] = meter->energies[slot + SHORT_TERM_STEPS] = loudness_gate_energy(lufs);
	meter->steps++;
	meter->step_left = meter->step_frames;
	if (meter->steps >= MOMENTARY_STEPS)
		end_momentary(meter, meter->steps - MOMENTARY_STEPS);
	if (meter->steps >= SHORT_TERM_STEPS)
		end_short_term(meter, meter->steps - SHORT_TERM_STEPS);
	return STATUS_OK;
}

/* Interleaves the columns, as libebur128 takes them; one column alone is so already. */
static const double *interleave(struct loudness_meter *meter, const double *const *columns, size_t first, size_t frames)
{
	if (meter->channels == 1)
		return columns[0] + first;
	if (meter->channels == 2) {
		meter->kernel->column->interleave(meter->interleaved, columns[0] + first, columns[1] + first, frames);
		return meter->interleaved;
	}
	for (size_t channel = 0; channel < meter->channels; channel++) {
		const double *column = columns[channel] + first;
		double *out = meter->interleaved + channel;
		for (size_t i = 0; i < frames; i++)
			out[i * meter->channels] = column[i];
	}
	return meter->interleaved;
}

/* libebur128 filters channel after channel, and each sample waits for the one before. In calls of few frames the CPU
   looks ahead to the next channel, and filters two of them at a time. The calls change no bit of the result. */
static bool add_frames(struct loudness_meter *meter, const double *samples, size_t frames)
{
	const size_t most = meter->channels > 1 ? FRAMES_ABREAST : frames;
	for (size_t done = 0, count; done < frames; done += count) {
		count = frames - done < most ? frames - done : most;
		if (ebur128_add_frames_double(meter->state, samples + done * meter->channels, count) != EBUR128_SUCCESS)
			return false;
	}
	return true;
}

enum status loudness_meter_add_energies(struct loudness_meter *meter, const double *const *columns, size_t frames)
{
	size_t chunk = CHUNK_SAMPLES / meter->channels;
	for (size_t done = 0; done < frames;) {
		size_t count = frames - done < chunk ? frames - done : chunk;
		if (count > meter->step_left)
			count = meter->step_left;
		const double *samples = interleave(meter, columns, done, count);
		if (!add_frames(meter, samples, count))
			return STATUS_NO_MEMORY;
		done += count;
		meter->step_left -= count;
		enum status status = meter->step_left == 0 ? end_step(meter) : STATUS_OK;
		if (status != STATUS_OK)
			return status;
	}
	return STATUS_OK;
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

/* Lets `span` begin with frame `first` of the columns, and returns how many frames it has: it ends with the second. */
static size_t take_span(const struct loudness_meter *meter, const double *const *columns, size_t first, size_t frames,
			const double *span[CHANNELS_MAXIMUM])
{
	for (size_t channel = 0; channel < meter->channels; channel++)
		span[channel] = columns[channel] + first;
	return frames - first < meter->second_left ? frames - first : meter->second_left;
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
		count = take_span(meter, columns, done, frames, span);
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
		count = take_span(meter, columns, done, frames, span);
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
