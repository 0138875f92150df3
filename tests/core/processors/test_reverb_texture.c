/* Tests that the reverb is dense and smooth, and has no resonances.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/processors/reverb_meter.h"
#include "core/processors/reverb_take.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#define RATE 48000.0

enum { WINDOW = 960, LATE = 12000, SPAN = 24000 };

/** What each type must reach. */
static const struct {
	const char *type;
	double decay;
	double dense_seconds; /**< when the echo density is over 0.9 for good, without predelay */
	double moments; /**< of the late spectrum: 2 is Gaussian noise */
	double peak_db; /**< loudest line of the late spectrum over its surroundings: of Gaussian noise 10 */
	double periodicity; /**< of the late response, at lags from 4 to 300 ms */
} rows[] = {
	{ "plate", 1.5, 0.025, 2.45, 11.5, 0.10 },   { "plate", 5.0, 0.025, 2.45, 11.5, 0.10 },
	{ "hall", 2.8, 0.085, 2.45, 11.5, 0.10 },    { "hall", 8.0, 0.110, 2.45, 11.5, 0.10 },
	{ "room", 0.6, 0.045, 2.80, 11.5, 0.11 },    { "room", 1.2, 0.045, 2.80, 12.5, 0.10 },
	{ "chamber", 1.2, 0.045, 2.60, 11.5, 0.10 }, { "chamber", 4.0, 0.045, 2.60, 12.0, 0.10 },
};

enum { ROWS = sizeof rows / sizeof rows[0] };

static double **response_of(size_t row)
{
	const struct reverb_take take = reverb_take_tail(rows[row].type, rows[row].decay);
	return reverb_take_response(&take, 0, 0, LATE + SPAN);
}

/* From that time on every window is as dense as noise, as far as a window of 20 ms can show it. */
Test(reverb_texture, builds_up_to_the_density_of_noise)
{
	for (size_t row = 0; row < ROWS; row++) {
		double **out = response_of(row);
		for (size_t side = 0; side < 2; side++) {
			double mean = 0.0, least = 2.0;
			size_t count = 0;
			for (double at = rows[row].dense_seconds; at < 0.4; at += 0.01, count++) {
				const double density =
					reverb_meter_density(out[side], (size_t)(at * RATE) - WINDOW / 2, WINDOW);
				mean += density;
				least = fmin(least, density);
			}
			mean /= (double)count;
			cr_expect(least > 0.75 && fabs(mean - 1.0) < 0.06,
				  "%s of %g s, side %zu: density from %.2f, mean %.2f", rows[row].type, rows[row].decay,
				  side, least, mean);
		}
		free(out);
	}
}

/* Without its decay the late response is noise: no line of its spectrum stands out, and nothing in it repeats. */
Test(reverb_texture, late_response_is_noise)
{
	for (size_t row = 0; row < ROWS; row++) {
		double **out = response_of(row);
		for (size_t side = 0; side < 2; side++) {
			double *late = out[side] + LATE;
			double peak_db;
			for (size_t i = 0; i < SPAN; i++)
				late[i] *= pow(10.0, 3.0 * (double)i / RATE / rows[row].decay);
			const double moments = reverb_meter_spectrum(late, SPAN, RATE, 300.0, 8000.0, &peak_db);
			const double periodicity =
				reverb_meter_periodicity(late, SPAN, (size_t)(0.004 * RATE), (size_t)(0.3 * RATE));
			cr_expect(moments <= rows[row].moments && peak_db <= rows[row].peak_db,
				  "%s of %g s, side %zu: spectrum's moments %.2f, peak %.1f dB", rows[row].type,
				  rows[row].decay, side, moments, peak_db);
			cr_expect_leq(periodicity, rows[row].periodicity, "%s of %g s, side %zu: periodicity %.3f",
				      rows[row].type, rows[row].decay, side, periodicity);
		}
		free(out);
	}
}

static double level_db(double *const *columns, double from, double to)
{
	double sum = 0.0;
	for (size_t side = 0; side < 2; side++)
		for (size_t i = (size_t)(from * RATE); i < (size_t)(to * RATE); i++)
			sum += columns[side][i] * columns[side][i];
	return 10.0 * log10(sum / (to - from));
}

/* Once the reverb has built up, its level falls along a line: there is no slap, no hole and no second wave. */
Test(reverb_texture, falls_evenly)
{
	static const double steps[] = { 0.06, 0.16, 0.04, 0.06 };
	static const char *const types[] = { "plate", "hall", "room", "chamber" };
	static const double decays[] = { 1.5, 2.8, 0.6, 1.2 };
	for (size_t type = 0; type < 4; type++) {
		const struct reverb_take take = reverb_take_tail(types[type], decays[type]);
		double **out = reverb_take_response(&take, 0, 0, LATE + SPAN);
		double late = 0.0;
		for (int i = 0; i < 10; i++)
			late += 0.1 * (level_db(out, 0.3 + 0.02 * i, 0.32 + 0.02 * i) +
				       60.0 / decays[type] * (0.31 + 0.02 * i));
		for (double at = steps[type]; at < 0.5; at += 0.02) {
			const double off = level_db(out, at, at + 0.02) + 60.0 / decays[type] * (at + 0.01) - late;
			cr_expect_leq(fabs(off), 2.0, "%s: %.1f dB off its line at %.0f ms", types[type], off,
				      1000.0 * at);
		}
		free(out);
	}
}

/* Less diffusion means fewer echoes at the start. */
Test(reverb_texture, diffusion_thickens_the_start)
{
	double before = -1.0;
	for (int i = 0; i <= 4; i++) {
		struct reverb_take take = reverb_take_tail("hall", 2.8);
		reverb_take_set(&take, "diffusion", 0.25 * i);
		double **out = reverb_take_response(&take, 0, 0, LATE);
		double density = 0.0;
		for (size_t start = 1000; start + WINDOW < 8000; start += WINDOW / 2)
			density += reverb_meter_density(out[0], start, WINDOW);
		cr_expect_gt(density, before, "%d %%", 25 * i);
		before = density;
		free(out);
	}
}
