/* Measures what a loop puts out while nothing is sent.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/loop_noise.h"

#include "base/frames.h"
#include "dsp/calibration.h"
#include "dsp/elementary.h"
#include "forensics/loop_spectra.h"

#include <math.h>

enum { HARMONICS = 8 };

static const double clear = 10.0; /* hum has so many times the power of the bins beside it */

static double mean_of(const double *samples, size_t frames)
{
	double sum = 0.0;
	for (size_t i = 0; i < frames; i++)
		sum += samples[i];
	return sum / (double)frames;
}

/* Returns the power of the part of the samples that is a sine of a whole number of periods. */
static double power_at(const double *samples, size_t frames, size_t periods)
{
	double real = 0.0, imaginary = 0.0;
	for (size_t i = 0; i < frames; i++) {
		const double turn = (double)(i * periods % frames) / (double)frames;
		real += samples[i] * elementary_cos(2.0 * ELEMENTARY_PI * turn);
		imaginary += samples[i] * elementary_sin(2.0 * ELEMENTARY_PI * turn);
	}
	return 2.0 * (real * real + imaginary * imaginary) / ((double)frames * (double)frames);
}

/* Returns the power of the harmonics of a mains frequency over all channels, and in *beside that of the neighbours of
   their bins. */
static double hum_power(const struct loop_columns *columns, double hertz, double *beside)
{
	double power = 0.0;
	*beside = 0.0;
	for (size_t k = 0; k < columns->channels; k++)
		for (size_t i = 1; i <= HARMONICS; i++) {
			const size_t periods = (size_t)((double)i * hertz * CALIBRATION_QUIET_SECONDS + 0.5);
			power += power_at(columns->columns[k], columns->frames, periods);
			*beside += 0.5 * (power_at(columns->columns[k], columns->frames, periods - 2) +
					  power_at(columns->columns[k], columns->frames, periods + 2));
		}
	return power;
}

static double power_to_dbfs(double power)
{
	return gain_to_decibel(sqrt(2.0 * power));
}

static void find_hum(const struct loop_columns *columns, struct loop_noise *noise)
{
	static const double mains[] = { 50.0, 60.0 };
	double most = 0.0;
	noise->hum_hertz = 0.0;
	noise->hum_dbfs = (double)NAN;
	for (size_t i = 0; i < sizeof mains / sizeof mains[0]; i++) {
		double beside;
		const double power = hum_power(columns, mains[i], &beside);
		if (power <= most || power <= clear * beside)
			continue;
		most = power;
		noise->hum_hertz = mains[i];
		noise->hum_dbfs = power_to_dbfs(power / (double)columns->channels);
	}
}

static void measure(struct loop_columns *columns, struct loop_noise *noise)
{
	double power = 0.0;
	noise->constant = 0.0;
	for (size_t k = 0; k < columns->channels; k++) {
		const double mean = mean_of(columns->columns[k], columns->frames);
		if (fabs(mean) > fabs(noise->constant))
			noise->constant = mean;
		for (size_t i = 0; i < columns->frames; i++) {
			columns->columns[k][i] -= mean;
			power += columns->columns[k][i] * columns->columns[k][i];
		}
	}
	noise->rms_dbfs = power_to_dbfs(power / ((double)columns->frames * (double)columns->channels));
	find_hum(columns, noise);
}

enum status loop_noise_measure(const struct loop_case *loop, struct loop_model model, struct loop_noise *noise)
{
	const double rate = loop->send->sample_rate;
	*noise = (struct loop_noise){ (double)NAN, (double)NAN, 0.0, (double)NAN };
	if (!loop->calibrated)
		return STATUS_OK;
	const size_t first = frames_of_seconds(CALIBRATION_QUIET_AT, rate);
	const size_t frames = frames_of_seconds(CALIBRATION_QUIET_SECONDS, rate);
	struct loop_columns columns = loop_columns_new(loop->arena, loop->send->channels, frames);
	const struct loop_model whole = { round(model.lag), 0.0 };
	struct source *answer = loop_answer_open(loop, whole, (double)first);
	uint64_t position = 0;
	if (!columns.columns || !answer)
		return STATUS_NO_MEMORY;
	const enum status status = loop_columns_read(&columns, answer, &position, 0, frames);
	answer->free(answer);
	if (status == STATUS_OK)
		measure(&columns, noise);
	return status;
}
