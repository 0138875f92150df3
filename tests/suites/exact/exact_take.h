/* stemprint tests: renders with `sum: exact`, whose files libsndfile adds up.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_EXACT_TAKE_H
#define STEMPRINT_TESTS_EXACT_TAKE_H

#include <stddef.h>
#include <stdint.h>

struct exact_take {
	size_t stems; /**< the number of stems, 1 to 64: "s1" ... */
	const char *encoding, *container, *dither;
	const char *sum; /**< "exact" or "rounded" */
	const char *source; /**< the source of every track, in YAML: noise, which differs from strip to strip */
	const char *master; /**< the inserts of the master, as a YAML list */
	const char *jobs, *block, *cpu; /**< arguments of the command line */
	int code; /**< the expected exit code */
};

/** Renders into "FOLDER/`folder`". Its files are "`folder`/mix.wav" and "`folder`/stems/s1.wav" ... in the scratch
 * folder. */
void exact_render(const struct exact_take *take, const char *folder);

/** Adds up the integers of the stems, frame by frame as libsndfile reads them. Returns the largest difference to those
 * of the mix, at the top of 32 bits. */
int64_t exact_difference(const struct exact_take *take, const char *folder);

/** Returns the FNV-1a over the bytes of all stems and of the mix. */
uint64_t exact_stem_hash(const struct exact_take *take, const char *folder);
uint64_t exact_mix_hash(const struct exact_take *take, const char *folder);

#endif
