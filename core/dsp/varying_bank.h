/* Runs cascades whose coefficients move from one point of the automation grid to the next, side by side.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DSP_VARYING_BANK_H
#define STEMPRINT_DSP_VARYING_BANK_H

#include "base/arena.h"
#include "dsp/biquad_design.h"
#include "dsp/kernel/kernel.h"
#include "dsp/varying_design.h"

#include <stddef.h>

/** The columns that go through one cascade: biquads that stay, and behind them sections that move. */
struct varying_course {
	const double *const *in; /**< one for each column; */
	double *const *out; /**< it may be the same column. Columns stay where they are. */
	size_t column_count;
	const struct biquad *still; /**< they are read while the bank is made */
	size_t still_count;
	size_t sections; /**< that move; 0: the course is left out, with all of it */
};

struct varying_bank;

/** Makes a bank at rest, from the arena, whose sections the caller sets. Returns NULL when out of memory. */
struct varying_bank *varying_bank_new(struct arena *arena, const struct kernel *kernel,
				      const struct varying_course *courses, size_t count);

/** Sets all sections of a course that move at once. */
void varying_bank_set(struct varying_bank *bank, size_t course, const struct varying_section *sections);

/** Lets the coefficients of a course go in straight lines from where they are then, over AUTOMATION_GRID_FRAMES frames,
    which begin `ahead` frames from here: below 256, and within the frames that are filtered next. All courses that move
    begin at the same points of the grid. Returns where the caller then writes all sections where they go to. */
struct varying_section *varying_bank_aim(struct varying_bank *bank, size_t course, size_t ahead);

/** Filters the next frames of all columns, which begin at index `start`. */
void varying_bank_process(struct varying_bank *bank, size_t start, size_t frames);

/** Clears all states, and ends all ways; the caller then sets the sections of each course. */
void varying_bank_reset(struct varying_bank *bank);

#endif
