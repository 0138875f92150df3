/* Tests the oversampled compressor: what aliases, when the gain comes, and that stems add up.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/processors/processor_take.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <fftw3.h>
#include <math.h>
#include <stdlib.h>

enum { SECOND = 48000, WINDOW = 1 << 14, LOBE = 12 };

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static const double pi = 3.14159265358979323846;

static void add_sine(double *column, size_t frames, double rate, double hertz, double level_db)
{
	const double peak = pow(10.0, level_db / 20.0);
	for (size_t frame = 0; frame < frames; frame++)
		column[frame] += peak * sin(2.0 * pi * hertz * (double)frame / rate);
}

static struct processor_take fast(size_t frames, double rate, int doublings)
{
	struct processor_take take = processor_take_new("compressor", 1, frames);
	take.sample_rate = rate;
	processor_take_set(&take, "attack", 0.00002);
	processor_take_set(&take, "release", 0.005);
	processor_take_set(&take, "oversampling", doublings);
	return take;
}

static double bessel_i0(double x)
{
	double sum = 1.0, term = 1.0;
	for (int k = 1; term > 1e-18 * sum; k++) {
		term *= (0.5 * x / k) * (0.5 * x / k);
		sum += term;
	}
	return sum;
}

/* Writes the magnitudes of the last frames under a Kaiser window, whose lobes beyond LOBE bins are under -200 dB. */
static void spectrum(const double *column, size_t frames, double *magnitudes)
{
	static double in[WINDOW];
	static fftw_complex out[WINDOW / 2 + 1];
	for (size_t i = 0; i < WINDOW; i++) {
		const double at = 2.0 * (double)i / WINDOW - 1.0;
		in[i] = column[frames - WINDOW + i] * bessel_i0(30.0 * sqrt(1.0 - at * at));
	}
	fftw_plan plan = fftw_plan_dft_r2c_1d(WINDOW, in, out, FFTW_ESTIMATE);
	fftw_execute(plan);
	fftw_destroy_plan(plan);
	for (size_t i = 0; i <= WINDOW / 2; i++)
		magnitudes[i] = hypot(out[i][0], out[i][1]);
}

/* Returns the loudest tone that is no multiple of `hertz`, up to 20 kHz, against the tone itself, in dB. */
static double inharmonic_db(const struct processor_take *take, double hertz)
{
	static double magnitudes[WINDOW / 2 + 1];
	const double bin = take->sample_rate / WINDOW;
	spectrum(take->out[0], take->frames, magnitudes);
	double worst = 0.0, tone = 0.0;
	for (size_t i = 0; (double)i * bin <= 20000.0; i++) {
		const double multiple = (double)i * bin / hertz;
		const double away = fabs(multiple - floor(multiple + 0.5)) * hertz;
		if (away > LOBE * bin)
			worst = fmax(worst, magnitudes[i]);
		else if (multiple > 0.5 && multiple < 1.5)
			tone = fmax(tone, magnitudes[i]);
	}
	return 20.0 * log10(worst / tone);
}

/* 0.02 ms of attack and 5 ms of release on 7 kHz: at 1x the gain folds back. */
Test(compressor_oversampling, no_inharmonic_tones)
{
	static const double rates[] = { 44100.0, 48000.0 };
	static const double tones[] = { 7000.0, 7013.0, 5511.0, 3000.0 };
	static const double levels[] = { 0.0, -6.0, -12.0 };
	double worst[3] = { -300.0, -300.0, -300.0 };
	for (size_t rate = 0; rate < LENGTH(rates); rate++)
		for (size_t tone = 0; tone < LENGTH(tones); tone++)
			for (size_t level = 0; level < LENGTH(levels); level++)
				for (int doublings = 0; doublings <= 2; doublings++) {
					struct processor_take take = fast(SECOND, rates[rate], doublings);
					add_sine(take.in[0], SECOND, rates[rate], tones[tone], levels[level]);
					processor_take_render(&take);
					const double found = inharmonic_db(&take, tones[tone]);
					worst[doublings] = fmax(worst[doublings], found);
					cr_expect(doublings == 0 || found < -90.0,
						  "%d doublings at %g Hz, tone of %g Hz at %g dBFS: %.1f dB", doublings,
						  rates[rate], tones[tone], levels[level], found);
					processor_take_release(&take);
				}
	cr_expect_gt(worst[0], -60.0, "the test finds nothing at 1x, either");
}

/* An infinite ratio without a knee bends hardest. */
Test(compressor_oversampling, a_hard_limit_folds_little)
{
	static const double limits[] = { 0.0, -85.0, -100.0 };
	for (int doublings = 1; doublings <= 2; doublings++) {
		struct processor_take take = fast(SECOND, 44100.0, doublings);
		processor_take_set(&take, "ratio", INFINITY);
		processor_take_set(&take, "knee", 0.0);
		add_sine(take.in[0], SECOND, 44100.0, 7013.0, -6.0);
		processor_take_render(&take);
		const double found = inharmonic_db(&take, 7013.0);
		cr_expect_lt(found, limits[doublings], "%d doublings: %.1f dB", doublings, found);
		processor_take_release(&take);
	}
}

/* By the formula, and for a tone whose mean square does not move. */
Test(compressor_oversampling, static_curve)
{
	static const double levels[] = { -30.0, -20.0, -17.0, -6.0, 0.0 };
	for (int doublings = 1; doublings <= 2; doublings++)
		for (size_t i = 0; i < LENGTH(levels); i++) {
			struct processor_take take = processor_take_new("compressor", 1, 2 * SECOND);
			processor_take_set(&take, "oversampling", doublings);
			processor_take_set(&take, "detector", 1.0);
			processor_take_set(&take, "rms_time", 0.1);
			processor_take_set(&take, "makeup", 3.0);
			add_sine(take.in[0], take.frames, 48000.0, 1000.0, levels[i]);
			processor_take_render(&take);
			const double beyond = levels[i] - 10.0 * log10(2.0) + 20.0;
			double wanted = 3.0;
			if (beyond > 3.0)
				wanted += -0.75 * beyond;
			else if (beyond > -3.0)
				wanted += -0.75 * (beyond + 3.0) * (beyond + 3.0) / 12.0;
			const double gain_db = processor_take_rms_db(take.out[0], SECOND, 2 * SECOND) -
					       processor_take_rms_db(take.in[0], SECOND, 2 * SECOND);
			cr_expect_float_eq(gain_db, wanted, 0.01, "%d doublings at %g dBFS: %g dB, not %g", doublings,
					   levels[i], gain_db, wanted);
			processor_take_release(&take);
		}
}

/* The gain of a constant follows a key that swells and fades: it is lowest where the key is loudest, to the frame, with
   and without lookahead. */
Test(compressor_oversampling, gain_and_audio_stay_together)
{
	static const double lookaheads[] = { 0.0, 0.003 };
	for (int doublings = 0; doublings <= 2; doublings++)
		for (size_t i = 0; i < LENGTH(lookaheads); i++) {
			enum { FRAMES = 4000, MIDDLE = 2000 };
			struct processor_take take = processor_take_of("compressor", 1, 1, 1, FRAMES);
			processor_take_set(&take, "oversampling", doublings);
			processor_take_set(&take, "attack", 0.0);
			processor_take_set(&take, "release", 0.001);
			processor_take_set(&take, "lookahead", lookaheads[i]);
			for (size_t frame = 0; frame < FRAMES; frame++) {
				const double x = ((double)frame - MIDDLE) / 100.0;
				take.in[0][frame] = 0.5;
				take.key[0][frame] = exp(-x * x);
			}
			processor_take_render(&take);
			size_t lowest = 1000;
			for (size_t frame = 1000; frame < FRAMES - 500; frame++)
				lowest = take.out[0][frame] < take.out[0][lowest] ? frame : lowest;
			const size_t early = (size_t)llround(lookaheads[i] * 48000.0);
			const double off = (double)lowest - (double)(MIDDLE + take.latency - early);
			cr_expect_lt(fabs(off), 1.5, "%d doublings, lookahead %g s: %g frames late", doublings,
				     lookaheads[i], off);
			processor_take_release(&take);
		}
}

Test(compressor_oversampling, latency)
{
	static const size_t latencies[] = { 0, 147, 150 };
	for (int doublings = 0; doublings <= 2; doublings++) {
		struct processor_take take = fast(SECOND, 48000.0, doublings);
		processor_take_render(&take);
		cr_expect_eq(take.latency, latencies[doublings], "%d doublings: %zu frames", doublings, take.latency);
		processor_take_release(&take);
	}
}

enum { EXCERPT = 3 * SECOND };

/* Two instruments as lanes of a fast compressor. */
Test(compressor_oversampling, stems_add_up)
{
	struct sound sax = sound_read(STEMPRINT_ROOT "/fixtures/big-band/alto-sax.wav");
	struct sound voice = sound_read(STEMPRINT_ROOT "/fixtures/loops/mika.flac");
	cr_assert(sax.frames >= EXCERPT && voice.frames >= EXCERPT);
	for (int doublings = 1; doublings <= 2; doublings++) {
		struct processor_take take = processor_take_of("compressor", 1, 0, 3, EXCERPT);
		processor_take_set(&take, "threshold", -40.0);
		processor_take_set(&take, "ratio", 8.0);
		processor_take_set(&take, "attack", 0.00002);
		processor_take_set(&take, "release", 0.005);
		processor_take_set(&take, "release_mode", 1.0);
		processor_take_set(&take, "oversampling", doublings);
		for (size_t frame = 0; frame < EXCERPT; frame++) {
			take.in[1][frame] = sax.samples[frame * sax.channels];
			take.in[2][frame] = voice.samples[frame * voice.channels];
			take.in[0][frame] = take.in[1][frame] + take.in[2][frame];
		}
		processor_take_render(&take);
		double worst = 0.0, moved = 0.0;
		for (size_t frame = 0; frame < EXCERPT; frame++)
			worst = harness_worse(worst,
					      fabs(take.out[1][frame] + take.out[2][frame] - take.out[0][frame]));
		for (size_t frame = 0; frame + take.latency < EXCERPT; frame++)
			moved = fmax(moved, fabs(take.out[0][frame + take.latency] - take.in[0][frame]));
		cr_expect_leq(worst, 1e-10, "%d doublings: %.1f dBFS", doublings, 20.0 * log10(worst));
		cr_expect_gt(moved, 0.01);
		processor_take_release(&take);
	}
	sound_release(&sax);
	sound_release(&voice);
}
