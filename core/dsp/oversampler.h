/* Takes a column to a multiple of its sample rate, and back.
   SPDX-License-Identifier: GPL-3.0-or-later

   It is a chain of half-band filters (half_band.h), one for each doubling. It passes all up to 0.4535 of the sample
   rate (20 kHz at 44.1 kHz). From 0.5465 on, images on the way up and overtones on the way down are 170 dB lower with
   linear phase and 190 dB lower with minimum phase. Up and back again changes the level by at most 1e-8 dB.

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
	OVERSAMPLER_STAGES = 4, /**< most doublings */
	OVERSAMPLER_FACTOR = 1 << OVERSAMPLER_STAGES, /**< highest multiple of the rate */
	OVERSAMPLER_FRAMES = 128, /**< most frames of a call, at the sample rate */
};

/** The kind of half-band filters. */
enum oversampler_phase { OVERSAMPLER_LINEAR, OVERSAMPLER_MINIMUM };

/** One doubling and the halving that undoes it. */
struct oversampler_stage {
	size_t pairs; /**< linear phase: pairs of taps */
	size_t late; /**< pairs of samples by which the way down is later, so that the latency is whole frames */
	double taps[HALF_BAND_PAIRS]; /**< linear phase */
	size_t sections; /**< minimum phase: of each branch */
	double *coefficients; /**< of both branches, [section][BIQUAD_ROWS][width], for each pass of the kernel */
};

/** The filters, constant after oversampler_init(), and scratch memory. One serves many columns, and one thread at a
    time. */
struct oversampler {
	const struct kernel *kernel;
	const struct kernel *pair; /**< the narrowest one for two columns */
	enum oversampler_phase phase;
	size_t stages; /**< doublings */
	size_t latency; /**< frames, up and back */
	struct oversampler_stage stage[OVERSAMPLER_STAGES];
	double *lines[3]; /**< scratch */
	double *idle; /**< scratch that idle columns of a kernel read and write */
};

/** The state of the filters for one column in one direction. */
struct oversampler_memory {
	double *past[OVERSAMPLER_STAGES]; /**< of each stage: past samples, or the state of the branches */
	size_t counts[OVERSAMPLER_STAGES]; /**< numbers in `past` */
};

/** Makes the filters in the arena. stages: 0 to OVERSAMPLER_STAGES, 1x to 16x. Returns false when out of memory. */
bool oversampler_init(struct oversampler *oversampler, struct arena *arena, const struct kernel *kernel,
		      enum oversampler_phase phase, size_t stages) MUST_CHECK;

/** Makes the filters, of linear phase, for columns that come in at 2^first times the sample rate: `stages` doublings
   from there. first + stages: up to OVERSAMPLER_STAGES. Frames are those of the lower rate here, up to
   OVERSAMPLER_FRAMES << first in a call. The way up passes what another oversampler passes; the way down passes a gain
   that moves at up to 0.5465 of the sample rate. Returns false when out of memory. */
bool oversampler_init_above(struct oversampler *oversampler, struct arena *arena, const struct kernel *kernel,
			    size_t first, size_t stages) MUST_CHECK;

/** Returns how many frames the way up and back takes. */
size_t oversampler_latency(enum oversampler_phase phase, size_t stages);
size_t oversampler_latency_above(size_t first, size_t stages);

/** Returns how many frames the way up and back rings beyond its latency until it stays 120 dB under full scale, where
   the levels at the multiple of the rate are at most `level` (linear) times those of the input. */
double oversampler_tail_frames(enum oversampler_phase phase, size_t stages, double level);

/** Make the state at rest for the way up, and for the way down. They return false when out of memory. */
bool oversampler_memory_init_up(struct oversampler_memory *memory, struct arena *arena,
				const struct oversampler *oversampler) MUST_CHECK;
bool oversampler_memory_init_down(struct oversampler_memory *memory, struct arena *arena,
				  const struct oversampler *oversampler) MUST_CHECK;

/** Brings the state to rest. */
void oversampler_memory_reset(struct oversampler_memory *memory);

/** Writes out[frames << stages] from in[frames]; at most OVERSAMPLER_FRAMES frames. out overlaps in nowhere. */
void oversampler_up(const struct oversampler *oversampler, struct oversampler_memory *memory, double *out,
		    const double *in, size_t frames);

/** Writes out[frames] from in[frames << stages]; at most OVERSAMPLER_FRAMES frames. out overlaps in nowhere. */
void oversampler_down(const struct oversampler *oversampler, struct oversampler_memory *memory, double *out,
		      const double *in, size_t frames);

#endif
