/* Tests the transient shaper on drums, with keys, lanes and links.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/processors/processor_take.h"
#include "core/processors/transient_reference.h"
#include "dsp/kernel/select.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* Makes a take whose first column is channel 0 of a fixture, at the fixture's rate. */
static struct processor_take take_of_fixture(const char *path)
{
	struct sound sound = sound_read(path);
	struct processor_take take = processor_take_new("transient-shaper", 1, sound.frames);
	take.sample_rate = sound.rate;
	for (size_t frame = 0; frame < sound.frames; frame++)
		take.in[0][frame] = sound.samples[frame * sound.channels];
	sound_release(&sound);
	return take;
}

static const char *const fixtures[] = {
	STEMPRINT_ROOT "/fixtures/loops/garzul.flac",     STEMPRINT_ROOT "/fixtures/loops/mika.flac",
	STEMPRINT_ROOT "/fixtures/loops/safari.flac",     STEMPRINT_ROOT "/fixtures/big-band/kick.flac",
	STEMPRINT_ROOT "/fixtures/big-band/snare.flac",   STEMPRINT_ROOT "/fixtures/big-band/hats.wav",
	STEMPRINT_ROOT "/fixtures/big-band/alto-sax.wav",
};

enum { REFERENCE_FRAMES = 80000 };

Test(transient_shaper_signal, against_the_reference)
{
	static const struct transient_settings settings[] = {
		{ 0.0, 9.0, 0.0, 0.02, 0.3, 0.0, 1.0 },
		{ 0.0, 0.0, -18.0, 0.02, 0.3, 0.0, 1.0 },
		{ 0.0, 15.0, 24.0, 0.001, 5.0, 3.0, 0.7 },
		{ 0.0, -15.0, 12.0, 0.2, 0.02, -6.0, 1.0 },
	};
	for (size_t i = 0; i < LENGTH(fixtures); i++) {
		struct processor_take take = take_of_fixture(fixtures[i]);
		struct transient_settings setting = settings[i % LENGTH(settings)];
		long double *gains = calloc(take.frames, sizeof *gains);
		cr_assert_not_null(gains);
		setting.sample_rate = take.sample_rate;
		take.frames = REFERENCE_FRAMES;
		processor_take_set(&take, "attack", setting.attack);
		processor_take_set(&take, "sustain", setting.sustain);
		processor_take_set(&take, "attack_time", setting.attack_time);
		processor_take_set(&take, "sustain_time", setting.sustain_time);
		processor_take_set(&take, "output", setting.output);
		processor_take_set(&take, "mix", setting.mix);
		processor_take_render(&take);
		transient_reference_gains(&setting, take.in[0], take.frames, gains);
		double worst = 0.0;
		for (size_t frame = 0; frame < take.frames; frame++)
			worst = harness_worse(worst,
					      (double)fabsl(take.out[0][frame] - gains[frame] * take.in[0][frame]));
		cr_log_info("%s: %.1f dBFS", strrchr(fixtures[i], '/') + 1, 20.0 * log10(worst));
		cr_expect_leq(worst, 1e-9, "%s: %.1f dBFS", fixtures[i], 20.0 * log10(worst));
		free(gains);
		processor_take_release(&take);
	}
}

/* Returns by how many dB the average window of 10 ms is under the loudest one; silent windows do not count. */
static double contrast_db(const double *column, size_t frames)
{
	enum { WINDOW = 441 };
	double loudest = -200.0, sum = 0.0;
	size_t count = 0;
	for (size_t start = 0; start + WINDOW <= frames; start += WINDOW) {
		const double level = processor_take_rms_db(column, start, start + WINDOW);
		if (!(level > -70.0))
			continue;
		loudest = fmax(loudest, level);
		sum += level;
		count++;
	}
	return loudest - sum / (double)count;
}

/* Returns the peak over the root mean square, in dB. */
static double crest_db(const double *column, size_t frames)
{
	return 20.0 * log10(harness_peak(column, frames)) - processor_take_rms_db(column, 0, frames);
}

/* Mix engineers use the controls for this: attack makes drums peakier or rounder, sustain fills or empties the time
   between them. */
Test(transient_shaper_signal, dials_move_drums)
{
	for (size_t i = 0; i < 5; i++) {
		static const struct {
			double attack, sustain;
			int direction;
			double least_db;
			double (*measure)(const double *column, size_t frames);
		} rows[] = { { 9.0, 0.0, 1, 3.0, crest_db },
			     { -9.0, 0.0, -1, 0.3, crest_db },
			     { 0.0, -12.0, 1, 1.0, contrast_db },
			     { 0.0, 12.0, -1, 3.0, contrast_db } };
		struct processor_take take = take_of_fixture(fixtures[i]);
		for (size_t row = 0; row < LENGTH(rows); row++) {
			processor_take_set(&take, "attack", rows[row].attack);
			processor_take_set(&take, "sustain", rows[row].sustain);
			processor_take_render(&take);
			const double moved = rows[row].measure(take.out[0], take.frames) -
					     rows[row].measure(take.in[0], take.frames);
			cr_log_info("%s, attack %g, sustain %g: %+.2f dB", strrchr(fixtures[i], '/') + 1,
				    rows[row].attack, rows[row].sustain, moved);
			cr_expect_gt(moved * rows[row].direction, rows[row].least_db, "%s, row %zu: %+g dB",
				     fixtures[i], row, moved);
		}
		processor_take_release(&take);
	}
}

/* Low strokes over a steady high tone are the key of a steady signal: they act, unless the key filter removes them. */
Test(transient_shaper_signal, key_and_key_filter_decide)
{
	for (int filtered = 0; filtered < 2; filtered++) {
		struct processor_take take = processor_take_of("transient-shaper", 1, 1, 1, 96000);
		processor_take_set(&take, "attack", 12.0);
		processor_take_set(&take, "key_filter.highpass", filtered ? 5000.0 : 0.0);
		for (size_t frame = 0; frame < take.frames; frame++) {
			const double since = (double)(frame % 12000);
			take.in[0][frame] = 0.5;
			take.key[0][frame] = 0.1 * cos(1.3 * (double)frame) + 0.8 * sin(0.01 * since) *
										      (1.0 - exp(-since / 300.0)) *
										      exp(-since / 1500.0);
		}
		processor_take_render(&take);
		double greatest = 0.0;
		for (size_t frame = 12000; frame < take.frames; frame++)
			greatest = fmax(greatest, processor_take_gain_db(&take, 0, frame));
		cr_log_info("filtered %d: %.3f dB", filtered, greatest);
		cr_expect(filtered ? greatest < 0.1 : greatest > 6.0, "filtered %d: %g dB", filtered, greatest);
		processor_take_release(&take);
	}
}

/* A stroke is on the left alone. Linked, the image stays where it is; unlinked, the right channel passes. */
Test(transient_shaper_signal, link)
{
	for (int linked = 0; linked < 2; linked++) {
		struct processor_take take = processor_take_new("transient-shaper", 2, 24000);
		processor_take_set(&take, "attack", 12.0);
		processor_take_set(&take, "link", linked);
		for (size_t frame = 0; frame < take.frames; frame++) {
			take.in[0][frame] = frame < 12000 ? 0.01 : 0.5;
			take.in[1][frame] = 0.01;
		}
		processor_take_render(&take);
		cr_expect_gt(processor_take_gain_db(&take, 0, 12000), 10.0);
		cr_expect_float_eq(processor_take_gain_db(&take, 1, 12000),
				   linked ? processor_take_gain_db(&take, 0, 12000) : 0.0, 1e-9);
		processor_take_release(&take);
	}
}

Test(transient_shaper_signal, lanes_add_up)
{
	struct processor_take take = processor_take_of("transient-shaper", 1, 0, 4, 88000);
	processor_take_set(&take, "attack", 15.0);
	processor_take_set(&take, "sustain", 24.0);
	processor_take_set(&take, "lookahead", 0.001);
	for (size_t lane = 1; lane < 4; lane++) {
		struct sound sound = sound_read(fixtures[lane - 1]);
		for (size_t frame = 0; frame < take.frames; frame++) {
			take.in[lane][frame] = sound.samples[frame * sound.channels];
			take.in[0][frame] += take.in[lane][frame];
		}
		sound_release(&sound);
	}
	processor_take_render(&take);
	double worst = 0.0;
	for (size_t frame = 0; frame < take.frames; frame++)
		worst = harness_worse(
			worst, fabs(take.out[1][frame] + take.out[2][frame] + take.out[3][frame] - take.out[0][frame]));
	cr_expect_leq(worst, 1e-13, "%.1f dBFS", 20.0 * log10(worst));
	processor_take_release(&take);
}

Test(transient_shaper_signal, no_cut_and_no_kernel_changes_a_bit)
{
	static const size_t blocks[] = { 1, 7, 64, 1000 };
	const struct kernel *kernels[8];
	const size_t count = kernel_list(kernels, 8);
	struct processor_take take = take_of_fixture(fixtures[0]);
	take.frames = 30000;
	processor_take_set(&take, "attack", 10.0);
	processor_take_set(&take, "sustain", -10.0);
	take.kernel = kernels[0];
	processor_take_render(&take);
	double *whole = malloc(take.frames * sizeof *whole);
	cr_assert_not_null(whole);
	memcpy(whole, take.out[0], take.frames * sizeof *whole);
	for (size_t k = 0; k < count; k++)
		for (size_t i = 0; i < LENGTH(blocks); i++) {
			take.kernel = kernels[k];
			take.block = blocks[i];
			processor_take_render(&take);
			cr_expect_arr_eq(take.out[0], whole, take.frames * sizeof *whole, "%s by %zu", kernels[k]->name,
					 blocks[i]);
		}
	free(whole);
	processor_take_release(&take);
}
