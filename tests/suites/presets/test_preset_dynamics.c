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

/* A loud tone from 0 s to `end` (ms) and then a soft constant alone, through a preset. */
static void take_burst(const char *use, unsigned level, unsigned end, double seconds, struct rendering *take)
{
	char yaml[1024];
	snprintf(yaml, sizeof yaml,
		 "version: 1\nsession: { tail: none }\ntracks:\n  loud: { source: burst-1000-%u-0-%u.wav, output: bus "
		 "}\n"
		 "  soft: { source: level-60.wav, output: bus }\n"
		 "buses:\n  bus: { channels: 1, use: %s, output: master }\noutputs: { master: }\n" TAPS,
		 level, end, use);
	preset_take(yaml, seconds, take);
}

/* Returns the gain at the end of the tone. The sample that is read stands at a quarter of its period, where it is
   loudest. */
static double reduction_at(const struct rendering *take, unsigned end)
{
	return gain_at(take, 0.001 * end - 0.00075);
}

struct recovery {
	double reduction; /* dB, at the end of the tone: negative */
	double half, complete; /* seconds until half of it is left, and until 0.5 dB are left */
};

static struct recovery recovery_of(const char *use, unsigned level, unsigned end)
{
	struct rendering take;
	take_burst(use, level, end, 0.001 * end + 6.0, &take);
	struct recovery recovery = { .reduction = reduction_at(&take, end) };
	recovery.half = passes(&take, 0.001 * end, 0.5 * recovery.reduction, false);
	recovery.complete = passes(&take, 0.001 * end, -0.5, false);
	rendering_release(&take);
	return recovery;
}

/* The manual of the LA-2A: about 0.06 s for half of the release, 0.5 to 5 s for all of it. */
Test(preset_dynamics, opto_comes_back_as_the_manual_says)
{
	static const char use[] = "opto";
	const struct recovery brief = recovery_of(use, 12, 100), usual = recovery_of(use, 9, 1000);
	const struct recovery deep = recovery_of(use, 0, 5000);
	assert_between(usual.reduction, -11.0, -7.0, "opto, reduction");
	assert_between(1000.0 * usual.half, 35.0, 75.0, "opto, half, ms");
	assert_between(1000.0 * deep.half, 45.0, 75.0, "opto, half after deep and long, ms");
	assert_between(brief.complete, 0.05, 0.8, "opto, all of a brief reduction, s");
	assert_between(usual.complete, 0.8, 4.0, "opto, all of it, s");
	assert_between(deep.complete, 3.0, 5.0, "opto, all of a deep and long one, s");
}

/* The Fairchild's time constant 5: 2 s after single peaks, 10 s after many. The ratio rises with the level. */
Test(preset_dynamics, vari_mu_waits_after_many_peaks)
{
	struct rendering take;
	take_burst("vari-mu", 3, 30, 5.0, &take);
	assert_between(gain_at(&take, 2.03) / gain_at(&take, 0.031), 0.33, 0.47, "vari-mu, 2 s after a peak");
	rendering_release(&take);
	take_burst("vari-mu", 3, 20000, 31.0, &take);
	assert_between(gain_at(&take, 30.0) / gain_at(&take, 20.0), 0.33, 0.5, "vari-mu, 10 s after many");
	assert_between(gain_at(&take, 22.0) / gain_at(&take, 20.0), 0.8, 1.0, "vari-mu, 2 s after many");
	rendering_release(&take);
	double before = 0.0, last = 0.0;
	for (unsigned level = 24; level > 0; level -= 6) {
		take_burst("vari-mu", level, 500, 0.6, &take);
		const double reduction = reduction_at(&take, 500);
		rendering_release(&take);
		assert_between(last - reduction, before, 6.0, "vari-mu, more reduction for 6 dB than for those before");
		before = last - reduction;
		last = reduction;
	}
}

Test(preset_dynamics, fet_is_fast)
{
	const struct recovery usual = recovery_of("fet", 6, 1000);
	assert_between(usual.reduction, -11.0, -7.0, "FET, reduction");
	assert_between(1000.0 * usual.half, 50.0, 90.0, "FET, half, ms");
	const struct recovery quick =
		recovery_of("{ preset: fet, attack: 0.02 ms, release: 50 ms, ratio: 20 }", 6, 1000);
	assert_between(quick.reduction, -14.0, -10.0, "FET at 20:1, reduction");
	assert_between(1000.0 * quick.half, 25.0, 45.0, "FET at 50 ms, half, ms");
}

/* Quick after a hit, slow after a loud passage. */
Test(preset_dynamics, vca_bus_releases_by_itself)
{
	static const char use[] = "vca-bus";
	const struct recovery hit = recovery_of(use, 6, 60), passage = recovery_of(use, 6, 3000);
	assert_between(passage.reduction, -8.0, -5.0, "VCA bus, reduction");
	assert_between(1000.0 * hit.half, 50.0, 120.0, "VCA bus, half of a hit, ms");
	assert_between(1000.0 * passage.half, 200.0, 500.0, "VCA bus, half of a passage, ms");
	assert_between(passage.complete / hit.complete, 2.0, 20.0, "VCA bus, a passage against a hit");
}
