/* stemprint tests: sets of real stems and their mix.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_FORENSICS_MATERIAL_H
#define STEMPRINT_TESTS_FORENSICS_MATERIAL_H

#include "forensics/proof.h"

enum { MATERIAL_STEMS = 8, MATERIAL_CHANNELS = 2 };

/** A set of stereo signals at one rate, planar; full scale is 1. */
struct material {
	size_t stem_count, frames;
	double rate;
	const char *names[MATERIAL_STEMS];
	double *stems[MATERIAL_STEMS][MATERIAL_CHANNELS];
	double *mix[MATERIAL_CHANNELS];
};

/** A song: its folder, below the tree or below $STEMPRINT_TEST_DATA, the file of each stem, and the seconds that the
 * test takes. */
struct song {
	const char *name, *folder;
	bool outside;
	const char *files[MATERIAL_STEMS]; /* NULL ends the list */
	size_t starts[MATERIAL_STEMS]; /* the frames of silence before each stem */
	double from, seconds;
};

/** Loads the song, or skips the test when the song is not there. Lowers the levels so that the mix has some room. */
struct material material_load(const struct song *song);

struct material material_copy(const struct material *material);

/** Makes the mix as the sum of the stems. */
void material_mix(struct material *material);

/** Rounds all files to words of 24 bits, as a print would. Returns the floor of that rounding in dBFS. */
double material_print(struct material *material);

void material_release(struct material *material);

#endif
