/* stemprint: a column at a multiple of its sample rate, and back.
   SPDX-License-Identifier: GPL-3.0-or-later

   A chain of half-band filters (half_band.h), one a doubling. Up to 0.4535 of the sample rate (20 kHz at 44.1 kHz) it
   passes all; what lies more than 0.5465 away, images on the way up and overtones on the way down, is 170 dB lower with
   linear phase and 190 dB with minimum phase. Up and back again: within 1e-8 dB.

   With linear phase the way up and back takes a whole number of frames. With minimum phase its latency counts as 0: an
   impulse begins to sound at once, and low frequencies are late by a few frames. */
#ifndef STEMPRINT_DSP_OVERSAMPLER_H
#define STEMPRINT_DSP_OVERSAMPLER_H

#include "base/arena.h"
#include "base/status.h"
#include "dsp/half_band.h"
#include "dsp/kernel/kernel.h"

#include <stdbool.h>
#include <stddef.h>

enum {
	OVERSAMPLER_STAGES = 4,
	OVERSAMPLER_FACTOR = 1 << OVERSAMPLER_STAGES, /**< most */
	OVERSAMPLER_FRAMES = 128, /**< most a call, at the lower rate */
};

enum oversampler_phase { OVERSAMPLER_LINEAR, OVERSAMPLER_MINIMUM };

/** One doubling and the halving that answers it. */
struct oversampler_stage {
	size_t pairs;
	size_t late; /**< pairs of samples by which its way down is late, so that the whole is a number of frames */
	double taps[HALF_BAND_PAIRS];
	size_t sections;
	double *coefficients; /**< of both branches, [section][BIQUAD_ROWS][width], for each pass of the kernel */
};

/** The filters, constant after oversampler_init(), and room to work in, so that one serves many columns but one thread.
 */
struct oversampler {
	const struct kernel *kernel;
	const struct kernel *pair; /**< for two columns */
	enum oversampler_phase phase;
	size_t stages;
	size_t latency; /**< frames */
	struct oversampler_stage stage[OVERSAMPLER_STAGES];
	double *lines[3];
	double *idle;
};

/** What the filters remember of one column in one direction. */
struct oversampler_memory {
	double *past[OVERSAMPLER_STAGES];
	size_t counts[OVERSAMPLER_STAGES];
};

/** stages 0 to OVERSAMPLER_STAGES: 1x to 16x. False when out of memory. */
bool oversampler_init(struct oversampler *oversampler, struct arena *arena, const struct kernel *kernel,
		      enum oversampler_phase phase, size_t stages) MUST_CHECK;

/** Frames that the way up and back takes. */
size_t oversampler_latency(enum oversampler_phase phase, size_t stages);

/** Frames for which the way up and back rings, beyond its latency, over 120 dB under full scale, where the levels at
   the multiple of the rate are at most `level` times those that come in. */
double oversampler_tail_frames(enum oversampler_phase phase, size_t stages, double level);

/** At rest. False when out of memory. */
bool oversampler_memory_init_up(struct oversampler_memory *memory, struct arena *arena,
				const struct oversampler *oversampler) MUST_CHECK;
bool oversampler_memory_init_down(struct oversampler_memory *memory, struct arena *arena,
				  const struct oversampler *oversampler) MUST_CHECK;
void oversampler_memory_reset(struct oversampler_memory *memory);

/** out[frames << stages] from in[frames]; at most OVERSAMPLER_FRAMES frames. No overlap. */
void oversampler_up(const struct oversampler *oversampler, struct oversampler_memory *memory, double *out,
		    const double *in, size_t frames);

/** out[frames] from in[frames << stages]. No overlap. */
void oversampler_down(const struct oversampler *oversampler, struct oversampler_memory *memory, double *out,
		      const double *in, size_t frames);

#endif
