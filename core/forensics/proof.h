/* stemprint: the proof that a mix is the sum of its stems, and the files it is about.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_FORENSICS_PROOF_H
#define STEMPRINT_FORENSICS_PROOF_H

#include "base/arena.h"
#include "engine/source.h"

#include <signal.h>
#include <stdbool.h>

/** All files have one rate and one channel count; the shorter ones end in silence. They are read several times, by
   rewinding, and stay the caller's. */
struct proof {
	struct source *mix;
	struct source *const *stems;
	size_t stem_count; /**< 1 and more */
	size_t candidate_count; /**< how many of the stems, at the end of the list, are not said to be in the mix, but
				   might be */
	const volatile sig_atomic_t *stop; /**< when it becomes nonzero the work ends with INTERRUPTED; may be NULL */
};

enum { PROOF_BLOCK = 4096 };

/** Frames of the longest file. */
uint64_t proof_frames(const struct proof *proof);

/** 1 for a stem that is said to be in the mix, 0 for a candidate. */
double proof_gain(const struct proof *proof, size_t stem);

/** Reads the mix and its stems side by side, each stem as many frames later as it stands too early. */
struct proof_reader {
	const struct proof *proof;
	const int64_t
		*lags; /**< [stem_count] frames that the mix holds each stem later than its file does; NULL: none */
	size_t channels;
	uint64_t position; /**< of the mix */
	uint64_t frames; /**< of the longest file */
	double **mix; /**< [channel][PROOF_BLOCK] what was read last */
	double ***stems; /**< [stem][channel][PROOF_BLOCK] */
	double **residual; /**< [channel][PROOF_BLOCK] the mix less the stems that are said to be in it, as read */
	size_t failed_file; /**< after a failure: 0 the mix, then the stems */
	const char *problem; /**< after a failure to read: the source's; else NULL */
};

/** False when out of memory. */
bool proof_reader_init(struct proof_reader *reader, const struct proof *proof, struct arena *arena) MUST_CHECK;

/** Back to the first frame of the mix, from now on with these lags (which the caller keeps). */
enum status proof_reader_start(struct proof_reader *reader, const int64_t *lags) MUST_CHECK;

/** The next frames, up to PROOF_BLOCK of them, and their residual; *frames is 0 after the last. */
enum status proof_reader_next(struct proof_reader *reader, size_t *frames) MUST_CHECK;

#endif
