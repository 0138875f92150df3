/* Writes what a proof left, for people.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/residual_text.h"

#include "dsp/elementary.h"
#include "report/layout.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum { LOUDEST = 3 };

/* Appends a time like "1:02:03.456" or "2:03.456". Whole seconds have no decimals. */
static void append_time(struct text *text, double seconds, unsigned decimals)
{
	double minutes = floor(seconds / 60.0), hours = floor(minutes / 60.0);
	if (hours > 0.0)
		text_append(text, "%.0f:%02.0f:", hours, minutes - 60.0 * hours);
	else
		text_append(text, "%.0f:", minutes);
	text_append(text, "%0*.*f", decimals > 0 ? 3 + (int)decimals : 2, (int)decimals,
		    floor((seconds - 60.0 * minutes) * pow(10.0, decimals)) / pow(10.0, decimals));
}

/* Finds the largest values in falling order, and returns how many of them are over 0. */
static size_t find_loudest(const double *values, size_t count, size_t *loudest)
{
	size_t found = 0;
	for (size_t i = 0; i < count; i++) {
		size_t slot = found;
		while (slot > 0 && values[i] > values[loudest[slot - 1]])
			slot--;
		if (slot == LOUDEST || !(values[i] > 0.0))
			continue;
		found += found < LOUDEST;
		for (size_t k = found - 1; k > slot; k--)
			loudest[k] = loudest[k - 1];
		loudest[slot] = i;
	}
	return found;
}

/* Returns the linear limit of the peak; NAN if there is none. */
static double allowed(const struct proof_result *result)
{
	return decibel_to_gain(isnan(result->max_residual_dbfs) ? result->bound_dbfs : result->max_residual_dbfs);
}

static void append_excess(const struct proof_result *result, double step, struct text *line)
{
	const struct level_series *series = result->series;
	size_t over = 0, first = 0;
	for (size_t i = series->count; i-- > 0;)
		if (series->peaks[i] > allowed(result)) {
			over++;
			first = i;
		}
	if (over == 0)
		return;
	text_append(line, "; over what is allowed in %.0f of %.0f s, from ", (double)over * step,
		    (double)series->count * step);
	append_time(line, (double)first * step, 0);
	text_append(line, " on");
}

static void append_worst(const struct proof_result *result, double sample_rate, double step, size_t indent,
			 struct text *text)
{
	struct text line = { 0 };
	text_append(&line, "worst at ");
	append_time(&line, (double)result->peak_frame / sample_rate, 3);
	text_append(&line, " (frame %" PRIu64 ") of channel %zu", result->peak_frame, result->peak_channel + 1);
	append_excess(result, step, &line);
	layout_line(text, "", &line, indent);
}

static void append_loudest_windows(const struct proof_result *result, double step, size_t indent, struct text *text)
{
	const struct level_series *series = result->series;
	struct text line = { 0 };
	size_t loudest[LOUDEST];
	size_t count = find_loudest(series->squares, series->count, loudest);
	if (step > 1.5)
		text_append(&line, "loudest stretches of %.0f s from", step);
	else
		text_append(&line, "loudest seconds from");
	for (size_t i = 0; i < count; i++) {
		text_append(&line, i == 0 ? " " : ", ");
		append_time(&line, (double)loudest[i] * step, 0);
		text_append(&line, " %.1f",
			    gain_to_decibel(level_series_rms(series, loudest[i], result->frames, result->channels)));
	}
	text_append(&line, " dBFS rms");
	layout_line(text, "", &line, indent);
}

static void append_loudest_bands(const struct third_octaves *octaves, size_t indent, struct text *text)
{
	struct text line = { 0 };
	size_t loudest[LOUDEST];
	double powers[THIRD_OCTAVE_BANDS + 2];
	memcpy(powers, octaves->powers, octaves->count * sizeof *powers);
	powers[octaves->count] = octaves->below;
	powers[octaves->count + 1] = octaves->above;
	size_t count = find_loudest(powers, octaves->count + 2, loudest);
	text_append(&line, "loudest bands");
	for (size_t i = 0; i < count; i++) {
		size_t band = loudest[i];
		const char *name = band < octaves->count    ? third_octave_name(band)
				   : band == octaves->count ? "under 22 Hz"
							    : "over 22 kHz";
		text_append(&line, "%s%s %.1f", i == 0 ? " " : ", ", name, gain_to_decibel(sqrt(powers[band])));
	}
	text_append(&line, " dBFS rms");
	layout_line(text, "", &line, indent);
}

void residual_text(const struct proof_result *result, double sample_rate, size_t indent, struct text *text)
{
	if (!result->octaves || !result->series)
		return;
	double step = (double)result->series->window_frames / sample_rate;
	append_worst(result, sample_rate, step, indent, text);
	append_loudest_windows(result, step, indent, text);
	append_loudest_bands(result->octaves, indent, text);
}
