/* Tests the dynamic equaliser against the formulas of its description, a plain reference, and real instruments.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/processors/processor_take.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SECOND = 48000, BANDS_MAXIMUM = 3 };

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static const double pi = 3.14159265358979323846;

enum type { BELL, LOW_SHELF, HIGH_SHELF };

/* As the fields of a band; dB, Hz, seconds. */
struct band {
	enum type type;
	double freq, q, range, threshold, ratio, knee, attack, release, rms_time;
};

static void set_band(struct processor_take *take, size_t index, const struct band *band)
{
	static const char *const names[BANDS_MAXIMUM][10] = {
		{ "bands.0.type", "bands.0.freq", "bands.0.q", "bands.0.range", "bands.0.threshold", "bands.0.ratio",
		  "bands.0.knee", "bands.0.attack", "bands.0.release", "bands.0.rms_time" },
		{ "bands.1.type", "bands.1.freq", "bands.1.q", "bands.1.range", "bands.1.threshold", "bands.1.ratio",
		  "bands.1.knee", "bands.1.attack", "bands.1.release", "bands.1.rms_time" },
		{ "bands.2.type", "bands.2.freq", "bands.2.q", "bands.2.range", "bands.2.threshold", "bands.2.ratio",
		  "bands.2.knee", "bands.2.attack", "bands.2.release", "bands.2.rms_time" },
	};
	const double values[] = { band->type,  band->freq, band->q,      band->range,   band->threshold,
				  band->ratio, band->knee, band->attack, band->release, band->rms_time };
	cr_assert_lt(index, BANDS_MAXIMUM);
	for (size_t i = 0; i < LENGTH(values); i++)
		processor_take_set(take, names[index][i], values[i]);
}

static void add_sine(double *column, size_t frames, double rate, double hertz, double level_db)
{
	const double peak = pow(10.0, level_db / 20.0);
	for (size_t frame = 0; frame < frames; frame++)
		column[frame] += peak * sin(2.0 * pi * hertz * (double)frame / rate);
}

/* The gain of a take at its end in dB: root mean square of the last 0.1 s, out against in. */
static double end_gain(const struct processor_take *take)
{
	const size_t start = take->frames - SECOND / 10;
	return processor_take_rms_db(take->out[0], start, take->frames) -
	       processor_take_rms_db(take->in[0], start, take->frames);
}

/* |n2 (jx)^2 + n1 jx + n0|^2. */
static double quadratic_power(double n2, double n1, double n0, double x)
{
	return (n0 - n2 * x * x) * (n0 - n2 * x * x) + n1 * x * n1 * x;
}

/* The cookbook's formulas at the gain `gain_db`, where x = tan(pi f/fs) / tan(pi freq/fs). */
static double band_db(const struct band *band, double gain_db, double rate, double hertz)
{
	const double x = tan(pi * hertz / rate) / tan(pi * band->freq / rate);
	const double a = pow(10.0, gain_db / 40.0), q = band->q, root = sqrt(a);
	if (band->type == BELL)
		return 10.0 * log10(quadratic_power(1.0, a / q, 1.0, x) / quadratic_power(1.0, 1.0 / (a * q), 1.0, x));
	if (band->type == LOW_SHELF)
		return 20.0 * log10(a) +
		       10.0 * log10(quadratic_power(1.0, root / q, a, x) / quadratic_power(a, root / q, 1.0, x));
	return 20.0 * log10(a) +
	       10.0 * log10(quadratic_power(a, root / q, 1.0, x) / quadratic_power(1.0, root / q, a, x));
}

/* A loud key holds the band at the end of its range, while soft tones measure the filter. */
Test(dynamic_eq, filters)
{
	static const struct band bands[] = {
		{ BELL, 1000.0, 1.0, -12.0, -60.0, INFINITY, 0.0, 0.01, 0.1, 0.005 },
		{ BELL, 3000.0, 6.0, 9.0, -60.0, INFINITY, 0.0, 0.01, 0.1, 0.005 },
		{ BELL, 12000.0, 0.4, -24.0, -60.0, INFINITY, 0.0, 0.01, 0.1, 0.005 },
		{ LOW_SHELF, 300.0, 0.7071, -9.0, -60.0, INFINITY, 0.0, 0.01, 0.1, 0.005 },
		{ LOW_SHELF, 1500.0, 2.0, 12.0, -60.0, INFINITY, 0.0, 0.01, 0.1, 0.005 },
		{ HIGH_SHELF, 5000.0, 0.7071, -18.0, -60.0, INFINITY, 0.0, 0.01, 0.1, 0.005 },
		{ HIGH_SHELF, 2000.0, 0.3, 24.0, -60.0, INFINITY, 0.0, 0.01, 0.1, 0.005 },
	};
	static const double factors[] = { 0.1, 0.5, 0.9, 1.0, 1.3, 1.8 };
	for (size_t i = 0; i < LENGTH(bands); i++)
		for (size_t f = 0; f < LENGTH(factors); f++) {
			const double hertz = bands[i].freq * factors[f];
			struct processor_take take = processor_take_of("dynamic-eq", 1, 1, 1, SECOND);
			set_band(&take, 0, &bands[i]);
			add_sine(take.key[0], SECOND, 48000.0, bands[i].freq, 0.0);
			add_sine(take.in[0], SECOND, 48000.0, hertz, -30.0);
			processor_take_render(&take);
			const double expected = band_db(&bands[i], bands[i].range, 48000.0, hertz);
			cr_expect_float_eq(end_gain(&take), expected, 0.002, "band %zu at %g Hz: %g dB, not %g", i,
					   hertz, end_gain(&take), expected);
			processor_take_release(&take);
		}
}

/* By how many dB the gain moves at a level x. */
static double curve(const struct band *band, double x)
{
	const double beyond = x - band->threshold, slope = 1.0 - 1.0 / band->ratio, w = band->knee;
	double moved = 0.0;
	if (beyond > w / 2.0)
		moved = slope * beyond;
	else if (beyond > -w / 2.0)
		moved = slope * (beyond + w / 2.0) * (beyond + w / 2.0) / (2.0 * w);
	return copysign(fmin(moved, fabs(band->range)), band->range);
}

Test(dynamic_eq, static_curve)
{
	static const struct {
		double threshold, ratio, knee, range, level_db;
	} rows[] = {
		{ -30.0, 3.0, 6.0, -12.0, -40.0 },  { -30.0, 3.0, 6.0, -12.0, -28.0 },
		{ -30.0, 3.0, 6.0, -24.0, -10.0 },  { -30.0, 3.0, 6.0, -12.0, 0.0 },
		{ -40.0, 2.0, 0.0, 24.0, -13.0 },   { -20.0, 1.0, 6.0, -12.0, 0.0 },
		{ -50.0, 10.0, 24.0, 18.0, -45.0 }, { -20.0, INFINITY, 0.0, -24.0, -1.0 },
	};
	for (size_t i = 0; i < LENGTH(rows); i++) {
		const struct band band = { BELL,          1000.0,       1.0, rows[i].range, rows[i].threshold,
					   rows[i].ratio, rows[i].knee, 0.1, 0.1,           0.1 };
		struct processor_take take = processor_take_new("dynamic-eq", 1, 2 * SECOND);
		set_band(&take, 0, &band);
		add_sine(take.in[0], take.frames, 48000.0, 1000.0, rows[i].level_db);
		processor_take_render(&take);
		/* The rms of a sine is 3.01 dB under its peak; the detector passes `freq` at 0 dB. */
		const double expected = curve(&band, rows[i].level_db - 10.0 * log10(2.0));
		cr_expect_float_eq(end_gain(&take), expected, 0.01, "row %zu: %g dB, not %g", i, end_gain(&take),
				   expected);
		processor_take_release(&take);
	}
}

/* Returns when the gain in dB, which starts at frame `start`, has gone `share` of the way to `goal`, in seconds. A
   constant goes in, which a low shelf over its band hears and changes as a whole. */
static double time_to(const struct processor_take *take, size_t start, double from, double goal, double share)
{
	for (size_t frame = start; frame < take->frames; frame++) {
		const double gone = (processor_take_gain_db(take, 0, frame) - from) / (goal - from);
		if (gone >= share)
			return (double)(frame - start) / take->sample_rate;
	}
	return NAN;
}

Test(dynamic_eq, timing)
{
	static const double taus[] = { 0.05, 0.3 };
	for (size_t i = 0; i < LENGTH(taus); i++)
		for (int sign = -1; sign <= 1; sign += 2) {
			const struct band band = { LOW_SHELF, 19000.0, 0.7071,  sign * 10.0, -60.0,
						   INFINITY,  0.0,     taus[i], taus[i],     0.0001 };
			struct processor_take take = processor_take_of("dynamic-eq", 1, 1, 1, 6 * SECOND);
			set_band(&take, 0, &band);
			for (size_t frame = 0; frame < take.frames; frame++) {
				take.in[0][frame] = 0.001;
				take.key[0][frame] = frame >= SECOND && frame < 3 * SECOND ? 1.0 : 0.0;
			}
			processor_take_render(&take);
			for (int count = 1; count <= 3; count++) {
				const double share = 1.0 - exp(-count), wanted = count * taus[i];
				cr_expect_float_eq(time_to(&take, SECOND, 0.0, sign * 10.0, share), wanted,
						   0.01 * wanted, "attack %g s, %d", taus[i], count);
				/* The mean square has to fall from 0 dBFS to the threshold first: 14 times 0.1 ms. */
				cr_expect_float_eq(time_to(&take, 3 * SECOND + 66, sign * 10.0, 0.0, share), wanted,
						   0.01 * wanted, "release %g s, %d", taus[i], count);
			}
			processor_take_release(&take);
		}
}

/* Written from the description, sample by sample, in long double. */
struct svf {
	long double first, second;
};

struct parts {
	long double high, band, low;
};

static struct parts advance(struct svf *state, long double in, long double g, long double damping)
{
	struct parts at;
	at.band = (state->first + g * (in - state->second)) / (1.0L + g * damping + g * g);
	at.low = state->second + g * at.band;
	at.high = in - damping * at.band - at.low;
	state->first = at.band + g * at.high;
	state->second = at.low + g * at.band;
	return at;
}

static long double weight(double seconds, double rate)
{
	return seconds > 0.0 ? 1.0L - expl(-1.0L / ((long double)seconds * rate)) : 1.0L;
}

struct runner {
	struct svf detector[2], filter;
	long double square, gain_db;
};

static long double detect(struct runner *runner, const struct band *band, long double in, long double g)
{
	const long double two_widths = 1.0L / (band->q * sqrtl(sqrtl(2.0L) - 1.0L));
	for (int i = 0; i < 2; i++) {
		const long double butterworth = 2.0L * sinl((2 * i + 1) * (long double)M_PI / 8.0L);
		const struct parts at =
			advance(&runner->detector[i], in, g, band->type == BELL ? two_widths : butterworth);
		in = band->type == BELL ? two_widths * at.band : band->type == LOW_SHELF ? at.low : at.high;
	}
	return in;
}

/* The cookbook's filters, with s' = s, s sqrt(A) and s / sqrt(A). */
static long double filter(struct runner *runner, const struct band *band, long double in, long double g)
{
	const long double a = powl(10.0L, runner->gain_db / 40.0L), q = band->q;
	if (band->type == BELL) {
		const struct parts at = advance(&runner->filter, in, g, 1.0L / (a * q));
		return at.high + a / q * at.band + at.low;
	}
	if (band->type == LOW_SHELF) {
		const struct parts at = advance(&runner->filter, in, g / sqrtl(a), 1.0L / q);
		return at.high + a / q * at.band + a * a * at.low;
	}
	const struct parts at = advance(&runner->filter, in, g * sqrtl(a), 1.0L / q);
	return a * a * at.high + a / q * at.band + at.low;
}

static void reference(const struct band *bands, size_t count, double rate, const double *in, size_t frames,
		      long double *out)
{
	struct runner runners[BANDS_MAXIMUM] = { 0 };
	for (size_t frame = 0; frame < frames; frame++) {
		out[frame] = in[frame];
		for (size_t i = 0; i < count; i++) {
			struct runner *runner = &runners[i];
			const long double g = tanl((long double)M_PI * bands[i].freq / rate);
			const long double heard = detect(runner, &bands[i], in[frame], g);
			runner->square += weight(bands[i].rms_time, rate) * (heard * heard - runner->square);
			const long double level = fmaxl(10.0L * log10l(runner->square), -240.0L);
			const long double goal = curve(&bands[i], (double)level);
			const bool leaves = fabsl(goal) > fabsl(runner->gain_db);
			runner->gain_db +=
				weight(leaves ? bands[i].attack : bands[i].release, rate) * (goal - runner->gain_db);
			out[frame] = filter(runner, &bands[i], out[frame], g);
		}
	}
}

enum { EXCERPT = 3 * SECOND };

static struct processor_take take_of_fixture(const char *path, size_t groups)
{
	struct sound sound = sound_read(path);
	struct processor_take take = processor_take_of("dynamic-eq", 1, 0, groups, EXCERPT);
	take.sample_rate = sound.rate;
	cr_assert_geq(sound.frames, EXCERPT);
	for (size_t frame = 0; frame < EXCERPT; frame++)
		take.in[0][frame] = 2.0 * sound.samples[frame * sound.channels];
	sound_release(&sound);
	return take;
}

static const struct band lively[BANDS_MAXIMUM] = {
	{ LOW_SHELF, 200.0, 0.7071, 8.0, -40.0, 2.0, 6.0, 0.02, 0.2, 0.01 },
	{ BELL, 900.0, 2.0, -15.0, -45.0, 4.0, 3.0, 0.001, 0.05, 0.002 },
	{ HIGH_SHELF, 4000.0, 1.0, -24.0, -60.0, INFINITY, 0.0, 0.0, 0.005, 0.0005 },
};

static const char *const fixtures[] = { STEMPRINT_ROOT "/fixtures/big-band/alto-sax.wav",
					STEMPRINT_ROOT "/fixtures/loops/mika.flac" };

Test(dynamic_eq, against_the_reference)
{
	for (size_t i = 0; i < LENGTH(fixtures); i++) {
		struct processor_take take = take_of_fixture(fixtures[i], 1);
		long double *expected = calloc(EXCERPT, sizeof *expected);
		cr_assert_not_null(expected);
		for (size_t band = 0; band < LENGTH(lively); band++)
			set_band(&take, band, &lively[band]);
		processor_take_render(&take);
		reference(lively, LENGTH(lively), take.sample_rate, take.in[0], EXCERPT, expected);
		double worst = 0.0, moved = 0.0;
		for (size_t frame = 0; frame < EXCERPT; frame++) {
			worst = harness_worse(worst, (double)fabsl(take.out[0][frame] - expected[frame]));
			moved = fmax(moved, fabs(take.out[0][frame] - take.in[0][frame]));
		}
		cr_expect_leq(worst, 1e-9, "%s is off by %.1f dBFS", fixtures[i], 20.0 * log10(worst));
		cr_expect_gt(moved, 0.01, "%s: the bands do nothing", fixtures[i]);
		free(expected);
		processor_take_release(&take);
	}
}

/* Two instruments as lanes: the whole moves the bands, and the lanes add up to it. */
Test(dynamic_eq, stems_add_up)
{
	struct processor_take take = take_of_fixture(fixtures[0], 3);
	struct sound sound = sound_read(fixtures[1]);
	for (size_t band = 0; band < LENGTH(lively); band++)
		set_band(&take, band, &lively[band]);
	for (size_t frame = 0; frame < EXCERPT; frame++) {
		take.in[1][frame] = take.in[0][frame];
		take.in[2][frame] = sound.samples[frame * sound.channels];
		take.in[0][frame] = take.in[1][frame] + take.in[2][frame];
	}
	processor_take_render(&take);
	double worst = 0.0;
	for (size_t frame = 0; frame < EXCERPT; frame++)
		worst = harness_worse(worst, fabs(take.out[1][frame] + take.out[2][frame] - take.out[0][frame]));
	cr_expect_leq(worst, 1e-10, "%.1f dBFS are left", 20.0 * log10(worst));
	sound_release(&sound);
	processor_take_release(&take);
}

/* While nothing is loud, every bit passes. */
Test(dynamic_eq, passes_what_is_soft)
{
	struct processor_take take = take_of_fixture(fixtures[0], 1);
	for (size_t band = 0; band < LENGTH(lively); band++) {
		struct band soft = lively[band];
		soft.threshold = 0.0;
		soft.knee = 0.0;
		set_band(&take, band, &soft);
	}
	processor_take_render(&take);
	cr_expect_arr_eq(take.out[0], take.in[0], EXCERPT * sizeof(double));
	processor_take_release(&take);
}

/* The gain of a band goes down by 20 dB and up again while a tone plays. What comes out far from the tone is no more
   than the window leaks, so there are no steps. */
Test(dynamic_eq, a_moving_gain_makes_no_steps)
{
	const struct band band = { BELL, 1000.0, 1.0, -20.0, -60.0, INFINITY, 0.0, 0.05, 0.05, 0.005 };
	struct processor_take take = processor_take_of("dynamic-eq", 1, 1, 1, 2 * SECOND);
	set_band(&take, 0, &band);
	for (size_t frame = 0; frame < take.frames; frame++)
		take.key[0][frame] =
			frame / (SECOND / 10) % 2 == 0 ? 0.0 : 0.5 * sin(2.0 * pi * 1000.0 * (double)frame / 48000.0);
	add_sine(take.in[0], take.frames, 48000.0, 1000.0, 0.0);
	processor_take_render(&take);
	/* Hann's window, over one second that begins after the first. */
	for (double hertz = 8000.0; hertz < 24000.0; hertz += 500.0) {
		double real = 0.0, imaginary = 0.0;
		for (size_t i = 0; i < SECOND; i++) {
			const double window = 1.0 - cos(2.0 * pi * (double)i / SECOND);
			const double angle = 2.0 * pi * hertz * (double)i / 48000.0;
			real += window * take.out[0][SECOND + i] * cos(angle);
			imaginary += window * take.out[0][SECOND + i] * sin(angle);
		}
		const double level = 20.0 * log10(2.0 * hypot(real, imaginary) / SECOND + 1e-30);
		cr_expect_lt(level, -110.0, "%g Hz: %.1f dBFS", hertz, level);
	}
	processor_take_release(&take);
}

Test(dynamic_eq, refuses_a_band_near_half_the_rate)
{
	struct processor_take take = processor_take_new("dynamic-eq", 1, 1);
	processor_take_set(&take, "bands.0.freq", 21601.0);
	const char *problem = processor_take_problem(&take);
	cr_assert_not_null(problem);
	cr_expect_not_null(strstr(problem, "at most 21600 Hz"), "%s", problem);
	processor_take_release(&take);
}
