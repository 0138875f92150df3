/* Tests presets of several processors: each stage does its work.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "suites/presets/preset_take.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>

TestSuite(preset_chains, .timeout = 120);

static void assert_between(double value, double low, double high, const char *what)
{
	fprintf(stderr, "%s: %.2f (%g to %g)\n", what, value, low, high);
	cr_assert(value >= low && value <= high, "%s: %.2f is not between %g and %g", what, value, low, high);
}

/* Returns the gain of a chain for a tone of that frequency and level (minus dBFS), in dB. */
static double gain_of(const char *use, double frequency, double level)
{
	char yaml[1024];
	snprintf(yaml, sizeof yaml,
		 "version: 1\nsession: { tail: none }\ntracks:\n  t: { source: tone-%g-%g.wav, use: %s }\n"
		 "outputs: { master: { channels: 1 } }\nprint: { mixes: { mix: }, taps: { after: t.pre-fader } }\n",
		 frequency, level, use);
	struct rendering take;
	preset_take(yaml, 3.0, &take);
	double gain = preset_tone_db(preset_tap(&take, "after"), frequency, 2.0, 3.0) + level;
	rendering_release(&take);
	return gain;
}

Test(preset_chains, podcast_voice)
{
	static const char use[] = "podcast-voice";
	double soft = gain_of(use, 1000, 30);
	assert_between(soft, 3.5, 5.0, "podcast voice, 1 kHz under the threshold");
	assert_between(gain_of(use, 40, 30) - soft, -30.0, -15.0, "rumble");
	assert_between(gain_of(use, 1000, 6) - soft, -12.0, -6.0, "loud speech, 14 dB over");
	assert_between(gain_of(use, 1000, 70) - soft, -12.1, -8.0, "the room between the words");
	assert_between(gain_of(use, 7000, 15) - gain_of(use, 7000, 35), -9.0, -5.0, "an s");
	assert_between(gain_of(use, 4000, 35) - soft, 1.0, 3.0, "presence");
	assert_between(gain_of(use, 300, 30) - soft, -3.0, -1.0, "mud");
}

Test(preset_chains, vocal_chain)
{
	static const char use[] = "vocal-chain";
	double soft = gain_of(use, 1000, 40);
	assert_between(soft, 4.0, 6.0, "vocal chain, 1 kHz under the thresholds");
	assert_between(gain_of(use, 40, 40) - soft, -30.0, -15.0, "rumble");
	assert_between(gain_of(use, 1000, 20) - soft, -4.0, -1.0, "a phrase, the slow compressor alone");
	assert_between(gain_of(use, 1000, 6) - soft, -16.0, -8.0, "a shout, both");
	assert_between(gain_of(use, 8000, 15) - gain_of(use, 8000, 42), -12.0, -5.0, "an s");
	assert_between(gain_of(use, 4000, 42) - soft, 1.0, 3.0, "presence");
	assert_between(gain_of(use, 15000, 42) - soft, 0.8, 2.5, "air");
}

/* Returns the harmonics 2 and 3 of a tone behind a chain, relative to the tone, in dB. */
static double harmonics_of(const char *use, double frequency, double level)
{
	char yaml[1024];
	snprintf(yaml, sizeof yaml,
		 "version: 1\nsession: { tail: none }\ntracks:\n  t: { source: tone-%g-%g.wav, use: %s }\n"
		 "outputs: { master: { channels: 1 } }\nprint: { mixes: { mix: }, taps: { after: t.pre-fader } }\n",
		 frequency, level, use);
	struct rendering take;
	preset_take(yaml, 3.0, &take);
	const struct memory_printer *after = preset_tap(&take, "after");
	double second = preset_tone_db(after, 2.0 * frequency, 2.0, 3.0);
	double third = preset_tone_db(after, 3.0 * frequency, 2.0, 3.0);
	double tone = preset_tone_db(after, frequency, 2.0, 3.0);
	rendering_release(&take);
	return fmax(second, third) - tone;
}

Test(preset_chains, bass_split)
{
	static const char use[] = "bass-split";
	assert_between(harmonics_of(use, 40, 9), -300.0, -50.0, "split bass, harmonics of the sub");
	assert_between(harmonics_of(use, 160, 9), -25.0, -8.0, "harmonics over the sub");
	assert_between(harmonics_of(use, 1500, 9), -300.0, -60.0, "harmonics of the strings");
	assert_between(gain_of(use, 40, 9), -12.0, -3.0, "the sub held steady");
	assert_between(gain_of(use, 160, 9), -4.0, 4.0, "the fundamental over it");
	assert_between(gain_of(use, 1500, 9), -0.5, 0.5, "the strings");
	assert_between(harmonics_of("{ preset: bass-split, drive: 24 dB }", 160, 9) - harmonics_of(use, 160, 9), 1.0,
		       12.0, "more drive is rougher");
}

Test(preset_chains, mastering_holds_the_ceiling_and_compresses_by_one_or_two_db)
{
	struct rendering take;
	preset_take("version: 1\nsession: { tail: none }\ntracks:\n"
		    "  kick: { source: big-band/kick.flac, fader: 7 dB }\n"
		    "  snare: { source: big-band/snare.flac, fader: 7 dB }\n"
		    "  bass: { source: big-band/bass.wav, fader: 5 dB }\n"
		    "  sax: { source: big-band/tenor-sax.wav, fader: 3 dB }\n"
		    "  trumpet: { source: big-band/trumpet.wav, fader: 0 dB }\n"
		    "outputs: { master: { use: { preset: mastering-chain, gain: 6 dB } } }\n"
		    "print: { mixes: { mix: }, taps: { before: master.input } }\n",
		    9.0, &take);
	const struct memory_printer *mix = rendering_print(&take, PRINT_MIX, "mix");
	assert_between(preset_peak_db(mix, 0, 0.0, 9.0), -2.5, -1.0, "master, sample peak");
	assert_between(preset_peak_db(preset_tap(&take, "before"), 0, 0.0, 9.0), -9.0, 0.0, "before");
	rendering_release(&take);
	double loud = gain_of("mastering-chain", 1000, 8), soft = gain_of("mastering-chain", 1000, 30);
	assert_between(soft, -0.2, 0.2, "master, 1 kHz under the threshold");
	assert_between(loud - soft, -2.0, -0.5, "master, compression of a loud tone");
	assert_between(gain_of("mastering-chain", 15000, 30), 0.3, 1.2, "air");
	assert_between(gain_of("mastering-chain", 10, 30), -40.0, -6.0, "under 20 Hz");
	assert_between(gain_of("{ preset: mastering-chain, gain: 12 dB }", 1000, 6), 4.0, 5.0, "driven to -1 dBTP");
}

/* By the compressor's static curve, over its knee: a tone of that level reads 3.01 dB less in rms. */
static double compression(double level, double threshold, double ratio)
{
	return (1.0 / ratio - 1.0) * (-level - 3.01 - threshold);
}

Test(preset_chains, multiband_compressor)
{
	static const char use[] = "multiband-compressor";
	static const double soft[] = { 30, 85, 120, 170, 500, 1000, 1300, 3000, 6000, 7500, 12000, 19000 };
	for (size_t i = 0; i < sizeof soft / sizeof soft[0]; i++)
		assert_between(gain_of(use, soft[i], 60), -0.001, 0.001, "bands add up flat");
	assert_between(gain_of(use, 40, 6) - compression(6, -20, 1.6), -0.3, 0.3, "the lows");
	/* The neighbours have a small part of the middle bands, and let it pass. */
	assert_between(gain_of(use, 350, 6) - compression(6, -22, 1.5), -0.3, 0.5, "the low mids");
	assert_between(gain_of(use, 2500, 8) - compression(8, -26, 1.5), -0.3, 0.5, "the high mids");
	assert_between(gain_of(use, 15000, 12) - compression(12, -32, 1.4), -0.3, 0.3, "the highs");
	assert_between(gain_of("{ preset: multiband-compressor, lows: 0 dB }", 40, 12), -0.01, 0.01,
		       "lows that no one compresses");
}

/* A loud low tone leaves a soft high one alone. */
Test(preset_chains, multiband_compressor_keeps_the_bands_apart)
{
	struct rendering take;
	preset_take(
		"version: 1\nsession: { tail: none }\ntracks:\n"
		"  kick: { source: tone-50-3.wav, output: bus }\n  cymbal: { source: tone-10000-50.wav, output: bus }\n"
		"buses:\n  bus: { channels: 1, use: multiband-compressor, output: master }\n"
		"outputs: { master: { channels: 1 } }\nprint: { mixes: { mix: }, taps: { after: bus.pre-fader } }\n",
		3.0, &take);
	const struct memory_printer *after = preset_tap(&take, "after");
	assert_between(preset_tone_db(after, 10000, 2.0, 3.0) + 50.0, -0.01, 0.01, "10 kHz beside a loud 50 Hz");
	assert_between(preset_tone_db(after, 50, 2.0, 3.0) + 3.0, -6.5, -4.0, "the loud 50 Hz");
	rendering_release(&take);
}

Test(preset_chains, tape_machine)
{
	static const char use[] = "{ preset: tape-machine, wow: 0 %, flutter: 0 % }";
	double soft = gain_of(use, 400, 40);
	assert_between(gain_of(use, 39, 40) - soft, 1.2, 1.6, "the head bump at 15 ips");
	assert_between(gain_of("{ preset: tape-machine, speed: 30 ips, wow: 0 %, flutter: 0 % }", 78, 40) - soft, 1.2,
		       1.6, "the head bump at 30 ips");
	assert_between(gain_of(use, 10000, 40) - soft, -0.5, 0.5, "the highs");
	assert_between(harmonics_of(use, 400, 6), -40.0, -15.0, "a loud tone bends");
}

Test(preset_chains, home_tape_recorder)
{
	static const char use[] = "{ preset: home-tape-recorder, wow: 0 %, flutter: 0 % }";
	double soft = gain_of(use, 400, 40);
	assert_between(gain_of(use, 10000, 40) - soft, -16.0, -6.0, "the highs");
	assert_between(gain_of(use, 20, 40) - soft, -30.0, -6.0, "the lows");
	assert_between(harmonics_of(use, 400, 6), -30.0, -10.0, "a loud tone bends");
}
