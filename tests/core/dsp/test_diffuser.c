/* Tests that the diffuser keeps the energy.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/diffuser.h"
#include "dsp/kernel/select.h"

#include <criterion/criterion.h>
#include <math.h>

#define PI 3.14159265358979323846

/* A sound in one channel comes out of all, with the same energy at every frequency. */
Test(diffuser, keeps_the_energy)
{
	enum { FRAMES = 3000, RUN = 64 };
	static const double diffusions[] = { 0.0, 0.37, 1.0 };
	static const double spans[DIFFUSER_STEPS] = { 0.0, 1200.0, 400.0 };
	for (size_t row = 0; row < 3; row++) {
		struct arena *arena = arena_new();
		struct diffuser_design design;
		struct diffuser *diffuser = ARENA_NEW(arena, struct diffuser);
		double *out[DIFFUSER_CHANNELS], *silence = ARENA_ARRAY(arena, double, FRAMES);
		double *impulse = ARENA_ARRAY(arena, double, FRAMES);
		const double *in[DIFFUSER_CHANNELS];
		diffuser_design_init(&design, spans, 1.5, diffusions[row], 5);
		cr_assert(diffuser_init(diffuser, &design, arena, RUN));
		impulse[0] = 1.0;
		for (size_t i = 0; i < DIFFUSER_CHANNELS; i++) {
			out[i] = ARENA_ARRAY(arena, double, FRAMES);
			in[i] = i == 6 ? impulse : silence;
		}
		for (size_t start = 0; start < FRAMES; start += RUN) {
			const double *from[DIFFUSER_CHANNELS];
			double *to[DIFFUSER_CHANNELS];
			const size_t run = FRAMES - start < RUN ? FRAMES - start : RUN;
			for (size_t i = 0; i < DIFFUSER_CHANNELS; i++) {
				from[i] = in[i] + start;
				to[i] = out[i] + start;
			}
			diffuser_process(diffuser, &design, kernel_select(NULL), from, to, run);
		}
		for (double w = 0.01; w < PI; w *= 1.5) {
			double power = 0.0;
			for (size_t i = 0; i < DIFFUSER_CHANNELS; i++) {
				double real = 0.0, imaginary = 0.0;
				for (size_t frame = 0; frame < FRAMES; frame++) {
					real += out[i][frame] * cos(w * (double)frame);
					imaginary += out[i][frame] * sin(w * (double)frame);
				}
				power += real * real + imaginary * imaginary;
			}
			cr_expect_leq(fabs(power - 1.0), 1e-12, "diffusion %g, w %g: %g", diffusions[row], w, power);
		}
		arena_free(arena);
	}
}
