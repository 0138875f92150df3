/* Holds the state of one null test, which all files of this folder share.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_NULL_NULL_JOB_H
#define STEMPRINT_CMD_NULL_NULL_JOB_H

#include "base/diagnostic.h"
#include "cmd/job/resource_limits.h"
#include "cmd/null/null_member.h"
#include "forensics/coherence.h"
#include "forensics/forensics.h"
#include "io/output_set.h"
#include "report/report.h"
#include "verify/proof_pass.h"
#include "verify/proof_shape.h"

struct null_settings {
	double max_residual_dbfs; /**< NAN means that the formats decide */
	bool allow_lengths;
	bool by_stamp; /**< files start where their time stamps say, the earliest at the beginning */
	bool ignore_headroom; /**< files are taken as they are, whatever headroom they state; else it is undone */
	bool without_pairs; /**< no two mono files become left and right of one */
	bool resample; /**< stems of another rate are converted to that of the mix */
	const char *residual; /**< the path of the residual; NULL means none */
	bool force; /**< the residual may replace a file that stemprint did not write */
	const char *const *candidates; /**< the missing file may be one of them when the null fails */
	size_t candidate_count;
	bool bleed; /**< true when the common sound of the stems is wanted */
	bool align; /**< true when offsets, gains and polarities are wanted */
	bool pictures; /**< true when waveforms are wanted */
	const struct resource_limits *limits; /**< what the test may take */
	size_t jobs; /**< the number of threads; 0 means one for each core */
	bool progress;
};

struct null_job {
	const struct null_settings *settings;
	struct arena *arena;
	struct diagnostics *diagnostics;
	struct null_member *members; /**< the mix comes first, then the stems */
	size_t count;
	uint64_t *starts; /**< each member starts at its frame here, in frames of the mix */
	struct proof_shape shape;
	struct source **opened; /**< as on the disk */
	struct proof_file *files; /**< made to fit each other */
	size_t *stems; /**< the indices are 1, 2 ... */
	struct proof_request proof;
	struct proof_pass proof_pass;
	struct source **candidates; /**< as on the disk; NULL means that none were opened */
	struct alignment alignment; /**< filled in where it was wanted */
	struct coherence coherence; /**< filled in where it was wanted */
	struct forensics forensics; /**< filled in where the proof failed */
	struct output_set *outputs; /**< it holds the residual; NULL means that there is none */
	struct verdicts verdicts;
};

/** Adds an error about a file and returns the status. */
enum status null_job_fail(struct null_job *job, enum status status, const char *code, const char *name,
			  const char *problem);

/** Returns the headroom of a file that is to be undone, in dB. */
double null_job_headroom(const struct null_job *job, const struct audio_properties *file);

#endif
