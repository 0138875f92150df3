/* stemprint: a mix and the stems that should add up to it, and the reader of their files.
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
	struct source *mix; /**< file 0 */
	struct source *const *stems; /**< [stem_count] the files from 1 on */
	size_t stem_count; /**< 1 and more */
	size_t candidate_count; /**< how many stems, at the end of the list, might be in the mix but need not; the
				   others should be */
	const volatile sig_atomic_t *stop; /**< when it becomes nonzero the work ends with INTERRUPTED; may be NULL */
};

/** The most frames that the reader reads at once. */
enum { PROOF_BLOCK = 4096 };

/** The longest lag, in seconds, that moves sound out of a file unseen. What a longer one moves out is a gap. */
#define PROOF_EDGE_SECONDS 0.25

/** Returns the frames of the longest file. */
uint64_t proof_frames(const struct proof *proof);

/** Returns the gain with which a stem should be in the mix: 1, or 0 for a candidate. */
double proof_gain(const struct proof *proof, size_t stem);

/** Reads the mix and its stems side by side, each stem shifted by its lag. */
struct proof_reader {
	const struct proof *proof;
	const int64_t *lags; /**< [stem_count] by how many frames the mix holds each stem later than its file does;
					 NULL: by none */
	size_t channels;
	uint64_t position; /**< of the next frame, in the mix */
	uint64_t frames; /**< of the longest file */
	double **mix; /**< [channel][PROOF_BLOCK] the frames that were read last */
	double ***stems; /**< [stem][channel][PROOF_BLOCK] the same, shifted */
	double **residual; /**< [channel][PROOF_BLOCK] the mix less the stems that should be in it; 0 at the ends of
			      the proof, as far as a lag of at most PROOF_EDGE_SECONDS moves sound out of a file */
	size_t failed_file; /**< after a failure: 0 the mix, then the stems from 1 */
	const char *problem; /**< after a failure to read: of that source; else NULL */
};

/** Makes a reader of the proof, which the caller keeps. All memory comes from the arena. Returns false when out of
    memory. */
bool proof_reader_init(struct proof_reader *reader, const struct proof *proof, struct arena *arena) MUST_CHECK;

/** Goes back to the first frame of the mix. From now on it reads with these lags, which the caller keeps. */
enum status proof_reader_start(struct proof_reader *reader, const int64_t *lags) MUST_CHECK;

/** Reads the next frames, at most PROOF_BLOCK, and makes their residual. *frames is 0 after the last one. Returns
    INTERRUPTED when the proof's `stop` is set, or the failure of a source. */
enum status proof_reader_next(struct proof_reader *reader, size_t *frames) MUST_CHECK;

#endif
