/* Tests that a fit finds exact gains and delays beside a sound that no stem has.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/robust_fit.h"
#include "support/memory.h"

#include <criterion/criterion.h>
#include <math.h>

enum { FRAMES = 96000, STEMS = 2, FLOOR_BITS = 24 };

static double stems[STEMS][FRAMES], mix[FRAMES], lost[FRAMES];

/* Notes with overtones, which fade out: each place has its own beat and its own pitches. */
static double notes(unsigned place, double frame)
{
	const double beat = 16000.0 + 3700.0 * (double)place, into = fmod(frame + beat, beat);
	const unsigned number = (unsigned)(frame / beat + 4.0) * 7 + place * 5;
	const double pitch = 0.05 * pow(2.0, ((double)(number % 12) + 0.3 * (double)place) / 12.0);
	double sum = 0.0;
	for (int k = 1; k <= 5; k++)
		sum += sin((double)k * pitch * into) / (double)(k * k);
	return 0.1 * sum * pow(sin(3.14159265358979 * into / beat), 2.0);
}

static double step(double x)
{
	const double scale = ldexp(1.0, FLOOR_BITS - 1);
	return nearbyint(x * scale) / scale;
}

/* The mix holds the first stem softer and later than its file, the second one as it is, and a lost sound which is
   twice as loud, and plays the notes of the first one for a quarter of the time. */
static void make(double gain, double delay, double of_mix)
{
	for (size_t i = 0; i < FRAMES; i++) {
		const double frame = (double)i;
		lost[i] = 2.0 * notes(2, frame) + (i < FRAMES / 4 ? 0.5 * notes(0, frame) : 0.0);
		stems[0][i] = step(notes(0, frame));
		stems[1][i] = step(notes(1, frame));
		mix[i] = step(of_mix * (gain * notes(0, frame - delay) + notes(1, frame) + lost[i]));
	}
}

static struct robust_fit fit(struct robust_signal *signals, size_t count)
{
	struct arena *arena = arena_new();
	struct source *sources[STEMS + 1] = {
		memory_source_new((const double *const[]){ mix }, 1, FRAMES, 48000.0),
		memory_source_new((const double *const[]){ stems[0] }, 1, FRAMES, 48000.0),
		memory_source_new((const double *const[]){ stems[1] }, 1, FRAMES, 48000.0),
	};
	const struct proof proof = { .mix = sources[0], .stems = sources + 1, .stem_count = STEMS };
	struct proof_reader reader;
	struct robust_fit result;
	cr_assert(proof_reader_init(&reader, &proof, arena));
	const double floor = (STEMS + 1) * ldexp(1.0, 2 - 2 * FLOOR_BITS) / 12.0;
	cr_assert_eq(robust_fit_run(&result, &reader, NULL, floor, signals, count, arena), STATUS_OK);
	for (size_t i = 0; i <= STEMS; i++)
		sources[i]->free(sources[i]);
	arena_free(arena);
	return result;
}

/* Returns the gain by plain least squares: what is common by chance bends it. */
static double plain_gain(void)
{
	double power = 0.0, cross = 0.0;
	for (size_t i = 0; i < FRAMES; i++) {
		power += stems[0][i] * stems[0][i];
		cross += stems[0][i] * (mix[i] - stems[1][i]);
	}
	return cross / power;
}

Test(robust_fit, finds_a_gain_beside_a_lost_sound)
{
	make(0.92, 0.0, 1.0);

	struct robust_signal signal = { .file = 1, .gain = 1.0 };
	fit(&signal, 1);
	cr_expect_gt(fabs(plain_gain() - 0.92), 0.02, "a plain fit finds %.4f", plain_gain());
	cr_expect_float_eq(signal.gain, 0.92, 5e-4, "%.6f", signal.gain);
	cr_expect_eq(signal.delay, 0.0);
}

Test(robust_fit, finds_a_delay_beside_a_lost_sound)
{
	make(0.95, 0.2, 1.0);
	struct robust_signal signal = { .file = 1, .delays = true, .gain = 1.0 };
	fit(&signal, 1);
	cr_expect_float_eq(signal.gain, 0.95, 1e-3, "%.6f", signal.gain);
	cr_expect_float_eq(signal.delay, 0.2, 0.005, "%.6f", signal.delay);
}

Test(robust_fit, fits_several_files_at_once)
{
	make(0.92, 0.0, 1.0);
	struct robust_signal both[] = { { .file = 1, .gain = 1.0 }, { .file = 2, .gain = 0.97 } };
	fit(both, 2);
	cr_expect_float_eq(both[0].gain, 0.92, 1e-3, "%.6f", both[0].gain);
	cr_expect_float_eq(both[1].gain, 1.0, 1e-3, "%.6f", both[1].gain);
}

/* In the mix a gain of all makes most bins softer; that of a stem would not. */
Test(robust_fit, tells_a_gain_of_the_mix_from_one_of_a_stem)
{
	make(1.0, 0.0, 0.93);
	struct robust_signal of_mix = { .file = 0, .gain = 1.0 / 0.93 }, of_stem = { .file = 1, .gain = 0.93 };
	const struct robust_fit right = fit(&of_mix, 1), wrong = fit(&of_stem, 1);
	cr_expect_float_eq(of_mix.gain, 1.0 / 0.93, 1e-3, "%.6f", of_mix.gain);
	cr_expect_lt(right.level, wrong.level - 0.5, "%.2f and %.2f dB", right.level, wrong.level);
}

/* Without another fault it settles where least squares do. */
Test(robust_fit, finds_what_is_exact)
{
	make(0.9, 0.0, 1.0);
	for (size_t i = 0; i < FRAMES; i++)
		mix[i] -= lost[i];
	struct robust_signal signal = { .file = 1, .gain = 1.0 };
	const struct robust_fit result = fit(&signal, 1);
	cr_expect(result.settled);
	cr_expect_float_eq(signal.gain, 0.9, 1e-5, "%.7f", signal.gain);
	cr_expect_lt(result.after, 1e-6 * result.before);
}
