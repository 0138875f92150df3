/* Tests an oversampler, up to a multiple of the rate and back.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/oversampler.h"

#include "dsp/kernel/select.h"
#include "noise.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FRAMES = 1600, MIDDLE = 500, TOP = FRAMES * OVERSAMPLER_FACTOR, KERNELS_MAXIMUM = 8, PHASES = 2 };

#define PI 3.14159265358979323846264338327950288L

static const char *const names[PHASES] = { "linear", "minimum" };

/** An oversampler with the state of one column for both ways. */
struct chain {
	struct arena *arena;
	struct oversampler oversampler;
	struct oversampler_memory up, down;
};

static struct chain chain_new(const struct kernel *kernel, int phase, size_t stages)
{
	struct chain chain = { .arena = arena_new() };
	cr_assert_not_null(chain.arena);
	cr_assert(oversampler_init(&chain.oversampler, chain.arena, kernel, (enum oversampler_phase)phase, stages));
	return chain;
}

static void chain_rest(struct chain *chain)
{
	cr_assert(oversampler_memory_init_up(&chain->up, chain->arena, &chain->oversampler));
	cr_assert(oversampler_memory_init_down(&chain->down, chain->arena, &chain->oversampler));
}

static void run_up(struct chain *chain, double *top, const double *in, size_t frames, size_t cut)
{
	for (size_t i = 0; i < frames; i += cut)
		oversampler_up(&chain->oversampler, &chain->up, top + (i << chain->oversampler.stages), in + i,
			       cut < frames - i ? cut : frames - i);
}

static void run_down(struct chain *chain, double *out, const double *top, size_t frames, size_t cut)
{
	for (size_t i = 0; i < frames; i += cut)
		oversampler_down(&chain->oversampler, &chain->down, out + i, top + (i << chain->oversampler.stages),
				 cut < frames - i ? cut : frames - i);
}

/* Returns |H| of an impulse response at a share of its own rate. */
static double response(const double *samples, size_t count, double share)
{
	long double real = 0.0L, imaginary = 0.0L;
	for (size_t i = 0; i < count; i++) {
		const long double angle = 2.0L * PI * fmodl((long double)share * (long double)i, 1.0L);
		real += samples[i] * cosl(angle);
		imaginary -= samples[i] * sinl(angle);
	}
	return (double)hypotl(real, imaginary);
}

static double decibel(double gain)
{
	return 20.0 * log10(gain);
}

static const double passed[] = { 0.0, 1e-3, 0.01, 0.1, 0.2, 0.3, 0.4, 0.44, 0.4535 };

/* The response is flat in the band of the signal and falls up to the first image; all images are 170 dB lower. */
Test(oversampler, way_up)
{
	static double in[FRAMES], top[TOP];
	for (int phase = 0; phase < PHASES; phase++)
		for (size_t stages = 1; stages <= OVERSAMPLER_STAGES; stages++) {
			const double factor = (double)(1 << stages);
			struct chain chain = chain_new(kernel_select(NULL), phase, stages);
			chain_rest(&chain);
			in[MIDDLE] = 1.0;
			run_up(&chain, top, in, FRAMES, OVERSAMPLER_FRAMES);
			for (size_t i = 0; i < sizeof passed / sizeof passed[0]; i++) {
				const double gain =
					response(top, (size_t)FRAMES << stages, passed[i] / factor) / factor;
				cr_expect_float_eq(decibel(gain), 0.0, 1e-7, "%s, %gx, at %g: %g dB", names[phase],
						   factor, passed[i], decibel(gain));
				for (double image = 1.0; image <= factor / 2.0; image += 1.0) {
					const double at = (image - passed[i]) / factor;
					const double left = response(top, (size_t)FRAMES << stages, at) / factor;
					cr_expect_lt(decibel(left), -170.0, "%s, %gx: image at %g of %g dB",
						     names[phase], factor, at, decibel(left));
				}
			}
			arena_free(chain.arena);
		}
}

/* Overtones that would fold into the audible band are attenuated as much. */
Test(oversampler, way_down)
{
	static double top[TOP], out[FRAMES];
	for (int phase = 0; phase < PHASES; phase++)
		for (size_t stages = 1; stages <= OVERSAMPLER_STAGES; stages++) {
			const size_t factor = (size_t)1 << stages;
			struct chain chain = chain_new(kernel_select(NULL), phase, stages);
			for (double over = 0.5465; over < (double)factor / 2.0; over += 0.0837) {
				if (fmod(over, 1.0) > 0.4535 && fmod(over, 1.0) < 0.5465)
					continue;
				chain_rest(&chain);
				for (size_t i = 0; i < (size_t)FRAMES << stages; i++)
					top[i] = (double)cosl(2.0L * PI *
							      fmodl((long double)over * (long double)i / factor, 1.0L));
				run_down(&chain, out, top, FRAMES, OVERSAMPLER_FRAMES);
				double peak = 0.0;
				for (size_t i = 1200; i < FRAMES; i++)
					peak = fmax(peak, fabs(out[i]));
				cr_expect_lt(decibel(peak), -170.0, "%s, %zux: %g of the rate comes out at %g dB",
					     names[phase], factor, over, decibel(peak));
			}
			arena_free(chain.arena);
		}
}

/* Up and down again an impulse keeps its time, is symmetric with linear phase, and has a flat response. */
Test(oversampler, there_and_back)
{
	static const size_t latencies[] = { 0, 129, 143, 147, 149 };
	static double in[FRAMES], top[TOP], out[FRAMES];
	for (int phase = 0; phase < PHASES; phase++)
		for (size_t stages = 0; stages <= OVERSAMPLER_STAGES; stages++) {
			struct chain chain = chain_new(kernel_select(NULL), phase, stages);
			chain_rest(&chain);
			in[MIDDLE] = 1.0;
			run_up(&chain, top, in, FRAMES, OVERSAMPLER_FRAMES);
			run_down(&chain, out, top, FRAMES, OVERSAMPLER_FRAMES);
			const size_t latency = oversampler_latency((enum oversampler_phase)phase, stages);
			cr_expect_eq(latency, phase == OVERSAMPLER_LINEAR ? latencies[stages] : 0, "%zu frames",
				     latency);
			for (size_t i = 0; i < sizeof passed / sizeof passed[0]; i++)
				cr_expect_float_eq(decibel(response(out, FRAMES, passed[i])), 0.0, 1e-7,
						   "%s, %d doublings, at %g: %g dB", names[phase], (int)stages,
						   passed[i], decibel(response(out, FRAMES, passed[i])));
			const size_t centre = MIDDLE + latency;
			for (size_t i = 1; phase == OVERSAMPLER_LINEAR && i <= MIDDLE; i++)
				cr_assert_float_eq(out[centre - i], out[centre + i], 1e-16, "%zu doublings, %zu away",
						   stages, i);
			for (size_t i = 0; i < MIDDLE; i++)
				cr_assert_eq(out[i], 0.0);
			const double tail = oversampler_tail_frames((enum oversampler_phase)phase, stages, 1.0);
			for (size_t i = centre + (size_t)tail + 1; i < FRAMES; i++)
				cr_assert_lt(fabs(out[i]), 1e-6, "%s, %zu doublings: rings longer than %g",
					     names[phase], stages, tail);
			arena_free(chain.arena);
		}
}

Test(oversampler, bits_depend_on_the_signal_alone)
{
	static double in[FRAMES], top[TOP], out[FRAMES], expected_top[TOP], expected[FRAMES];
	const struct kernel *kernels[KERNELS_MAXIMUM];
	const size_t count = kernel_list(kernels, KERNELS_MAXIMUM);
	uint64_t seed = 3;
	for (size_t i = 0; i < FRAMES; i++)
		in[i] = noise_between(&seed, -1.0, 1.0);
	for (int phase = 0; phase < PHASES; phase++)
		for (size_t stages = 0; stages <= OVERSAMPLER_STAGES; stages++) {
			struct chain reference = chain_new(kernels[0], phase, stages);
			chain_rest(&reference);
			run_up(&reference, expected_top, in, FRAMES, OVERSAMPLER_FRAMES);
			run_down(&reference, expected, expected_top, FRAMES, OVERSAMPLER_FRAMES);
			for (size_t table = 0; table < count; table++) {
				struct chain chain = chain_new(kernels[table], phase, stages);
				for (size_t cut = 1; cut <= OVERSAMPLER_FRAMES; cut = 3 * cut + 1) {
					chain_rest(&chain);
					run_up(&chain, top, in, FRAMES, cut);
					run_down(&chain, out, top, FRAMES, cut);
					cr_assert_eq(
						memcmp(top, expected_top, ((size_t)FRAMES << stages) * sizeof *top), 0,
						"%s, %s, up by %zu", names[phase], kernels[table]->name, cut);
					cr_assert_eq(memcmp(out, expected, sizeof out), 0, "%s, %s, down by %zu",
						     names[phase], kernels[table]->name, cut);
				}
				oversampler_memory_reset(&chain.up);
				oversampler_memory_reset(&chain.down);
				run_up(&chain, top, in, FRAMES, 100);
				run_down(&chain, out, top, FRAMES, 100);
				cr_assert_eq(memcmp(out, expected, sizeof out), 0, "after a reset");
				arena_free(chain.arena);
			}
			arena_free(reference.arena);
		}
}
