/* Runs the early reflections of a reverb: taps of filtered lines, and what scatters them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PROCESSORS_EARLY_FIELD_H
#define STEMPRINT_PROCESSORS_EARLY_FIELD_H

#include "dsp/early_reflections.h"
#include "dsp/filter_bank.h"
#include "dsp/scattering.h"
#include "processors/reverb_settings.h"

enum {
	EARLY_SIDES = 2, /**< left and right, of the input and of the output */
	EARLY_LINES = EARLY_SIDES * EARLY_WALLS, /**< a line for each channel of the input and number of walls */
	EARLY_TAPS = EARLY_SIDES * EARLY_ECHOES, /**< of each side of the output */
};

/** The constants of an early field; any number of fields may share them. */
struct early_field_design {
	size_t channels; /**< of the input; 0: there are no early reflections */
	size_t taps; /**< of each side: channels x EARLY_ECHOES */
	size_t lines[EARLY_SIDES][EARLY_TAPS]; /**< the line that a tap reads */
	size_t delays[EARLY_SIDES][EARLY_TAPS]; /**< frames */
	double gains[EARLY_SIDES][EARLY_TAPS]; /**< linear */
	struct scattering_design scattering[EARLY_SIDES];
	struct biquad wall;
};

/** Designs the field for so many channels of the input (1 or 2). */
void early_field_design_init(struct early_field_design *design, const struct reverb_settings *settings, size_t channels,
			     double sample_rate);

/** Returns the seconds from a sound until its reflections have fallen by 120 dB; 0 for a type without any. */
double early_field_seconds(const struct reverb_settings *settings);

/** The memory of one early field. */
struct early_field {
	struct tapped_line lines[EARLY_LINES];
	struct scattering scattering[EARLY_SIDES];
};

/** Makes a field at rest that takes in at most `stretch` frames at a time. Returns false when out of memory. */
bool early_field_init(struct early_field *field, const struct early_field_design *design, struct arena *arena,
		      size_t stretch) MUST_CHECK;

/** Brings the field to rest. */
void early_field_reset(struct early_field *field);

/** Sets the sections of the columns in which a bank of EARLY_WALLS sections filters what this field takes in:
    channels x EARLY_WALLS columns from `first` on. */
void early_field_seat(const struct early_field_design *design, struct filter_bank *bank, size_t first);

/** Points these columns of the bank at the channels of the input, `in`, and at the lines of the field. */
void early_field_claim(struct early_field *field, const struct early_field_design *design, struct filter_bank *bank,
		       size_t first, const double *const *in);

/** Takes in the frames that the bank has filtered. */
void early_field_commit(struct early_field *field, const struct early_field_design *design, size_t frames);

/** Writes what both sides hear of the `frames` frames that were taken in last. */
void early_field_process(struct early_field *field, const struct early_field_design *design,
			 const struct kernel *kernel, double *const sides[EARLY_SIDES], size_t frames);

#endif
