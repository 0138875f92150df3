/* Computes the impulse response of a spring.
   SPDX-License-Identifier: GPL-3.0-or-later

   V. Valimaki, J. Parker and J. S. Abel, "Parametric spring reverberation effect" (JAES 58, 2010): a chain of equal
   stretched all-passes (a + D) / (1 + a D) delays high frequencies more than low ones, up to the transition frequency,
   so that an impulse becomes a chirp; the chain is fed back, with the other sign, through a delay with an echo and a
   ripple. Here D is an exact delay of half a period of the transition frequency, and the response is computed as a
   spectrum, so that it is the same at every sample rate. Echo and ripple are all-passes, and the loss of a turn follows
   the delay of the turn at each frequency, so that the decay is exactly the one that is asked for. */
#ifndef STEMPRINT_DSP_SPRING_H
#define STEMPRINT_DSP_SPRING_H

#include "base/arena.h"
#include "base/status.h"
#include "dsp/absorption.h"
#include "dsp/fft.h"
#include "dsp/kernel/kernel.h"

#include <stdbool.h>
#include <stddef.h>

/** A tank of springs, which hear the same sound. */
struct spring_tank {
	const double *delays; /**< seconds of a turn at low frequencies, one a spring; 20 ms and more */
	size_t count;
	const struct absorption *absorption; /**< how fast each frequency decays */
	double sample_rate; /**< Hz */
};

/** The transition frequency in Hz: above it there is next to nothing. */
#define SPRING_TRANSITION 4300.0

/** Returns the seconds that a turn of a spring takes at `frequency` (Hz), at most the transition frequency. */
double spring_turn(double delay, double frequency);

/** Fills out[frames] with the response, at a power of 1 in the mean over the logarithm of the frequency from 88 Hz to
    11.3 kHz, as for pink noise. `tables` belong to the arena. Returns false when out of memory. */
bool spring_response(double *out, size_t frames, const struct spring_tank *tank, struct arena *arena,
		     struct fft_tables *tables, const struct kernel *kernel) MUST_CHECK;

#endif
