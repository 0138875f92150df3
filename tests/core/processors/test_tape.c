/* Tests tape against the model of its papers, integrated finely in long double, and as a loop.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/processors/processor_take.h"

#include <criterion/criterion.h>
#include <math.h>

TestSuite(tape, .timeout = 60);

enum { FRAMES = 24000, SUBSTEPS = 16, OVERSAMPLING_NONE = 0, OVERSAMPLING_4 = 2 };

#define PI 3.14159265358979323846

/* The model of Jiles and Atherton in the units of DAFx 2019, for ferric oxide: A/m. */
struct reference {
	long double reversible, loop;
	long double field, magnetisation;
};

#define SATURATION 350e3L
#define SHAPE 22e3L
#define COUPLING 1.6e-3L

static long double langevin(long double x)
{
	return fabsl(x) < 1e-3L ? x / 3.0L - x * x * x / 45.0L : 1.0L / tanhl(x) - 1.0L / x;
}

static long double langevin_slope(long double x)
{
	const long double coth = 1.0L / tanhl(x);
	return fabsl(x) < 1e-3L ? 1.0L / 3.0L - x * x / 15.0L : 1.0L / (x * x) - coth * coth + 1.0L;
}

/* Returns dM/dH, equation by equation as the paper has it. */
static long double slope(const struct reference *at, long double m, long double h, long double direction)
{
	const long double q = (h + COUPLING * m) / SHAPE;
	const long double anhysteretic = SATURATION * langevin(q), c = at->reversible;
	const long double away = anhysteretic - m;
	const long double moves = (away > 0.0L) == (direction > 0.0L) ? 1.0L : 0.0L;
	const long double irreversible =
		(1.0L - c) * moves * away / ((1.0L - c) * direction * at->loop - COUPLING * away);
	const long double slant = c * SATURATION / SHAPE * langevin_slope(q);
	return (irreversible + slant) / (1.0L - COUPLING * slant);
}

static void move_to(struct reference *at, long double field)
{
	const long double step = (field - at->field) / SUBSTEPS, direction = step < 0.0L ? -1.0L : 1.0L;
	for (int i = 0; i < SUBSTEPS && step != 0.0L; i++) {
		const long double h = at->field + i * step, m = at->magnetisation;
		const long double k1 = slope(at, m, h, direction);
		const long double k2 = slope(at, m + 0.5L * step * k1, h + 0.5L * step, direction);
		const long double k3 = slope(at, m + 0.5L * step * k2, h + 0.5L * step, direction);
		const long double k4 = slope(at, m + step * k3, h + step, direction);
		at->magnetisation += step * (k1 + 2.0L * k2 + 2.0L * k3 + k4) / 6.0L;
	}
	at->field = field;
}

static struct processor_take take_of(double drive_db, double bias, double hysteresis, double oversampling)
{
	struct processor_take take = processor_take_new("tape", 1, FRAMES);
	processor_take_set(&take, "drive", drive_db);
	processor_take_set(&take, "bias", bias);
	processor_take_set(&take, "hysteresis", hysteresis);
	processor_take_set(&take, "oversampling", oversampling);
	return take;
}

/* At the sample rate itself the result is this near to the exact solution; each doubling comes nearer. */
static const double most_db[] = { -94.0, -91.0, -100.0, -91.0, -160.0 };

/* Plays two tones that come and go, and then nothing: there are major and minor loops, and a remainder on the tape. */
static void fill(struct processor_take *take, double level)
{
	for (size_t i = 0; i < FRAMES; i++) {
		const double t = (double)i / 48000.0, swell = sin(PI * (double)i / 20000.0);
		take->in[0][i] =
			i < 20000 ? level * swell * (0.7 * sin(2.0 * PI * 97.0 * t) + 0.3 * sin(2.0 * PI * 1500.0 * t))
				  : 0.0;
	}
}

Test(tape, is_the_model_of_the_papers)
{
	static const struct {
		double drive_db, bias, hysteresis, level;
	} rows[] = {
		{ 12.0, 0.75, 1.0, 1.0 }, { 0.0, 0.0, 1.0, 1.0 },   { 24.0, 1.0, 0.5, 0.9 },
		{ 18.0, 0.3, 2.0, 0.5 },  { 12.0, 0.5, 1.0, 1e-3 },
	};
	for (size_t row = 0; row < sizeof rows / sizeof *rows; row++) {
		struct processor_take take =
			take_of(rows[row].drive_db, rows[row].bias, rows[row].hysteresis, OVERSAMPLING_NONE);
		fill(&take, rows[row].level);
		processor_take_render(&take);
		const long double c = 0.17L + 0.73L * rows[row].bias;
		struct reference reference = { c, 27e3L * rows[row].hysteresis, 0.0L, 0.0L };
		const long double rest = slope(&reference, 0.0L, 0.0L, 1.0L);
		const long double drive = powl(10.0L, rows[row].drive_db / 20.0L) * SHAPE;
		const long double weight = 1.0L - expl(-2.0L * PI * 10.0L / 48000.0L);
		long double offset = 0.0L, square = 0.0L, whole = 0.0L;
		for (size_t i = 0; i < FRAMES; i++) {
			const long double in = take.in[0][i];
			move_to(&reference, in * drive);
			const long double added = reference.magnetisation / (rest * drive) - in;
			offset += weight * (added - offset);
			const long double expected = in + added - offset, off = take.out[0][i] - expected;
			square += off * off;
			whole += expected * expected;
		}
		const double off_db = (double)(10.0L * log10l(square / whole));
		cr_expect_lt(off_db, most_db[row], "row %zu: off by %.1f dB", row, off_db);
		processor_take_release(&take);
	}
}

/* Returns the area of the loop on which a steady tone settles. It is enclosed in one sense, grows with the hysteresis,
   and vanishes as the bias takes over. */
static double loop_area(double bias, double hysteresis)
{
	struct processor_take take = take_of(12.0, bias, hysteresis, OVERSAMPLING_4);
	for (size_t i = 0; i < FRAMES; i++)
		take.in[0][i] = 0.7 * sin(2.0 * PI * 1000.0 * (double)i / 48000.0);
	processor_take_render(&take);
	double area = 0.0;
	const size_t latency = take.latency;
	for (size_t i = FRAMES - 4800; i < FRAMES; i++) {
		const double *in = take.in[0] + i - latency, *out = take.out[0] + i;
		area += 0.5 * (out[0] + out[-1]) * (in[0] - in[-1]) / 100.0;
	}
	processor_take_release(&take);
	return area;
}

Test(tape, loops)
{
	const double area = loop_area(0.5, 0.5), wide = loop_area(0.5, 1.0), biased = loop_area(1.0, 1.0);
	cr_expect_gt(fabs(area), 0.05, "%g", area);
	cr_expect_gt(fabs(wide), 1.2 * fabs(area), "%g, %g", wide, area);
	cr_expect_lt(fabs(biased), 0.2 * fabs(wide), "%g, %g", biased, wide);
	/* The output lags behind the input: energy is lost. */
	cr_expect_gt(area * wide, 0.0, "both go round in one sense");
}

/* A loud half wave leaves an offset on the tape (remanence), which is gone after a while. */
Test(tape, what_stays_on_the_tape_dies_away)
{
	struct processor_take take = take_of(12.0, 0.5, 1.0, OVERSAMPLING_4);
	for (size_t i = 0; i < 480; i++)
		take.in[0][i] = sin(PI * (double)i / 480.0);
	processor_take_render(&take);
	const size_t after = 480 + take.latency + 200;
	cr_expect_gt(fabs(take.out[0][after]), 0.01);
	cr_expect_lt(fabs(take.out[0][FRAMES - 1]), 1e-6);
	processor_take_release(&take);
}

/* Returns the level of what folds back: between the overtones of a tone of 5/48 of the rate, on none of them. */
static double alias_db(double oversampling)
{
	enum { PERIODS = 1000, LENGTH = 9600 };
	struct processor_take take = take_of(12.0, 0.75, 1.0, oversampling);
	const double turns = 7.0 * 149.0 / LENGTH; /* 5.2 kHz, a whole number of turns */
	for (size_t i = 0; i < FRAMES; i++)
		take.in[0][i] = 0.5 * sin(2.0 * PI * turns * (double)i);
	processor_take_render(&take);
	const double *out = take.out[0] + FRAMES - LENGTH;
	double loudest = 0.0;
	/* Overtones 1 to 4 lie under half the rate; 5, 7, 9 and 11 fold back to these bins. */
	for (int overtone = 5; overtone <= 11; overtone += 2) {
		const double bin = fabs((double)(overtone * 7 * 149) -
					(double)LENGTH * round((double)(overtone * 7 * 149) / LENGTH));
		double s = 0.0, c = 0.0;
		for (size_t i = 0; i < LENGTH; i++) {
			const double phase = 2.0 * PI * fmod(bin * (double)i, LENGTH) / LENGTH;
			s += out[i] * sin(phase);
			c += out[i] * cos(phase);
		}
		loudest = fmax(loudest, 2.0 * hypot(s, c) / LENGTH);
	}
	processor_take_release(&take);
	return 20.0 * log10(loudest);
}

Test(tape, oversampling_aliases_less)
{
	const double bare = alias_db(OVERSAMPLING_NONE), four = alias_db(OVERSAMPLING_4);
	cr_expect_lt(four, bare - 25.0, "%.1f and %.1f dBFS", bare, four);
	cr_expect_lt(four, -75.0, "%.1f dBFS", four);
}

/* Returns the gain in dB of a tone that the tape as it is hears, without its overtones. */
static double tone_db(double hertz, double level)
{
	enum { SETTLED = 7200, LENGTH = 12000 };
	struct processor_take take = processor_take_new("tape", 1, FRAMES);
	for (size_t i = 0; i < FRAMES; i++)
		take.in[0][i] = level * sin(2.0 * PI * hertz * (double)i / 48000.0);
	processor_take_render(&take);
	double s = 0.0, c = 0.0;
	for (size_t i = SETTLED; i < SETTLED + LENGTH; i++) {
		const double phase = 2.0 * PI * hertz * (double)i / 48000.0;
		s += take.out[0][i] * sin(phase);
		c += take.out[0][i] * cos(phase);
	}
	processor_take_release(&take);
	return 20.0 * log10(2.0 * hypot(s, c) / LENGTH / level);
}

/* All frequencies have a whole number of turns in the frames that are measured. */
Test(tape, is_flat_as_it_is)
{
	static const double frequencies[] = { 40.0, 100.0, 400.0, 4000.0, 10000.0, 15000.0 };
	static const double levels[] = { 0.01, 0.1, 0.5 };
	for (size_t level = 0; level < 3; level++) {
		const double middle = tone_db(1000.0, levels[level]);
		for (size_t i = 0; i < sizeof frequencies / sizeof *frequencies; i++) {
			const double found = tone_db(frequencies[i], levels[level]) - middle;
			cr_expect_leq(fabs(found), 0.5, "%g Hz at %g: %.2f dB", frequencies[i], levels[level], found);
		}
	}
}
