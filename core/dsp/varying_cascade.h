/* Runs a cascade whose coefficients move from one point of the automation grid to the next, on some columns alike.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DSP_VARYING_CASCADE_H
#define STEMPRINT_DSP_VARYING_CASCADE_H

#include "base/arena.h"
#include "base/status.h"
#include "dsp/kernel/kernel.h"
#include "dsp/varying_design.h"

#include <stdbool.h>
#include <stddef.h>

/** Sections one after the other, each with states for all columns. */
struct varying_cascade {
	const struct kernel *kernel; /**< a kernel as wide as the columns, if there is one */
	size_t columns, sections;
	struct varying_section *from, *to; /**< the cascade rests at `to` */
	size_t left; /**< frames of the way that are still to come */
	double *states; /**< [section][vector][VARYING_FILTER_STATE_ROWS][width] */
	double *rows[VARYING_FILTER_ROWS]; /**< of a run of one section */
	double *idle; /**< silence, for slots without a column */
};

/** Makes a cascade at rest, from the arena, whose sections the caller sets. Returns false when out of memory. */
bool varying_cascade_init(struct varying_cascade *cascade, struct arena *arena, const struct kernel *kernel,
			  size_t columns, size_t sections) MUST_CHECK;

/** Sets all sections at once. */
void varying_cascade_set(struct varying_cascade *cascade, const struct varying_section *sections);

/** Lets all coefficients go in straight lines from where they are to these, over AUTOMATION_GRID_FRAMES frames. */
void varying_cascade_aim(struct varying_cascade *cascade, const struct varying_section *sections);

/** Filters the next frames of all columns in place. */
void varying_cascade_process(struct varying_cascade *cascade, double *const *columns, size_t frames);

/** Clears the states. */
void varying_cascade_reset(struct varying_cascade *cascade);

#endif
