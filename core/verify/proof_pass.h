/* stemprint: one pass over all printed files, for the proof and the loudness.
   SPDX-License-Identifier: GPL-3.0-or-later

   It opens nothing: whoever printed the files hands them over as sources. Each is read once, block by block; a block
   serves the meters of its file and every proof that the file takes part in. The files of a proof that leaves more than
   their formats explain are read once more where it does, for the spectrum of what is left there. */
#ifndef STEMPRINT_VERIFY_PROOF_PASS_H
#define STEMPRINT_VERIFY_PROOF_PASS_H

#include "engine/printer.h"
#include "engine/source.h"
#include "measure/level.h"
#include "measure/loudness_meter.h"
#include "measure/quality.h"
#include "measure/waveform.h"
#include "verify/proof_meter.h"

#include <signal.h>
#include <stdbool.h>

/** A printed file, read back. */
struct proof_file {
	struct source *source; /**< at its first frame; stays the caller's */
	struct format_error error; /**< of how it was printed */
	bool with_level; /**< its rms too */
	bool measure; /**< its loudness too; else only its sample peak, and what the proofs need */
	struct waveform *waveform; /**< of its length, to be drawn; NULL: nobody wants it */
	struct quality_meter *quality; /**< of its kind, for its faults; NULL: nobody wants it */
};

/** Asks for the proof that a mix is the sum of its stems; indices into the files. */
struct proof_request {
	size_t mix;
	const size_t *stems;
	size_t stem_count;
	struct printer *residual; /**< takes the residual, is not finished; NULL: nobody wants it */
	struct proof_limits limits;
};

struct proof_job {
	const struct proof_file *files;
	size_t file_count;
	const struct proof_request *proofs;
	size_t proof_count;
	struct workers *workers; /**< who runs it; NULL: the caller's thread alone */
	const volatile sig_atomic_t *stop; /**< when it becomes nonzero the pass ends with INTERRUPTED; may be NULL */
	void (*progress)(void *context, uint64_t frames, uint64_t all_frames); /**< after each block; may be NULL */
	void *progress_context;
};

#define PROOF_NO_FILE SIZE_MAX

struct proof_pass {
	struct loudness *loudness; /**< one a file; NAN but for the sample peak where it is not measured */
	struct level *levels; /**< one a file; NAN where it was not asked for */
	const struct loudness_course **courses; /**< one a file; NULL where it is not measured */
	struct proof_result *proofs; /**< one a proof */
	size_t failed_file; /**< which file a failure is about; PROOF_NO_FILE if none */
	const struct printer *failed_printer; /**< which residual a failure is about; NULL if none */
	const char *problem; /**< with BAD_SOURCE and NOT_FINITE: lower case, without the file's name; else NULL */
};

/** Reads every file to its end. Before that the files of a proof must have one rate, one channel count and one length:
   else BAD_SOURCE, the file at fault, and what it lacks. Results come from the arena. A proof that fails, or leaves
   what its formats do not explain, has its third octaves: of the windows of its series that are over
   (proof_result_is_over()), the others counting as silence. */
enum status proof_pass_run(const struct proof_job *job, struct arena *arena, struct proof_pass *result) MUST_CHECK;

#endif
