/* Smears each echo of a column into a burst, as an uneven wall does.
   SPDX-License-Identifier: GPL-3.0-or-later

   A chain of all-passes (M. R. Schroeder, "Natural sounding artificial reverberation", JAES 10, 1962): each has a delay
   of its own, and its feedback is its feedforward with the other sign. So the chain keeps the energy at every frequency
   and colours nothing. */
#ifndef STEMPRINT_DSP_SCATTERING_H
#define STEMPRINT_DSP_SCATTERING_H

#include "base/arena.h"
#include "base/status.h"
#include "dsp/kernel/kernel.h"
#include "dsp/tapped_line.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** All-passes of a chain. */
enum { SCATTERING_STAGES = 5 };

/** The constants of a chain; any number of chains may share them. */
struct scattering_design {
	size_t delays[SCATTERING_STAGES]; /**< frames, 1 and more */
	double gain; /**< of the feedback, under 1 */
};

/** Computes the constants. The delays grow from stage to stage by about 1.6 and add up to about span_frames; `key`
    decides their exact values. diffusion: 0 smears nothing, 1 most. */
void scattering_design_init(struct scattering_design *design, double span_frames, double diffusion, uint64_t key);

/** Returns the frames until an impulse has fallen by `decibels` behind the chain. */
double scattering_frames(double span_frames, double diffusion, double decibels);

/** The memory of one chain. */
struct scattering {
	struct tapped_line lines[SCATTERING_STAGES];
};

/** Makes a chain at rest. Returns false when out of memory. */
bool scattering_init(struct scattering *scattering, const struct scattering_design *design,
		     struct arena *arena) MUST_CHECK;

/** Brings the chain to rest. */
void scattering_reset(struct scattering *scattering);

/** Smears `frames` frames of a column in place, any number. */
void scattering_process(struct scattering *scattering, const struct scattering_design *design,
			const struct kernel *kernel, double *column, size_t frames);

#endif
