/* stemprint: audio files from anywhere on their way to a null test.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_NULLING_H
#define STEMPRINT_CMD_NULLING_H

#include "base/diagnostic.h"
#include "cmd/nulling_pairs.h"
#include "io/output_set.h"
#include "report/report.h"
#include "verify/coherence.h"
#include "verify/forensics.h"
#include "verify/proof_shape.h"
#include "verify/verification.h"

struct nulling_settings {
	double max_residual_dbfs; /**< NAN: the formats decide */
	bool allow_lengths;
	bool by_stamp; /**< files start where their time stamps say, the first of all at the beginning */
	bool ignore_headroom; /**< files are taken as they are, whatever headroom they tell; else it is undone */
	bool without_pairs; /**< no two mono files are left and right of one */
	bool resample; /**< stems of another rate are converted to the mix's */
	const char *residual; /**< where the residual goes; NULL: nowhere */
	bool force; /**< the residual may replace a file that stemprint did not write */
	const char *const *candidates; /**< files that might be what is missing when the null fails */
	size_t candidate_count;
	bool bleed; /**< what the stems have in common is wanted */
	bool align; /**< offsets, gains and polarities are wanted */
	bool pictures; /**< waveforms are wanted */
	size_t jobs; /**< threads; 0: one a core */
	bool progress;
};

struct nulling {
	const struct nulling_settings *settings;
	struct arena *arena;
	struct diagnostics *diagnostics;
	struct nulling_member *members; /**< the mix, then the stems */
	size_t count;
	uint64_t *starts; /**< where each member starts, in frames of the mix */
	struct proof_shape shape;
	struct source **opened; /**< as they are */
	struct verification_file *files; /**< made to fit each other */
	size_t *stems; /**< indices: 1, 2 ... */
	struct verification_proof proof;
	struct verification_result verification;
	struct source **candidates; /**< as they are; NULL: none were opened */
	struct alignment alignment; /**< where it was wanted */
	struct coherence coherence; /**< where it was wanted */
	struct forensics forensics; /**< where the proof failed */
	struct output_set *outputs; /**< of the residual; NULL: none */
	struct verdicts verdicts;
};

/** Reads all files and takes the stems from the mix. What fails is told in the diagnostics. OK without a proof where the files cannot be compared, of which a verdict
    tells. The residual has its name when this returns OK. Whatever the status, it is to be released. */
enum status nulling_run(struct nulling *nulling, struct diagnostics *diagnostics, const char *const *paths,
			size_t count, const struct nulling_settings *settings) MUST_CHECK;

/** Tells an error about a file; returns the status. For nulling's own files. */
enum status nulling_fail(struct nulling *nulling, enum status status, const char *code, const char *name,
			 const char *problem);

/** The headroom of a file that is to be undone, dB. For nulling's own files. */
double nulling_headroom(const struct nulling *nulling, const struct audio_properties *file);

/** After the proof: what would make the stems add up, where that is asked for, and who is to blame that they do not. For nulling's own files. */
enum status nulling_explain(struct nulling *nulling) MUST_CHECK;

/** Fills in files, proof and verdicts; what else is in *report stays. */
enum status nulling_report(struct nulling *nulling, struct report *report) MUST_CHECK;

void nulling_release(struct nulling *nulling);

#endif
