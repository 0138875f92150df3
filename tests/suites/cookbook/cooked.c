/* Renders recipes of the cookbook, and reads what they print.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "suites/cookbook/cooked.h"

#include "io/scratch.h"
#include "support/program.h"

#include <criterion/criterion.h>
#include <glob.h>
#include <math.h>
#include <stdio.h>

struct sound cooked_read(const char *file)
{
	return sound_read(scratch_path(file));
}

static glob_t stems_of(const char *name)
{
	char pattern[128];
	glob_t found;
	snprintf(pattern, sizeof pattern, "%s/stems/*.wav", name);
	cr_assert_eq(glob(scratch_path(pattern), 0, NULL, &found), 0, "%s has no stems", name);
	return found;
}

size_t cooked_stem_count(const char *name)
{
	glob_t found = stems_of(name);
	const size_t count = found.gl_pathc;
	globfree(&found);
	return count;
}

void cooked_add(struct sound *sound, const struct sound *other, double gain)
{
	cr_assert(sound->frames == other->frames && sound->channels == other->channels);
	for (size_t i = 0; i < sound->frames * sound->channels; i++)
		sound->samples[i] += gain * other->samples[i];
}

/* Integers of up to 24 bits are exact in doubles, and so are their sums. */
static void expect_sum(const char *name, const char *mix, int bits)
{
	char file[128];
	snprintf(file, sizeof file, "%s/%s.wav", name, mix);
	struct sound rest = cooked_read(file);
	glob_t found = stems_of(name);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		struct sound stem = sound_read(found.gl_pathv[i]);
		cooked_add(&rest, &stem, -1.0);
		sound_release(&stem);
	}
	cr_expect_eq(sound_peak(&rest), 0.0, "the stems of %s are off by %g steps", name,
		     sound_peak(&rest) * exp2(bits - 1));
	globfree(&found);
	sound_release(&rest);
}

void cooked_render(const char *name, const char *recipe, const char *mix, int bits)
{
	char folder[512];
	snprintf(folder, sizeof folder, "%s", scratch_path(name));
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", "-q", "-d", folder, recipe));
	cr_expect_str_empty(run.err, "%s: %s", name, run.err);
	program_release(&run);
	expect_sum(name, mix, bits);
}

static size_t frame_at(const struct sound *sound, double seconds)
{
	const size_t frame = (size_t)llround(seconds * sound->rate);
	return frame < sound->frames ? frame : sound->frames;
}

double cooked_rms_db(const struct sound *sound, double from, double to)
{
	double sum = 0.0;
	const size_t first = frame_at(sound, from) * sound->channels, last = frame_at(sound, to) * sound->channels;
	cr_assert_lt(first, last, "nothing lies between %g s and %g s", from, to);
	for (size_t i = first; i < last; i++)
		sum += sound->samples[i] * sound->samples[i];
	return 10.0 * log10(sum / (double)(last - first));
}

double cooked_peak_db(const struct sound *sound, double from, double to)
{
	double peak = 0.0;
	const size_t first = frame_at(sound, from) * sound->channels, last = frame_at(sound, to) * sound->channels;
	for (size_t i = first; i < last; i++)
		peak = fmax(peak, fabs(sound->samples[i]));
	return 20.0 * log10(peak);
}

double cooked_file_rms_db(const char *file, double from, double to)
{
	struct sound sound = cooked_read(file);
	const double level = cooked_rms_db(&sound, from, to);
	sound_release(&sound);
	return level;
}
