/* Presets of echoes and rooms, by their answer to an impulse.
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

/* What an aux with that preset returns of an impulse in a session of 120 bpm. */
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
	/* 35 % is -9.1 dB; damping takes off more. */
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
