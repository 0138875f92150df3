/* Moves a value in a straight line from one point of the automation grid to the next.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DSP_RAMP_H
#define STEMPRINT_DSP_RAMP_H

#include "dsp/kernel/kernel.h"

#include <stdbool.h>
#include <stddef.h>

/** Frames from one point of the grid to the next; the grid begins at the session's frame 0. */
enum { AUTOMATION_GRID_FRAMES = 32 };

/** A value on its way. A ramp of zeros rests at 0. */
struct ramp {
	double from, to;
	size_t left; /**< frames of the way that are still to come; 0: the value rests at `to` */
};

/** Puts the value there at once. */
void ramp_set(struct ramp *ramp, double value);

/** Sends the value from where it is to `target`: frame i from here on has from + (target - from) i / 32, and frame
    AUTOMATION_GRID_FRAMES and all later ones are at `target`. */
void ramp_aim(struct ramp *ramp, double target);

/** Returns the value of the frame that comes `frame` frames from here. A value that goes nowhere keeps its bits. */
double ramp_value(const struct ramp *ramp, size_t frame);

/** Writes the values of the next frames. How frames are cut into blocks changes nothing. */
void ramp_fill(const struct ramp *ramp, double *out, size_t frames);

/** Goes on by some frames. */
void ramp_advance(struct ramp *ramp, size_t frames);

/** Writes first x `gains` + second x `others`, with the values of both ramps for each frame: at most RAMP_RUN frames.
    `out` may be `first` or `second`. Where both rest, it does what the kernel's mix() of two columns does, bit for
    bit. */
void ramp_mix(const struct ramp *gain, const struct ramp *other, const struct kernel *kernel, double *out,
	      const double *first, const double *second, size_t frames);

/** The most frames of a ramp_mix(). */
enum { RAMP_RUN = 512 };

#endif
