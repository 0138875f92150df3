/* Tabulates the designs of a band of which one value moves.
   SPDX-License-Identifier: GPL-3.0-or-later

   varying_design() takes about a microsecond, and automation asks for a design at every point of its grid. Where one
   value alone moves, the designs lie on a smooth curve: the table holds them at even steps (0.5 dB of gain, or 1/32
   octave of frequency or q), and a cubic through four of them gives those between (J. L. Lagrange, 1795). */
#ifndef STEMPRINT_DSP_DESIGN_TABLE_H
#define STEMPRINT_DSP_DESIGN_TABLE_H

#include "base/arena.h"
#include "dsp/varying_design.h"

#include <stddef.h>

/** The value of a band that moves. */
enum design_value { DESIGN_FREQUENCY, DESIGN_GAIN, DESIGN_Q };

struct design_table;

/** Makes the table of a band between two values of one kind, least < greatest: Hz above 0 and under half the sample
   rate, dB, or q above 0. The corrections of varying_design() that change no value by more than 0.02 dB are left out,
   so that there are between one and two sections for each of the prototype. Returns NULL when out of memory. */
struct design_table *design_table_new(struct arena *arena, const struct filter_band *band, enum design_value value,
				      double least, double greatest, double sample_rate);

/** Returns the count of sections, which is the same for all values. */
size_t design_table_sections(const struct design_table *table);

/** Writes the sections for a value, which is held between the ends of the table. They are those of varying_design(),
    within 0.001 dB, but for the corrections that are left out. Stable as those are. */
void design_table_read(const struct design_table *table, double value, struct varying_section *sections);

#endif
