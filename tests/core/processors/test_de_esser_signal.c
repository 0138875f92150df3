/* Tests the de-esser on voices, with keys, lanes and links.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/processors/de_esser_take.h"
#include "dsp/kernel/select.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

enum { FRAMES = 4 * VOICE_SYLLABLE };

/* Returns settings of all kinds that act on the voice. */
static struct de_esser_settings setting(size_t index)
{
	static const struct de_esser_settings rows[] = {
		{ 48000.0, false, false, false, 5500.0, 1.0, -24.0, 4.0, 6.0, 8.0, 0.0005, 0.04, 0.002 },
		{ 48000.0, true, false, false, 5500.0, 1.0, -30.0, INFINITY, 0.0, 36.0, 0.0, 0.001, 0.0001 },
		{ 44100.0, true, true, true, 7000.0, 1.5, -12.0, 3.0, 12.0, 12.0, 0.001, 0.02, 0.005 },
		{ 96000.0, true, false, true, 3000.0, 1.0, -20.0, 8.0, 3.0, 18.0, 0.002, 0.06, 0.001 },
		{ 48000.0, false, true, true, 6000.0, 0.5, -18.0, 2.0, 24.0, 30.0, 0.0001, 0.3, 0.01 },
		{ 44100.0, true, true, false, 9000.0, 8.0, -50.0, 20.0, 1.0, 24.0, 0.0, 0.005, 0.0005 },
	};
	cr_assert_lt(index, LENGTH(rows));
	return rows[index];
}

enum { SETTINGS = 6 };

static void expect_reference(size_t index, const double *in, size_t frames, const char *name)
{
	const struct de_esser_settings settings = setting(index);
	struct processor_take take = de_esser_take(&settings, frames);
	long double *expected = calloc(frames, sizeof *expected);
	cr_assert_not_null(expected);
	memcpy(take.in[0], in, frames * sizeof *in);
	processor_take_render(&take);
	de_esser_reference(&settings, in, frames, expected);
	double worst = 0.0, moved = 0.0;
	for (size_t frame = 0; frame < frames; frame++) {
		worst = harness_worse(worst, (double)fabsl(take.out[0][frame] - expected[frame]));
		moved = harness_worse(moved, fabs(take.out[0][frame] - in[frame]));
	}
	cr_log_info("%s, setting %zu: %.1f dBFS", name, index, 20.0 * log10(worst));
	cr_expect_leq(worst, 1e-9, "%s, setting %zu: %.1f dBFS", name, index, 20.0 * log10(worst));
	cr_expect_gt(moved, 1e-4, "%s, setting %zu does nothing", name, index);
	free(expected);
	processor_take_release(&take);
}

Test(de_esser_signal, against_the_reference)
{
	static const char *const fixtures[] = { "/fixtures/big-band/hats.wav", "/fixtures/loops/mika.flac" };
	static double voice[FRAMES];
	de_esser_fill_voice(voice, FRAMES, 1);
	for (size_t i = 0; i < SETTINGS; i++)
		expect_reference(i, voice, FRAMES, "voice");
	for (size_t i = 0; i < LENGTH(fixtures); i++) {
		char path[256];
		snprintf(path, sizeof path, "%s%s", STEMPRINT_ROOT, fixtures[i]);
		struct sound sound = sound_read(path);
		for (size_t frame = 0; frame < FRAMES; frame++)
			voice[frame] = 2.0 * sound.samples[frame * sound.channels];
		sound_release(&sound);
		expect_reference(1 + 2 * i, voice, FRAMES, fixtures[i]);
	}
}

/* Returns by how many dB the level of all vowels, or of all sibilants, changes. */
static double change_db(const struct processor_take *take, size_t from, size_t to)
{
	double in = 0.0, out = 0.0;
	for (size_t syllable = 1; syllable < take->frames / VOICE_SYLLABLE; syllable++) {
		const size_t start = syllable * VOICE_SYLLABLE;
		in += pow(10.0, processor_take_rms_db(take->in[0], start + from, start + to) / 10.0);
		out += pow(10.0, processor_take_rms_db(take->out[0], start + from, start + to) / 10.0);
	}
	return 10.0 * log10(out / in);
}

/* In use each s goes down by several dB (with split, all but what reaches below the band), and the vowels stay. This
   holds for absolute and relative levels, wide and split; for relative levels also 40 dB softer. */
Test(de_esser_signal, sibilants_go_down_and_vowels_stay)
{
	for (int variant = 0; variant < 6; variant++) {
		struct de_esser_settings settings = de_esser_settings_default();
		settings.split = variant % 2;
		settings.relative = variant >= 2;
		settings.threshold = settings.relative ? -12.0 : -24.0;
		struct processor_take take = de_esser_take(&settings, FRAMES);
		de_esser_fill_voice(take.in[0], FRAMES, 1);
		for (size_t frame = 0; frame < FRAMES && variant >= 4; frame++)
			take.in[0][frame] *= 0.01;
		processor_take_render(&take);
		const double vowel = change_db(&take, 6000, VOICE_SIBILANT - 1000);
		const double sibilant = change_db(&take, VOICE_SIBILANT + 200, VOICE_SYLLABLE);
		cr_log_info("variant %d: vowels %+.2f dB, sibilants %+.2f dB", variant, vowel, sibilant);
		cr_expect_float_eq(vowel, 0.0, 0.3, "variant %d: vowels %+g dB", variant, vowel);
		cr_expect_lt(sibilant, settings.split ? -3.0 : -5.0, "variant %d: sibilants %+g dB", variant, sibilant);
		processor_take_release(&take);
	}
}

/* What is heard and what is taken away add up to the input; the band passes what lies in it. */
Test(de_esser_signal, listen)
{
	for (size_t i = 0; i < SETTINGS; i++) {
		const struct de_esser_settings settings = setting(i);
		struct processor_take take = de_esser_take(&settings, FRAMES);
		static double out[FRAMES];
		processor_take_set(&take, "lookahead", 0.002);
		de_esser_fill_voice(take.in[0], FRAMES, 2);
		processor_take_render(&take);
		memcpy(out, take.out[0], sizeof out);
		processor_take_set(&take, "listen", 2.0);
		processor_take_render(&take);
		double worst = 0.0;
		for (size_t frame = take.latency; frame < FRAMES; frame++)
			worst = harness_worse(worst,
					      fabs(out[frame] + take.out[0][frame] - take.in[0][frame - take.latency]));
		cr_expect_leq(worst, 1e-15, "setting %zu: %g", i, worst);
		processor_take_set(&take, "listen", 1.0);
		for (double hertz = 500.0; hertz < 18000.0; hertz *= 2.2) {
			memset(take.in[0], 0, FRAMES * sizeof(double));
			de_esser_add_sine(take.in[0], FRAMES, settings.sample_rate, hertz, -6.0);
			processor_take_render(&take);
			const double gain_db = processor_take_rms_db(take.out[0], FRAMES / 2, FRAMES) -
					       processor_take_rms_db(take.in[0], FRAMES / 2, FRAMES);
			const double expected = 10.0 * log10(de_esser_reference_detector_power(&settings, hertz));
			cr_expect_float_eq(gain_db, expected, 0.02, "setting %zu, %g Hz: %g dB, not %g", i, hertz,
					   gain_db, expected);
		}
		processor_take_release(&take);
	}
}

/* An s is on the left alone. Linked, the image stays where it is; unlinked, the right channel passes. */
Test(de_esser_signal, link)
{
	static const double links[] = { 0.0, 0.5, 1.0 };
	double right[LENGTH(links)];
	for (size_t i = 0; i < LENGTH(links); i++) {
		const struct de_esser_settings settings = setting(0);
		struct processor_take take = de_esser_take_of(&settings, 2, 0, 1, FRAMES);
		processor_take_set(&take, "link", links[i]);
		de_esser_add_sine(take.in[0], FRAMES, 48000.0, 9000.0, 0.0);
		de_esser_add_sine(take.in[1], FRAMES, 48000.0, 300.0, 0.0);
		processor_take_render(&take);
		right[i] = processor_take_rms_db(take.out[1], FRAMES / 2, FRAMES) -
			   processor_take_rms_db(take.in[1], FRAMES / 2, FRAMES);
		processor_take_release(&take);
	}
	cr_expect_float_eq(right[0], 0.0, 1e-9);
	cr_expect_float_eq(right[2], -8.0, 0.01);
	cr_expect(right[1] < -0.5 && right[1] > right[2] + 1e-4 + -8.0, "half linked: %g dB", right[1]);
}

/* The whole is the sum of the lanes; the residual at the output is rounding alone. */
Test(de_esser_signal, lanes_add_up)
{
	for (size_t i = 0; i < SETTINGS; i++) {
		const struct de_esser_settings settings = setting(i);
		struct processor_take take = de_esser_take_of(&settings, 1, 0, 4, FRAMES);
		for (size_t lane = 1; lane < 4; lane++) {
			de_esser_fill_voice(take.in[lane], FRAMES, lane);
			for (size_t frame = 0; frame < FRAMES; frame++)
				take.in[0][frame] += take.in[lane][frame];
		}
		processor_take_render(&take);
		double worst = 0.0;
		for (size_t frame = 0; frame < FRAMES; frame++)
			worst = harness_worse(worst, fabs(take.out[1][frame] + take.out[2][frame] + take.out[3][frame] -
							  take.out[0][frame]));
		cr_log_info("setting %zu: %.1f dBFS", i, 20.0 * log10(worst));
		cr_expect_leq(worst, 1e-13, "setting %zu: %.1f dBFS", i, 20.0 * log10(worst));
		processor_take_release(&take);
	}
}

Test(de_esser_signal, no_cut_and_no_kernel_changes_a_bit)
{
	static const size_t blocks[] = { 1, 7, 64, 1000 };
	const struct kernel *kernels[8];
	const size_t count = kernel_list(kernels, 8);
	for (size_t i = 0; i < SETTINGS; i++) {
		const struct de_esser_settings settings = setting(i);
		struct processor_take whole = de_esser_take_of(&settings, 2, 0, 2, FRAMES / 3);
		struct processor_take cut = de_esser_take_of(&settings, 2, 0, 2, FRAMES / 3);
		processor_take_set(&whole, "link", 0.5 * (double)(i % 3));
		processor_take_set(&cut, "link", 0.5 * (double)(i % 3));
		for (size_t column = 0; column < 4; column++) {
			de_esser_fill_voice(whole.in[column], whole.frames, column + 1);
			memcpy(cut.in[column], whole.in[column], whole.frames * sizeof(double));
		}
		whole.kernel = kernels[0];
		processor_take_render(&whole);
		for (size_t k = 0; k < count; k++) {
			cut.kernel = kernels[k];
			cut.block = blocks[(i + k) % LENGTH(blocks)];
			processor_take_render(&cut);
			for (size_t column = 0; column < 4; column++)
				cr_expect_arr_eq(cut.out[column], whole.out[column], whole.frames * sizeof(double),
						 "setting %zu, %s", i, kernels[k]->name);
		}
		processor_take_release(&whole);
		processor_take_release(&cut);
	}
}

/* A key makes the gain jump over its whole range from frame to frame: the moving filter stays within bounds and comes
   to rest. */
Test(de_esser_signal, split_is_stable_however_fast_it_moves)
{
	static const double freqs[] = { 500.0, 5500.0, 18000.0 };
	for (size_t i = 0; i < LENGTH(freqs); i++)
		for (int bandpass = 0; bandpass < 2; bandpass++) {
			struct de_esser_settings settings = setting(1);
			settings.freq = freqs[i];
			settings.bandpass = bandpass;
			settings.q = 10.0;
			struct processor_take take = de_esser_take_of(&settings, 1, 1, 1, FRAMES);
			uint64_t state = 1;
			for (size_t frame = 0; frame < FRAMES; frame++) {
				const double noise = harness_noise(&state);
				take.in[0][frame] = frame < FRAMES / 2 ? (noise > 0.0 ? 1.0 : -1.0) : 0.0;
				take.key[0][frame] = frame % 97 < 40 ? harness_noise(&state) : 0.0;
			}
			processor_take_render(&take);
			cr_expect_lt(harness_peak(take.out[0], FRAMES), 6.0);
			cr_expect_lt(harness_peak(take.out[0] + FRAMES / 2 + 9600, FRAMES / 2 - 9600), 1e-6);
			processor_take_release(&take);
		}
}
