/* stemprint: how the level of a residual goes with that of each file, millisecond by millisecond.
   SPDX-License-Identifier: GPL-3.0-or-later

   Modulation moves partials and fills hiss with new hiss, so fine structures of spectra (residual_track.h) do not show
   what it was made of. But it moves sound by a few milliseconds only: the residual rises and falls with its stem.
   Stems of one song play together, and their levels still have little in common over so short a time: on the songs
   that the models were tuned on the correlation is 0.6 at most, or up to 0.87 for stems that play the same notes. */
#ifndef STEMPRINT_FORENSICS_RESIDUAL_COURSE_H
#define STEMPRINT_FORENSICS_RESIDUAL_COURSE_H

#include "forensics/residual_cells.h"

/** Returns the correlation of the levels, as roots of energies, of the residual and of a file, -1 to 1; 0: one of them
    does not change. `floor` is the energy that the formats leave in all. */
double residual_course_likeness(const struct residual_cells *cells, size_t file, double floor);

/** The stem that the residual follows most. */
struct residual_course {
	size_t stem; /**< from 0 */
	double likeness; /**< as above */
	double ahead; /**< of any other stem: the difference of the inverse hyperbolic tangents (R. A. Fisher, 1915) */
};

/** Compares the residual with all stems. `floor` as above. */
struct residual_course residual_course_of(const struct residual_cells *cells, double floor);

/** Tells whether the residual goes with this stem more than with any other one. A missing stem may do that with one
   that plays the same notes. */
bool residual_course_goes_with(const struct residual_course *course, size_t stem);

/** Tells whether it follows this stem, and any other one clearly less. */
bool residual_course_follows(const struct residual_course *course, size_t stem);

/** Tells whether it follows this stem so closely that it must be made of it. */
bool residual_course_is_made_of(const struct residual_course *course, size_t stem);

#endif
