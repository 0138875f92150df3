/* Prints hashes of the results of kernels and elementary functions.
   SPDX-License-Identifier: GPL-3.0-or-later

   compare_bits.cmake runs it on several CPUs. bits [KERNEL]: the kernel to use; without one, the widest that runs
   here. */
#include "dsp/elementary.h"
#include "dsp/half_band.h"
#include "dsp/kernel/column.h"
#include "dsp/kernel/fir.h"
#include "dsp/kernel/select.h"
#include "dsp/kernel/waveshape.h"
#include "dsp/waveshape.h"
#include "kernel_take.h"
#include "noise.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static uint64_t hash(uint64_t state, const void *bytes, size_t length)
{
	const unsigned char *next = bytes;
	for (size_t i = 0; i < length; i++)
		state = (state ^ next[i]) * 0x100000001b3;
	return state;
}

static uint64_t elementary_hash(void)
{
	static double (*const functions[])(double) = { elementary_exp,  elementary_log,  elementary_exp2,
						       elementary_log2, elementary_sin,  elementary_cos,
						       elementary_tan,  elementary_sinh, elementary_tanh,
						       decibel_to_gain, gain_to_decibel };
	uint64_t state = 1, seed = 1;
	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
		for (size_t point = 0; point < 20000; point++) {
			double value = functions[i](noise_between(&seed, 0.0, point % 2 == 0 ? 1.0 : 600.0));
			state = hash(state, &value, sizeof value);
		}
	for (size_t point = 0; point < 20000; point++) {
		double base = noise_between(&seed, 0.001, 100.0);
		double value = elementary_pow(base, noise_between(&seed, -50.0, 50.0));
		state = hash(state, &value, sizeof value);
	}
	return state;
}

static uint64_t streaming_hash(const struct kernel *kernel, struct kernel_take *take)
{
	const double *in[TAKE_COLUMNS];
	double gains[TAKE_COLUMNS];
	for (size_t i = 0; i < TAKE_COLUMNS; i++) {
		in[i] = take->in[i];
		gains[i] = take->coefficients[i][0];
	}
	kernel->column->mix(take->out[0], in, gains, TAKE_COLUMNS, TAKE_FRAMES);
	kernel->column->multiply(take->out[1], in[0], in[1], TAKE_FRAMES);
	take->out[2][0] = kernel->column->peak(in[2], TAKE_FRAMES);
	kernel->column->larger_magnitude(take->out[3], in[3], in[4], TAKE_FRAMES);
	uint64_t state = hash(2, take->out[0], sizeof take->out[0]);
	state = hash(hash(state, take->out[1], sizeof take->out[1]), take->out[2], sizeof(double));
	return hash(state, take->out[3], sizeof take->out[3]);
}

/* Hashes every curve, and one phase of a half-band filter. */
static uint64_t saturation_hash(const struct kernel *kernel, struct kernel_take *take)
{
	uint64_t state = 6;
	for (int curve = 0; curve <= WAVESHAPE_BITS; curve++)
		for (int means = 0; means <= (waveshape_has_antiderivative((enum waveshape_curve)curve) ? 1 : 0);
		     means++) {
			const struct waveshape shape = waveshape_of((enum waveshape_curve)curve, means != 0, 3.0,
								    means != 0 ? 0.0 : 0.25, 6.5);
			kernel->waveshape->gains(&shape, take->in[0] + 1, take->out[0] + 1, TAKE_FRAMES - 1);
			state = hash(state, take->out[0], sizeof take->out[0]);
		}
	double taps[HALF_BAND_PAIRS];
	half_band_taps(taps, HALF_BAND_PAIRS, 150.0);
	kernel->fir->half_band(take->out[0], take->in[0], taps, HALF_BAND_PAIRS, TAKE_FRAMES - 2 * HALF_BAND_PAIRS);
	return hash(state, take->out[0], sizeof take->out[0]);
}

int main(int count, char **arguments)
{
	static struct kernel_take take;
	const struct kernel *kernel = kernel_select(count > 1 ? arguments[1] : NULL);
	if (!kernel) {
		fprintf(stderr, "this CPU cannot run \"%s\"\n", arguments[1]);
		return 2;
	}
	fprintf(stderr, "%s\n", kernel->name);
	printf("elementary %016" PRIx64 "\n", elementary_hash());
	for (int signal = 0; signal < SIGNAL_COUNT; signal++) {
		take.columns = TAKE_COLUMNS;
		take.frames = TAKE_FRAMES;
		take.sections = TAKE_SECTIONS - 1;
		kernel_take_settings(&take, 1 + (uint64_t)signal % 2);
		kernel_take_signal(&take, (enum signal)signal, 2);
		kernel_take_biquads(&take, kernel, CUT_RANDOM, false);
		uint64_t biquads = hash(3, take.out, sizeof take.out);
		kernel_take_gain(&take, kernel, CUT_RANDOM, false);
		uint64_t gains = hash(4, take.out, sizeof take.out);
		kernel_take_transient(&take, kernel, CUT_RANDOM, false);
		uint64_t transients = hash(5, take.out, sizeof take.out);
		printf("signal %d: biquads %016" PRIx64 " gains %016" PRIx64 " transients %016" PRIx64
		       " streaming %016" PRIx64 " saturation %016" PRIx64 "\n",
		       signal, biquads, gains, transients, streaming_hash(kernel, &take),
		       saturation_hash(kernel, &take));
	}
	return 0;
}
