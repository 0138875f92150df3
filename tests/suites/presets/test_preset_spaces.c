/* Tests presets of echoes and rooms by their answer to an impulse.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "suites/presets/preset_take.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>

TestSuite(preset_spaces, .timeout = 120);

static void assert_between(double value, double low, double high, const char *what)
{
	fprintf(stderr, "%s: %.2f (%g to %g)\n", what, value, low, high);
	cr_assert(value >= low && value <= high, "%s: %.2f is not between %g and %g", what, value, low, high);
}

/* Returns the answer of an aux with that preset to an impulse, in a session of 120 bpm. */
static void answer(const char *use, double seconds, struct rendering *take)
{
	char yaml[1024];
	snprintf(yaml, sizeof yaml,
		 "version: 1\nsession: { tempo: 120 bpm, tail: none }\n"
		 "tracks:\n  click: { source: impulse.wav, output: none, sends: [ { to: space } ] }\n"
		 "auxes:\n  space: { use: %s }\noutputs: { master: }\n"
		 "print: { mixes: { mix: }, taps: { wet: space } }\n",
		 use);
	preset_take(yaml, seconds, take);
}

Test(preset_spaces, quarter_notes)
{
	struct rendering take;
	answer("quarter-note-delay", 3.0, &take);
	const struct memory_printer *wet = preset_tap(&take, "wet");
	cr_assert_lt(preset_peak_db(wet, 0, 0.0, 0.4999), -200.0, "no sound before the first echo");
	double first = preset_peak_db(wet, 0, 0.499, 0.52), second = preset_peak_db(wet, 0, 0.999, 1.02);
	double third = preset_peak_db(wet, 0, 1.499, 1.52);
	assert_between(first, -20.0, -6.0, "first quarter");
	/* 35 % is -9.1 dB, and damping lowers it further. */
	assert_between(second - first, -18.0, -9.1, "second against first");
	assert_between(third - second, -16.0, -9.1, "third against second");
	assert_between(preset_peak_db(wet, 0, 0.6, 0.99), -1000.0, -60.0, "between the echoes");
	rendering_release(&take);
	answer("{ preset: quarter-note-delay, time: 1/8d }", 1.0, &take);
	cr_assert_lt(preset_peak_db(preset_tap(&take, "wet"), 0, 0.0, 0.3749), -200.0);
	cr_assert_gt(preset_peak_db(preset_tap(&take, "wet"), 0, 0.3749, 0.38), -30.0);
	rendering_release(&take);
}

Test(preset_spaces, slap)
{
	struct rendering take;
	answer("slap", 1.0, &take);
	const struct memory_printer *wet = preset_tap(&take, "wet");
	cr_assert_lt(preset_peak_db(wet, 0, 0.0, 0.1149), -200.0);
	assert_between(preset_peak_db(wet, 0, 0.1149, 0.117), -20.0, -6.0, "the echo");
	assert_between(preset_peak_db(wet, 0, 0.16, 1.0), -1000.0, -60.0, "and no other");
	rendering_release(&take);
}

/* Returns the seconds until the level is 60 dB down, from the decay between -5 and -25 dB after `from` (ISO 3382: T20),
 * by the backward integral of Schroeder. */
static double decay_of(const struct memory_printer *print, double from)
{
	size_t first = (size_t)(from * 48000.0), frames = print->frames;
	double whole = 0.0, rest = 0.0, begin = 0.0, end = 0.0;
	for (size_t i = first; i < frames; i++)
		whole += print->columns[0][i] * print->columns[0][i];
	for (size_t i = frames; i-- > first;) {
		rest += print->columns[0][i] * print->columns[0][i];
		double db = 10.0 * log10(rest / whole);
		if (db < -25.0)
			end = (double)i / 48000.0;
		if (db < -5.0)
			begin = (double)i / 48000.0;
	}
	return 3.0 * (end - begin);
}

/* Returns the answer of an aux with that preset to half a second of a tone. */
static double decay_of_tone(const char *use, double frequency)
{
	char yaml[1024];
	snprintf(yaml, sizeof yaml,
		 "version: 1\nsession: { tail: none }\n"
		 "tracks:\n  burst: { source: burst-%g-6-0-500.wav, output: none, sends: [ { to: space } ] }\n"
		 "auxes:\n  space: { use: %s }\noutputs: { master: }\n"
		 "print: { mixes: { mix: }, taps: { wet: space } }\n",
		 frequency, use);
	struct rendering take;
	preset_take(yaml, 7.0, &take);
	double decay = decay_of(preset_tap(&take, "wet"), 0.6);
	rendering_release(&take);
	return decay;
}

/* Returns the mean over an octave. */
static double decay_at(const char *use, double frequency)
{
	static const double steps[] = { 0.7, 0.8, 0.9, 1.0, 1.1, 1.25, 1.4 };
	double sum = 0.0;
	for (size_t i = 0; i < 7; i++)
		sum += decay_of_tone(use, round(frequency * steps[i]));
	return sum / 7.0;
}

/* Returns the longest silence before the sound, in ms. */
static double silence_of(const char *use)
{
	struct rendering take;
	answer(use, 1.0, &take);
	const struct memory_printer *wet = preset_tap(&take, "wet");
	size_t frame = 0;
	while (frame < wet->frames && fabs(wet->columns[0][frame]) < 1e-5 && fabs(wet->columns[1][frame]) < 1e-5)
		frame++;
	rendering_release(&take);
	return (double)frame / 48.0;
}

Test(preset_spaces, plate)
{
	assert_between(decay_at("plate", 1000), 1.2, 1.8, "plate, s");
	assert_between(decay_at("{ preset: plate, decay: 3 s }", 1000), 2.4, 3.6, "a plate of 3 s, s");
	assert_between(silence_of("plate"), 20.0, 40.0, "plate, predelay, ms");
	assert_between(silence_of("{ preset: plate, predelay: 60 ms }"), 58.0, 70.0, "plate, 60 ms");
}

Test(preset_spaces, hall)
{
	assert_between(decay_at("hall", 500), 2.5, 4.0, "hall, s");
	assert_between(decay_at("hall", 8000), 0.5, 2.4, "hall, treble, s");
	assert_between(silence_of("hall"), 20.0, 60.0, "hall, predelay, ms");
}

Test(preset_spaces, room)
{
	assert_between(decay_at("room", 1000), 0.35, 0.9, "room, s");
	assert_between(silence_of("room"), 0.0, 15.0, "room, predelay, ms");
}
