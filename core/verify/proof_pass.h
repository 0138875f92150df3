/* stemprint: one pass over all printed files, which proves and measures them.
   SPDX-License-Identifier: GPL-3.0-or-later

   The pass opens no file: its caller hands them over as sources. It reads each file once, block by block; a block
   serves the meters of its file and every proof in which the file takes part. When a proof leaves more than the formats
   explain, its files are read once more, only where it does, for the spectrum of the residual there. */
#ifndef STEMPRINT_VERIFY_PROOF_PASS_H
#define STEMPRINT_VERIFY_PROOF_PASS_H

#include "engine/printer.h"
#include "engine/source.h"
#include "measure/level.h"
#include "measure/loudness_meter.h"
#include "measure/overview.h"
#include "measure/quality.h"
#include "verify/proof_meter.h"
#include "verify/proof_tasks.h"

#include <signal.h>
#include <stdbool.h>

/** A printed file that is read back. */
struct proof_file {
	struct source *source; /**< at its first frame; the caller's */
	struct format_error error; /**< of its format */
	bool with_level; /**< asks for its rms */
	bool measure; /**< asks for its loudness; without it only its sample peak is measured */
	struct overview *overview; /**< of its shape, which the caller owns and reads; NULL: none is wanted */
	struct quality_meter *quality; /**< of its kind, finds its faults; NULL: none is wanted; the caller's */
};

/** Asks for the proof that a mix is the sum of its stems. Files are indices into those of the job. */
struct proof_request {
	size_t mix;
	const size_t *stems; /**< [stem_count] */
	size_t stem_count; /**< 1 and more */
	struct printer *residual; /**< takes the residual, and is not finished here; NULL: none is wanted */
	struct proof_limits limits; /**< what the residual is compared with */
};

/** What a pass is to do. */
struct proof_job {
	const struct proof_file *files; /**< [file_count] */
	size_t file_count;
	const struct proof_request *proofs; /**< [proof_count] */
	size_t proof_count;
	struct workers *workers; /**< the threads that run it; NULL: only the caller's thread */
	size_t shares; /**< the work is cut as for so many workers, which changes no figure; 0: as for the workers */
	const volatile sig_atomic_t *stop; /**< when it becomes nonzero, the pass ends with INTERRUPTED; may be NULL */
	void (*progress)(void *context, uint64_t frames, uint64_t all_frames); /**< after each block; may be NULL */
	void *progress_context;
	double (*clock)(void); /**< times the tasks: seconds that one thread has spent; NULL: nothing does */
};

/** A block of the pass has so many frames, and so many of a file are in memory. */
enum { PROOF_BLOCK_FRAMES = 1024, PROOF_BUFFERS = 4 };

/** Stands for no file at all. */
#define PROOF_NO_FILE SIZE_MAX

/** What a pass found. All of it comes from the arena. */
struct proof_pass {
	struct loudness *loudness; /**< [file_count]; NAN except the sample peak, when not asked for */
	struct level *levels; /**< [file_count]; NAN when not asked for */
	const struct loudness_course **courses; /**< [file_count]; NULL when not asked for */
	struct proof_result *proofs; /**< [proof_count] */
	size_t failed_file; /**< the file that a failure is about; PROOF_NO_FILE: none */
	const struct printer *failed_printer; /**< the printer of a residual that a failure is about; NULL: none */
	double seconds[PROOF_TASK_KINDS]; /**< that all tasks of a kind took; 0 without a clock */
	const char *problem; /**< with BAD_SOURCE and NOT_FINITE: lower case, without the name of the file; else NULL */
};

/** Runs the job: reads every file to its end. The files of a proof must have one rate, one channel count and one
   length, or else it returns BAD_SOURCE, with the file and its problem, before it reads. A proof that fails, or leaves
   more than its formats explain, has third octaves: those of the windows of its series that are over
   (proof_result_is_over()); all other windows count as silence. */
enum status proof_pass_run(const struct proof_job *job, struct arena *arena, struct proof_pass *result) MUST_CHECK;

#endif
