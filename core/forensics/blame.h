/* stemprint: which file holds a sound that does not belong there.
   SPDX-License-Identifier: GPL-3.0-or-later

   Noise, hum or a click in the mix is in the mix and in the residual. In a stem it is in the stem, and in the residual
   with the opposite sign. In all other files it is not, whatever they hold. So the part of the residual that a file
   holds is 1 for the mix, -1 for the stem that has the fault, and 0 for any other file. It is measured where the file
   is softest: each band of each window counts by the residual over the energy of the file, as least squares for a
   sound in noise demand. */
#ifndef STEMPRINT_FORENSICS_BLAME_H
#define STEMPRINT_FORENSICS_BLAME_H

#include "base/arena.h"
#include "forensics/cause.h"

#include <stddef.h>

/** Sums over bands and windows. File 0 is the mix, then come the stems that should be in it. */
struct blame {
	size_t file_count;
	double *product; /**< [file] weighted products of the file and the residual */
	double *energy; /**< [file] weighted energy of the residual */
	double *variance; /**< [file] of `product`, by chance */
};

/** Makes empty sums. Returns false when out of memory. */
bool blame_init(struct blame *blame, size_t file_count, struct arena *arena);

/** Adds a window. parts[signal][real, imaginary][bin] holds the stems from `stem_count` signals, and then the residual;
    the mix is the sum of the first file_count - 1 stems and the residual. `floor` is the power that the formats
    leave in a bin: bands near it do not count, because every file holds a part of it. */
void blame_add(struct blame *blame, const double *parts, size_t stem_count, size_t bins, double floor);

/** Returns the part of the residual that a file holds, positive for the mix and for stems alike. */
double blame_part(const struct blame *blame, size_t file);

/** Finds the file that holds the residual. Returns file_count when none does, or when chance could choose so. */
size_t blame_file(const struct blame *blame);

/** Returns the stem that holds the residual, from 0; CAUSE_OF_MIX for the mix and when it is not known. */
size_t blame_stem(const struct blame *blame);

/** Returns the subject of a sentence about the file that holds the residual: "the mix", `stem`, or "the mix or a stem".
 */
const char *blame_holder(const struct blame *blame, const char *stem);

#endif
