/* Renders presets in memory, and measures them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "suites/presets/preset_take.h"

#include "support/sound.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const double rate = 48000.0, pi = 3.14159265358979323846;

static double level_of(double db)
{
	return pow(10.0, db / 20.0);
}

static void fill_fixture(const char *name, double *const *columns, size_t channels, size_t frames)
{
	char path[512];
	snprintf(path, sizeof path, STEMPRINT_ROOT "/fixtures/%s", name);
	struct sound sound = sound_read(path);
	for (size_t i = 0; i < frames && i < sound.frames; i++)
		for (size_t c = 0; c < channels; c++)
			columns[c][i] = sound.samples[i * sound.channels + c % sound.channels];
	sound_release(&sound);
}

static void fill_sine(double *column, size_t frames, double frequency, double db, double from, double to)
{
	size_t first = (size_t)(from * rate), last = (size_t)(to * rate);
	for (size_t i = first; i < last && i < frames; i++)
		column[i] = level_of(db) * sin(2.0 * pi * frequency * (double)(i - first) / rate);
}

static void fill(const char *name, double *const *columns, size_t channels, size_t frames)
{
	double frequency, db, from, to;
	for (size_t c = 0; c < channels; c++)
		if (strcmp(name, "impulse.wav") == 0)
			columns[c][0] = 1.0;
		else if (sscanf(name, "tone-%lf%lf", &frequency, &db) == 2)
			fill_sine(columns[c], frames, frequency, db, 0.0, 1e6);
		else if (sscanf(name, "burst-%lf%lf-%lf-%lf", &frequency, &db, &from, &to) == 4)
			fill_sine(columns[c], frames, frequency, db, from / 1000.0, to / 1000.0);
		else if (sscanf(name, "level-%lf", &db) == 1)
			for (size_t i = 0; i < frames; i++)
				columns[c][i] = level_of(-db);
	if (strchr(name, '/'))
		fill_fixture(name, columns, channels, frames);
}

void preset_take(const char *yaml, double seconds, struct rendering *take)
{
	const struct rendering_options options = { .source_frames = (size_t)(seconds * rate), .fill = fill };
	enum status status = rendering_run(yaml, &options, take);
	for (size_t i = 0; i < take->diagnostics.count; i++)
		fprintf(stderr, "%u:%u %s\n", take->diagnostics.items[i].at.line, take->diagnostics.items[i].at.column,
			take->diagnostics.items[i].message);
	cr_assert_eq(status, STATUS_OK, "%s\n%s", status_text(status), yaml);
}

const struct memory_printer *preset_tap(const struct rendering *take, const char *name)
{
	const struct memory_printer *print = rendering_print(take, PRINT_TAP, name);
	cr_assert_not_null(print, "no tap %s", name);
	return print;
}

static size_t frame_of(const struct memory_printer *print, double seconds)
{
	size_t frame = (size_t)llround(seconds * rate);
	return frame < print->frames ? frame : print->frames;
}

double preset_peak_db(const struct memory_printer *print, size_t channel, double from, double to)
{
	double peak = 0.0;
	for (size_t i = frame_of(print, from); i < frame_of(print, to); i++)
		peak = fmax(peak, fabs(print->columns[channel][i]));
	return 20.0 * log10(peak);
}

double preset_tone_db(const struct memory_printer *print, double frequency, double from, double to)
{
	double real = 0.0, imaginary = 0.0;
	size_t first = frame_of(print, from), last = frame_of(print, to);
	for (size_t i = first; i < last; i++) {
		double angle = 2.0 * pi * frequency * (double)i / rate;
		real += print->columns[0][i] * cos(angle);
		imaginary += print->columns[0][i] * sin(angle);
	}
	return 20.0 * log10(2.0 * hypot(real, imaginary) / (double)(last - first));
}

void preset_gain_db(const struct memory_printer *before, const struct memory_printer *after, double from, double to,
		    double *least, double *mean)
{
	double sum = 0.0;
	size_t count = 0;
	*least = INFINITY;
	for (size_t i = frame_of(before, from); i < frame_of(before, to); i++) {
		double in = fabs(before->columns[0][i]), out = fabs(after->columns[0][i]);
		if (in < level_of(-50.0))
			continue;
		double gain = 20.0 * log10(out / in);
		*least = fmin(*least, gain);
		sum += gain;
		count++;
	}
	cr_assert_gt(count, 100, "too little to measure");
	*mean = sum / (double)count;
}
