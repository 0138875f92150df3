/* stemprint tests: sets of real stems and their mix.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_FORENSICS_MATERIAL_H
#define STEMPRINT_TESTS_FORENSICS_MATERIAL_H

#include "forensics/proof.h"

enum { MATERIAL_STEMS = 8, MATERIAL_CHANNELS = 2 };

/** Stereo at one rate, full scale 1, planar. */
struct material {
	size_t stem_count, frames;
	double rate;
	const char *names[MATERIAL_STEMS];
	double *stems[MATERIAL_STEMS][MATERIAL_CHANNELS];
	double *mix[MATERIAL_CHANNELS];
};

/** A song: its folder, below the tree or below $STEMPRINT_TEST_DATA, the file of each stem, and which seconds of it. */
struct song {
	const char *name, *folder;
	bool outside;
	const char *files[MATERIAL_STEMS]; /* NULL ends them */
	size_t starts[MATERIAL_STEMS]; /* frames of silence before each */
	double from, seconds;
};

/** Skips the test when the song is not there. Levels come down so that the mix has some room. */
struct material material_load(const struct song *song);

struct material material_copy(const struct material *material);

/** mix = sum of the stems. */
void material_mix(struct material *material);

/** Rounds all files to words of 24 bits, as a print would; the floor of that in dBFS. */
double material_print(struct material *material);

void material_release(struct material *material);

#endif
