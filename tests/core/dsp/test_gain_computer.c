/* Tests the gain computer against Giannoulis, Massberg and Reiss (JAES 2012), in long double.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/kernel/dynamics.h"
#include "dsp/kernel/select.h"
#include "kernel_take.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

enum { TABLES = 8 };

static const double range_none = -1000.0;

struct curve {
	double threshold, slope, knee;
};

/* Peak detection without memory gives the static curve. */
static void settings(double *rows, struct curve curve)
{
	rows[GAIN_COMPUTER_MEAN] = 1.0;
	rows[GAIN_COMPUTER_THRESHOLD] = curve.threshold;
	rows[GAIN_COMPUTER_SLOPE] = curve.slope;
	rows[GAIN_COMPUTER_KNEE] = curve.knee;
	rows[GAIN_COMPUTER_RANGE] = range_none;
	rows[GAIN_COMPUTER_ATTACK] = 1.0;
	rows[GAIN_COMPUTER_RELEASE] = 1.0;
	rows[GAIN_COMPUTER_WET] = 1.0;
	rows[GAIN_COMPUTER_DRY] = 0.0;
}

static void rest(struct kernel_take *take, size_t columns, size_t frames)
{
	take->columns = columns;
	take->frames = frames;
	memset(take->gain_state, 0, sizeof take->gain_state);
}

static double weight(double seconds, double sample_rate)
{
	return 1.0 - exp(-1.0 / (seconds * sample_rate));
}

static long double decibel(double gain)
{
	return 20.0L * log10l((long double)gain);
}

/* The curve has three pieces, as in the paper. */
static long double curve_gain_db(struct curve curve, long double level)
{
	long double over = level - (long double)curve.threshold, knee = (long double)curve.knee;
	if (2.0L * over <= -knee)
		return 0.0L;
	if (2.0L * over < knee)
		return (long double)curve.slope * (over + knee / 2.0L) * (over + knee / 2.0L) / (2.0L * knee);
	return (long double)curve.slope * over;
}

/* These rows of the oracle sheet are steady square waves, within 0.01 dB. */
Test(gain_computer, static_curve)
{
	static const struct {
		struct curve curve;
		double in_db, out_db;
	} rows[] = {
		{ { -20.0, -0.75, 0.0 }, -10.0, -17.5 },     { { -20.0, -0.75, 0.0 }, 0.0, -15.0 },
		{ { -20.0, -0.75, 0.0 }, -30.0, -30.0 },     { { -20.0, -0.75, 10.0 }, -22.5, -22.7344 },
		{ { -20.0, -0.75, 10.0 }, -20.0, -20.9375 }, { { -20.0, -0.75, 10.0 }, -17.5, -19.6094 },
		{ { -20.0, -1.0, 6.0 }, -20.0, -20.75 },     { { -20.0, -1.0, 6.0 }, -17.5, -20.0208 },
		{ { -20.0, -1.0, 6.0 }, 0.0, -20.0 },        { { -20.0, -0.75, 10.0 }, -25.0, -25.0 },
	};
	static struct kernel_take take;
	const struct kernel *kernels[TABLES];
	size_t tables = kernel_list(kernels, TABLES);
	for (size_t table = 0; table < tables; table++)
		for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
			rest(&take, 1, 200);
			settings(take.parameters[0], rows[i].curve);
			for (size_t frame = 0; frame < 200; frame++)
				take.in[0][frame] =
					pow(10.0, rows[i].in_db / 20.0) * (frame / 24 % 2 == 0 ? 1.0 : -1.0);
			kernel_take_gain(&take, kernels[table], 64, false);
			for (size_t frame = 0; frame < 200; frame++)
				cr_assert_float_eq((double)decibel(fabs(take.in[0][frame]) * take.out[0][frame]),
						   rows[i].out_db, 0.0001, "%s, row %zu", kernels[table]->name, i);
		}
}

/* Levels from -240 to +60 dBFS against long double: the logarithm makes the error of the level, and the exponential the
   error of the gain. */
Test(gain_computer, error_of_the_gain)
{
	static const struct curve curves[] = {
		{ -250.0, -1.0, 0.0 }, { -20.0, -0.75, 10.0 },  { -60.0, -0.5, 24.0 },
		{ 0.0, -1.0, 6.0 },    { -120.0, -0.9, 1e-12 },
	};
	static struct kernel_take take;
	const struct kernel *kernels[TABLES];
	size_t tables = kernel_list(kernels, TABLES);
	for (size_t table = 0; table < tables; table++)
		for (size_t i = 0; i < sizeof curves / sizeof *curves; i++) {
			double worst = 0.0;
			rest(&take, 1, TAKE_FRAMES);
			settings(take.parameters[0], curves[i]);
			for (size_t frame = 0; frame < TAKE_FRAMES; frame++)
				take.in[0][frame] = pow(10.0, (-240.0 + 0.1 * (double)frame) / 20.0);
			kernel_take_gain(&take, kernels[table], CUT_NONE, false);
			for (size_t frame = 0; frame < TAKE_FRAMES; frame++) {
				long double exact = curve_gain_db(curves[i], decibel(take.in[0][frame]));
				worst = fmax(worst, (double)fabsl(decibel(take.out[0][frame]) - exact));
			}
			cr_expect_leq(worst, 2e-9, "%s, curve %zu: %g dB", kernels[table]->name, i, worst);
		}
}

/* The levels lie within an octave and around the steps of the exponent, as densely as doubles allow. */
Test(gain_computer, error_near_powers_of_two)
{
	static struct kernel_take take;
	const struct curve curve = { -100.0, -1.0, 0.0 };
	double worst = 0.0;
	for (int turn = 0; turn < 30; turn++) {
		rest(&take, 1, TAKE_FRAMES);
		settings(take.parameters[0], curve);
		for (size_t frame = 0; frame < TAKE_FRAMES; frame++)
			take.in[0][frame] = 0.5 + ((double)frame + (double)turn / 30.0) / TAKE_FRAMES;
		kernel_take_gain(&take, kernel_select(NULL), CUT_NONE, false);
		for (size_t frame = 0; frame < TAKE_FRAMES; frame++)
			worst = fmax(worst,
				     (double)fabsl(decibel(take.out[0][frame]) + 100.0L + decibel(take.in[0][frame])));
	}
	cr_expect_leq(worst, 2e-9, "%g dB", worst);
}

/* The gain steps to 7.5 dB of reduction and back; its time constants hold within 1 % (oracle sheet). */
Test(gain_computer, timing)
{
	enum { TAU = 240, HELD = 2000 };
	static const double reduction[] = { 4.741, 6.485, 7.127 }, left[] = { 2.759, 1.015, 0.373 };
	static struct kernel_take take;
	const struct kernel *kernels[TABLES];
	size_t tables = kernel_list(kernels, TABLES);
	for (size_t table = 0; table < tables; table++) {
		rest(&take, 1, TAKE_FRAMES);
		settings(take.parameters[0], (struct curve){ -20.0, -0.75, 0.0 });
		take.parameters[0][GAIN_COMPUTER_ATTACK] = weight(0.005, 48000.0);
		take.parameters[0][GAIN_COMPUTER_RELEASE] = weight(0.005, 48000.0);
		for (size_t frame = 0; frame < TAKE_FRAMES; frame++)
			take.in[0][frame] = frame < HELD ? pow(10.0, -0.5) : 0.0;
		kernel_take_gain(&take, kernels[table], CUT_RANDOM, false);
		for (size_t i = 0; i < 3; i++) {
			double held = (double)-decibel(take.out[0][(i + 1) * TAU - 1]);
			double released = (double)-decibel(take.out[0][HELD + (i + 1) * TAU - 1]);
			cr_expect_float_eq(held, reduction[i], 0.01 * reduction[i], "%zu tau: %.4f", i + 1, held);
			cr_expect_float_eq(released, left[i], 0.01 * left[i], "%zu tau: %.4f", i + 1, released);
		}
	}
}

/* Attack and release are not swapped: a fall is twice as far after the attack's time as after the release's. */
Test(gain_computer, branches)
{
	static struct kernel_take take;
	rest(&take, 1, 2000);
	settings(take.parameters[0], (struct curve){ -20.0, -1.0, 0.0 });
	take.parameters[0][GAIN_COMPUTER_ATTACK] = 0.1;
	take.parameters[0][GAIN_COMPUTER_RELEASE] = 0.001;
	for (size_t frame = 0; frame < 2000; frame++)
		take.in[0][frame] = frame < 1000 ? 1.0 : 0.0;
	kernel_take_gain(&take, kernel_select(NULL), CUT_NONE, false);
	cr_expect_float_eq((double)decibel(take.out[0][9]), -20.0 * (1.0 - pow(0.9, 10.0)), 1e-8);
	cr_expect_float_eq((double)decibel(take.out[0][1009]), -20.0 * pow(0.999, 10.0), 1e-8);
}

Test(gain_computer, mean_square_of_a_sine)
{
	static struct kernel_take take;
	rest(&take, 1, TAKE_FRAMES);
	settings(take.parameters[0], (struct curve){ -60.0, -1.0, 0.0 });
	take.parameters[0][GAIN_COMPUTER_MEAN] = weight(0.005, 48000.0);
	for (size_t frame = 0; frame < TAKE_FRAMES; frame++)
		take.in[0][frame] = sin(2.0 * 3.14159265358979 * (double)frame * 0.25 + 0.3);
	kernel_take_gain(&take, kernel_select(NULL), CUT_NONE, false);
	cr_expect_float_eq((double)decibel(take.out[0][TAKE_FRAMES - 1]), -60.0 + 3.0103, 0.01);
	/* After one time constant the mean has 1 - 1/e of the power. */
	cr_expect_float_eq((double)decibel(take.out[0][239]), -60.0 + 3.0103 + 1.992, 0.05);
}

Test(gain_computer, no_reduction_is_exact)
{
	static struct kernel_take take;
	const struct kernel *kernels[TABLES];
	size_t tables = kernel_list(kernels, TABLES);
	for (size_t table = 0; table < tables; table++) {
		rest(&take, TAKE_COLUMNS, 500);
		kernel_take_signal(&take, SIGNAL_NOISE, 3);
		for (size_t column = 0; column < TAKE_COLUMNS; column++) {
			settings(take.parameters[column], (struct curve){ 3.0, -0.75, column % 2 == 0 ? 0.0 : 5.0 });
			take.parameters[column][GAIN_COMPUTER_WET] = 0.3 + (double)column;
			take.parameters[column][GAIN_COMPUTER_DRY] = 0.1 * (double)column;
			take.parameters[column][GAIN_COMPUTER_ATTACK] = 0.1;
		}
		kernel_take_gain(&take, kernels[table], 7, true);
		for (size_t column = 0; column < TAKE_COLUMNS; column++)
			for (size_t frame = 0; frame < 500; frame++)
				cr_assert_eq(take.out[column][frame],
					     take.parameters[column][GAIN_COMPUTER_DRY] +
						     take.parameters[column][GAIN_COMPUTER_WET]);
	}
}

/* Frames side by side that are all under the knee, or near its foot, get the same gains as beside a loud one. */
Test(gain_computer, a_loud_frame_changes_none_before_it)
{
	static const struct curve curves[] = {
		{ -20.0, -0.75, 0.0 }, { -20.0, -1.0, 6.0 },  { -70.0, 0.0, 0.0 },
		{ 0.0, -0.5, 24.0 },   { -230.0, -1.0, 3.0 }, { -300.0, -1.0, 0.0 },
	};
	static const double above_foot[] = {
		-40.0, -1e-3, -2e-6, -1e-6, -5e-7, -1e-8, 0.0, 1e-8, 1e-6, 1e-4, 1e-3, 1.0
	};
	static struct kernel_take take;
	const struct kernel *kernels[TABLES];
	size_t tables = kernel_list(kernels, TABLES);
	for (size_t table = 0; table < tables; table++)
		for (size_t i = 0; i < sizeof curves / sizeof *curves; i++)
			for (size_t j = 0; j < sizeof above_foot / sizeof *above_foot; j++) {
				const double foot = curves[i].threshold - 0.5 * curves[i].knee;
				rest(&take, 1, 16);
				settings(take.parameters[0], curves[i]);
				for (size_t frame = 0; frame < 16; frame++)
					take.in[0][frame] = pow(10.0, (foot + above_foot[j]) / 20.0);
				take.in[0][15] = 1e3;
				kernel_take_gain(&take, kernels[table], CUT_NONE, false);
				for (size_t frame = 1; frame < 15; frame++)
					cr_assert(take.out[0][frame] == take.out[0][0],
						  "%s, curve %zu, %g dB above the foot: %a at %zu, not %a",
						  kernels[table]->name, i, above_foot[j], take.out[0][frame], frame,
						  take.out[0][0]);
			}
}

Test(gain_computer, range_and_mix)
{
	static struct kernel_take take;
	rest(&take, 2, 100);
	settings(take.parameters[0], (struct curve){ -40.0, -1.0, 0.0 });
	settings(take.parameters[1], (struct curve){ -40.0, -1.0, 0.0 });
	take.parameters[0][GAIN_COMPUTER_RANGE] = -12.0;
	take.parameters[1][GAIN_COMPUTER_RANGE] = -1e9;
	take.parameters[1][GAIN_COMPUTER_WET] = 0.5;
	take.parameters[1][GAIN_COMPUTER_DRY] = 0.25;
	for (size_t frame = 0; frame < 100; frame++)
		take.in[0][frame] = take.in[1][frame] = 1.0;
	kernel_take_gain(&take, kernel_select(NULL), CUT_NONE, false);
	cr_expect_float_eq((double)decibel(take.out[0][99]), -12.0, 1e-8);
	cr_expect_float_eq(take.out[1][99], 0.25 + 0.5 * 0.01, 1e-10);
}

/* Values that no detector should see leave no trace in the state. */
Test(gain_computer, hostile_detectors)
{
	static const double hostile[] = { (double)NAN, (double)INFINITY, -(double)INFINITY, 1e300, -1.7e308, 5e-324 };
	static struct kernel_take take;
	const struct kernel *kernels[TABLES];
	size_t tables = kernel_list(kernels, TABLES);
	for (size_t table = 0; table < tables; table++) {
		rest(&take, 6, TAKE_FRAMES);
		for (size_t column = 0; column < 6; column++) {
			settings(take.parameters[column], (struct curve){ -20.0, -1.0, 6.0 });
			take.parameters[column][GAIN_COMPUTER_MEAN] = column % 2 == 0 ? 1.0 : 0.5;
			take.parameters[column][GAIN_COMPUTER_RELEASE] = 0.05;
			for (size_t frame = 0; frame < TAKE_FRAMES; frame++)
				take.in[column][frame] = frame < 10 ? hostile[column] : 0.01;
		}
		kernel_take_gain(&take, kernels[table], 64, false);
		for (size_t column = 0; column < 6; column++) {
			for (size_t frame = 0; frame < TAKE_FRAMES; frame++)
				cr_assert(take.out[column][frame] >= 0.0 && take.out[column][frame] <= 1.0,
					  "%s, column %zu, frame %zu: %g", kernels[table]->name, column, frame,
					  take.out[column][frame]);
			cr_expect_float_eq(take.out[column][TAKE_FRAMES - 1], 1.0, 1e-9);
			cr_expect(column == 5 || take.out[column][5] < 1e-20);
		}
	}
}
