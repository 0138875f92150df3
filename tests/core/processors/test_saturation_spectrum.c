/* Tests which overtones saturation adds to a tone, and how little else.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/processors/saturation_take.h"

#include <criterion/criterion.h>
#include <fftw3.h>
#include <math.h>
#include <stdlib.h>

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))
#define PI 3.14159265358979323846

/* In two seconds at 48 kHz both tones have a whole number of periods. */
enum { RATE = 48000, FRAMES = 2 * RATE, LEAD = 4800 };

/** Energies of a tone's bins. */
struct spectrum {
	double *power; /**< [FRAMES / 2 + 1] */
	size_t bin; /**< of the tone */
};

static double *power_of(const double *signal)
{
	double *in = fftw_malloc(FRAMES * sizeof(double)), *power = calloc(FRAMES / 2 + 1, sizeof(double));
	fftw_complex *out = fftw_malloc((FRAMES / 2 + 1) * sizeof(fftw_complex));
	cr_assert(in && out && power);
	fftw_plan plan = fftw_plan_dft_r2c_1d(FRAMES, in, out, FFTW_ESTIMATE);
	for (size_t i = 0; i < FRAMES; i++)
		in[i] = signal[i];
	fftw_execute(plan);
	for (size_t i = 0; i <= FRAMES / 2; i++)
		power[i] = out[i][0] * out[i][0] + out[i][1] * out[i][1];
	fftw_destroy_plan(plan);
	fftw_free(in);
	fftw_free(out);
	return power;
}

/* Returns the spectrum of a steady tone behind the processor, without its beginning. */
static struct spectrum spectrum_of(const struct saturation_settings *settings, double hertz, double amplitude)
{
	struct saturation_take take = saturation_take_new(settings, LEAD + FRAMES);
	cr_assert_null(take.problem, "%s", take.problem);
	for (size_t i = 0; i < take.frames; i++)
		take.in[0][i] = amplitude * sin(2.0 * PI * fmod(hertz * (double)i / RATE, 1.0));
	saturation_take_render(&take, 0);
	const struct spectrum spectrum = { power_of(take.out[0] + LEAD), (size_t)lround(hertz * FRAMES / RATE) };
	saturation_take_release(&take);
	return spectrum;
}

/* Returns the energy up to 20 kHz that is at no multiple of the tone and not at 0 Hz, relative to the tone. */
static double aliasing_db(const struct spectrum *spectrum)
{
	double sum = 0.0;
	for (size_t i = 1; i <= (size_t)20000 * FRAMES / RATE; i++)
		if (i % spectrum->bin != 0)
			sum += spectrum->power[i];
	return 10.0 * log10(sum / spectrum->power[spectrum->bin]);
}

static double harmonic_db(const struct spectrum *spectrum, size_t number)
{
	return 10.0 * log10(spectrum->power[number * spectrum->bin] / spectrum->power[spectrum->bin]);
}

struct row {
	const char *shape;
	double hertz;
	const char *oversampling;
	bool antiderivative;
	double expected_db; /**< what the method gives at its best; 3 dB more is too much */
};

static const struct row rows[] = {
	{ "tanh", 1249.5, "1x", false, -41.0 },  { "tanh", 1249.5, "2x", false, -98.0 },
	{ "tanh", 1249.5, "4x", false, -216.0 }, { "tanh", 1249.5, "1x", true, -48.0 },
	{ "tanh", 1249.5, "2x", true, -112.0 },  { "hard", 1249.5, "1x", false, -34.0 },
	{ "hard", 1249.5, "2x", false, -46.0 },  { "hard", 1249.5, "4x", false, -60.0 },
	{ "hard", 1249.5, "8x", false, -71.0 },  { "hard", 1249.5, "1x", true, -45.0 },
	{ "hard", 1249.5, "2x", true, -64.0 },   { "hard", 1249.5, "4x", true, -89.0 },
	{ "tanh", 4982.0, "1x", false, -16.0 },  { "tanh", 4982.0, "2x", false, -32.0 },
	{ "tanh", 4982.0, "4x", false, -59.0 },  { "tanh", 4982.0, "8x", false, -120.0 },
	{ "tanh", 4982.0, "1x", true, -29.0 },   { "tanh", 4982.0, "2x", true, -52.0 },
	{ "tanh", 4982.0, "4x", true, -82.0 },   { "hard", 4982.0, "1x", false, -15.0 },
	{ "hard", 4982.0, "2x", false, -28.0 },  { "hard", 4982.0, "4x", false, -39.0 },
	{ "hard", 4982.0, "8x", false, -53.0 },  { "hard", 4982.0, "1x", true, -27.0 },
	{ "hard", 4982.0, "2x", true, -48.0 },   { "hard", 4982.0, "4x", true, -64.0 },
};

static void check_row(const struct row *row, const char *phase)
{
	const struct saturation_settings settings = { .shape = row->shape,
						      .oversampling = row->oversampling,
						      .phase = phase,
						      .drive_db = 20.0,
						      .antiderivative = row->antiderivative };
	struct spectrum spectrum = spectrum_of(&settings, row->hertz, 0.9);
	const double db = aliasing_db(&spectrum);
	cr_expect_leq(db, row->expected_db + 3.0, "%s, %g Hz, %s%s, %s phase: %.1f dB, expected %g", row->shape,
		      row->hertz, row->oversampling, row->antiderivative ? " with antiderivative" : "", phase, db,
		      row->expected_db);
	free(spectrum.power);
}

Test(saturation_spectrum, aliasing)
{
	for (size_t i = 0; i < LENGTH(rows); i++) {
		check_row(&rows[i], "linear");
		check_row(&rows[i], "minimum");
	}
}

Test(saturation_spectrum, odd_shapes_have_no_even_harmonics)
{
	static const char *const shapes[] = { "tanh", "soft", "hard", "tape", "fold", "bits" };
	for (size_t i = 0; i < LENGTH(shapes); i++)
		for (int antiderivative = 0; antiderivative < (i < 5 ? 2 : 1); antiderivative++) {
			const struct saturation_settings settings = { .shape = shapes[i],
								      .drive_db = 9.0,
								      .antiderivative = antiderivative != 0 };
			struct spectrum spectrum = spectrum_of(&settings, 1000.0, 0.9);
			cr_expect_lt(10.0 * log10(spectrum.power[0] / spectrum.power[spectrum.bin]), -120.0,
				     "%s: an offset", shapes[i]);
			for (size_t k = 2; k <= 20; k += 2)
				cr_expect_lt(harmonic_db(&spectrum, k), -120.0, "%s: harmonic %zu of %g dB", shapes[i],
					     k, harmonic_db(&spectrum, k));
			cr_expect_gt(harmonic_db(&spectrum, 3), -60.0, "%s does nothing", shapes[i]);
			free(spectrum.power);
		}
}
