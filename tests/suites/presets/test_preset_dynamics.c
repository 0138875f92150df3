/* Tests presets that turn levels: how far and how fast, on music and on signals with a known answer.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "suites/presets/preset_take.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>

TestSuite(preset_dynamics, .timeout = 120);

#define TAPS "print: { mixes: { mix: }, taps: { before: bus.input, after: bus.pre-fader } }\n"

/* The source is the drums of five bars, which peak at -6 dBFS in the bus. */
#define DRUMS(USE)                                                                                                     \
	"version: 1\nsession: { tail: none }\ntracks:\n"                                                               \
	"  kick: { source: big-band/kick.flac, fader: 2 dB, output: bus }\n"                                           \
	"  snare: { source: big-band/snare.flac, fader: 2 dB, output: bus }\n"                                         \
	"  cymbals: { source: big-band/cymbals.flac, fader: -1 dB, output: bus }\n"                                    \
	"buses:\n  bus: { channels: 1, " USE ", output: master }\noutputs: { master: }\n" TAPS

static void assert_between(double value, double low, double high, const char *what)
{
	fprintf(stderr, "%s: %.2f (%g to %g)\n", what, value, low, high);
	cr_assert(value >= low && value <= high, "%s: %.2f is not between %g and %g", what, value, low, high);
}

static void measure(const char *yaml, double seconds, double *peak, double *least, double *mean)
{
	struct rendering take;
	preset_take(yaml, seconds, &take);
	*peak = preset_peak_db(preset_tap(&take, "before"), 0, 0.0, seconds);
	preset_gain_db(preset_tap(&take, "before"), preset_tap(&take, "after"), 0.0, seconds, least, mean);
	rendering_release(&take);
}

Test(preset_dynamics, glue_takes_one_to_three_db_off_the_loudest_hits)
{
	double peak, least, mean;
	measure(DRUMS("use: drum-bus-glue"), 9.0, &peak, &least, &mean);
	assert_between(peak, -9.0, -3.0, "drums, peak");
	assert_between(-least, 1.0, 3.0, "glue, deepest");
	assert_between(-mean, 0.05, 1.5, "glue, mean");
}

Test(preset_dynamics, crush_takes_ten_db_and_more)
{
	struct rendering take;
	preset_take(DRUMS("use: drum-room-crush"), 9.0, &take);
	const struct memory_printer *before = preset_tap(&take, "before"), *after = preset_tap(&take, "after");
	static const double makeup = 14.0;
	double least, mean;
	/* The filters before it change almost nothing at 1 kHz. A tone below measures the gain. */
	assert_between(preset_peak_db(after, 0, 0.0, 9.0) - preset_peak_db(before, 0, 0.0, 9.0) - makeup, -30.0, -6.0,
		       "crush, peaks");
	rendering_release(&take);
	preset_take("version: 1\nsession: { tail: none }\ntracks:\n  t: { source: tone-1000-10.wav, output: bus }\n"
		    "buses:\n  bus: { channels: 1, use: drum-room-crush }\noutputs: { master: }\n" TAPS,
		    1.0, &take);
	least = preset_tone_db(preset_tap(&take, "after"), 1000.0, 0.5, 1.0) + 10.0 - makeup;
	mean = preset_peak_db(preset_tap(&take, "before"), 0, 0.5, 1.0);
	assert_between(mean, -10.1, -9.9, "tone");
	assert_between(-least, 18.0, 24.0, "crush of a tone 24 dB over");
	rendering_release(&take);
}

/* Hits keep their peaks within 3 dB, while soft sound becomes 3 to 8 dB louder. */
Test(preset_dynamics, parallel_compression_lifts_what_is_soft)
{
	struct rendering take;
	preset_take("version: 1\nsession: { tail: none }\ntracks:\n"
		    "  soft: { source: tone-1000-46.wav, output: bus }\n"
		    "buses:\n  bus: { channels: 1, use: new-york-parallel }\noutputs: { master: }\n" TAPS,
		    1.0, &take);
	double soft = preset_tone_db(preset_tap(&take, "after"), 1000.0, 0.5, 1.0) + 46.0;
	rendering_release(&take);
	preset_take("version: 1\nsession: { tail: none }\ntracks:\n"
		    "  loud: { source: tone-1000-6.wav, output: bus }\n"
		    "buses:\n  bus: { channels: 1, use: new-york-parallel }\noutputs: { master: }\n" TAPS,
		    1.0, &take);
	double loud = preset_tone_db(preset_tap(&take, "after"), 1000.0, 0.5, 1.0) + 6.0;
	rendering_release(&take);
	/* 1 + 10^((15 - 8) / 20) and 1 + 10^((7 - 30 x 0.9) / 20) */
	assert_between(soft, 10.0, 10.5, "New York, what is soft");
	assert_between(loud, 0.4, 1.4, "New York, what is loud");
	double peak, least, mean;
	measure(DRUMS("use: new-york-parallel"), 9.0, &peak, &least, &mean);
	assert_between(mean, 1.0, 8.0, "New York, mean over drums");
}

#define DUCKING(KICK, BASS, USE)                                                                                       \
	"version: 1\nsession: { tail: none }\ntracks:\n"                                                               \
	"  kick: { source: " KICK ", output: master }\n"                                                               \
	"  bass: { source: " BASS ", output: bus }\n"                                                                  \
	"buses:\n  bus: { channels: 1, " USE ", output: master }\noutputs: { master: }\n" TAPS

Test(preset_dynamics, the_bass_steps_back_two_to_four_db)
{
	double peak, least, mean;
	measure(DUCKING("big-band/kick.flac", "big-band/bass.wav", "use: { preset: kick-to-bass-ducking, key: kick }"),
		9.0, &peak, &least, &mean);
	assert_between(-least, 2.0, 4.0, "ducking, deepest");
	assert_between(-mean, 0.1, 2.0, "ducking, mean");
	measure(DUCKING("big-band/kick.flac", "big-band/bass.wav",
			"use: { preset: kick-to-bass-ducking, key: kick, depth: 4 dB }"),
		9.0, &peak, &least, &mean);
	assert_between(-least, 3.0, 4.01, "ducking by 4 dB, deepest");
}

/* Returns the gain between two taps at a time, for a constant. */
static double gain_at(const struct rendering *take, double seconds)
{
	size_t frame = (size_t)llround(seconds * 48000.0);
	return 20.0 *
	       log10(preset_tap(take, "after")->columns[0][frame] / preset_tap(take, "before")->columns[0][frame]);
}

/* Returns when the gain first passes `db`, from `from` on, in seconds. */
static double passes(const struct rendering *take, double from, double db, bool falling)
{
	double seconds = from;
	while (falling ? gain_at(take, seconds) > db : gain_at(take, seconds) < db) {
		seconds += 1.0 / 48000.0;
		cr_assert_lt(seconds, from + 5.0, "never");
	}
	return seconds - from;
}

Test(preset_dynamics, the_bass_goes_and_comes_as_fast_as_is_said)
{
	struct rendering take;
	preset_take(DUCKING("burst-1000-6-500-1000.wav", "level-12.wav",
			    "use: { preset: kick-to-bass-ducking, key: kick }"),
		    2.0, &take);
	static const double once = 0.36787944117144233; /* 1/e, which is left after one time constant */
	assert_between(gain_at(&take, 0.499), -1e-9, 1e-9, "before the kick");
	assert_between(gain_at(&take, 0.9), -3.01, -2.9, "during it");
	assert_between(1000.0 * passes(&take, 0.5, -3.0 * (1.0 - once), true), 1.0, 3.0, "attack, ms");
	assert_between(1000.0 * passes(&take, 1.0, -3.0 * once, false), 60.0, 100.0, "release, ms");
	rendering_release(&take);
}

Test(preset_dynamics, the_music_goes_down_under_the_voice_and_comes_back_slowly)
{
	struct rendering take;
	preset_take(
		DUCKING("burst-500-20-1000-3000.wav", "level-12.wav", "use: { preset: podcast-ducking, key: kick }"),
		9.0, &take);
	static const double once = 0.36787944117144233;
	assert_between(gain_at(&take, 0.999), -1e-9, 1e-9, "before the voice");
	assert_between(gain_at(&take, 1.5), -12.01, -11.9, "under the voice");
	assert_between(1000.0 * passes(&take, 1.0, -12.0 * (1.0 - once), true), 20.0, 100.0, "attack, ms");
	assert_between(1000.0 * passes(&take, 3.0, -12.0 * once, false), 800.0, 1300.0, "release, ms");
	assert_between(gain_at(&take, 8.5), -0.1, 0.0, "long after");
	rendering_release(&take);
	/* The words last 300 ms of every 500 ms. Between them the gain rises by at most 3 dB. */
	double peak, least, mean;
	measure(DUCKING("big-band/tenor-sax.wav", "level-12.wav", "use: { preset: podcast-ducking, key: kick }"), 9.0,
		&peak, &least, &mean);
	assert_between(-least, 11.0, 12.01, "under a horn, deepest");
	assert_between(-mean, 6.0, 12.0, "under a horn, mean");
}
