/* Runs a cascade of biquads on each of many columns, as many columns at once as the kernel is wide.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DSP_FILTER_BANK_H
#define STEMPRINT_DSP_FILTER_BANK_H

#include "base/arena.h"
#include "base/status.h"
#include "dsp/biquad_design.h"
#include "dsp/kernel/kernel.h"

#include <stdbool.h>
#include <stddef.h>

/** A bank of cascades of equal length. The caller sets in[column] and out[column] before each run; out[column] may be
    in[column]. */
struct filter_bank {
	const struct kernel *kernel; /**< a kernel as wide as the columns, if there is one */
	size_t columns, sections;
	const double **in;
	double **out;
	double *coefficients; /**< for the kernel's biquad_cascade(), one call after another */
	double *states;
	double *idle; /**< scratch, which the slots that hold no column read and write */
};

/** Makes a bank at rest, from the arena, for runs of at most `run` frames; all sections pass what comes in. Returns
    false when out of memory. */
bool filter_bank_init(struct filter_bank *bank, struct arena *arena, const struct kernel *kernel, size_t columns,
		      size_t sections, size_t run) MUST_CHECK;

/** Sets one section of one column. */
void filter_bank_set(struct filter_bank *bank, size_t column, size_t section, const struct biquad *biquad);

/** Filters `frames` frames of all columns, at most a run. */
void filter_bank_process(struct filter_bank *bank, size_t frames);

/** Brings the bank to rest. */
void filter_bank_reset(struct filter_bank *bank);

#endif
