/* stemprint: looks for the frames of a coder in a file, and in what the other files say of it.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/coder_proof.h"

#include <math.h>

enum { MOVED_MOST = 8 }; /* frames of sound by which the places of one coder may stand apart in two signals */

/* The scan leaves out what the rounding of 16 bits hides. Longer words hide less: the samples are raised as if the last
   bit of the file were that of 16. */
static double raise_of(const struct forensics_case *evidence, size_t file)
{
	const unsigned bits = evidence->survey.files[file].bits;
	return bits == 0 ? 256.0 : ldexp(1.0, bits > 16 ? (int)bits - 16 : 0);
}

/* Makes a file, or what the other files say of it: the sum of the stems, or the stem with the residual. */
static void make_samples(const struct proof_reader *reader, size_t file, double others, double raise, size_t channel,
			 size_t frames, double *samples)
{
	const double *own = file == 0 ? reader->mix[channel] : reader->stems[file - 1][channel];
	const double *residual = reader->residual[channel];
	for (size_t i = 0; i < frames; i++)
		samples[i] = raise * (own[i] + others * residual[i]);
}

/* Looks for frames in the file itself, or in what the others say of it. */
static enum status look(struct forensics_case *evidence, size_t file, bool at_others, struct arena *arena,
			struct coder_findings *findings)
{
	struct proof_reader *reader = &evidence->reader;
	double *columns[SIDES];
	const size_t channels = reader->channels < SIDES ? reader->channels : SIDES;
	const double others = !at_others ? 0.0 : file == 0 ? -1.0 : 1.0, raise = raise_of(evidence, file);
	struct coder_scan *scan = coder_scan_new(arena, channels, evidence->sample_rate);
	for (size_t c = 0; c < channels; c++)
		if (!(columns[c] = ARENA_ARRAY(arena, double, PROOF_BLOCK)))
			return STATUS_NO_MEMORY;
	if (!scan)
		return STATUS_NO_MEMORY;
	size_t frames = 1;
	enum status status = proof_reader_start(reader, evidence->lags);
	while (status == STATUS_OK && frames > 0) {
		status = proof_reader_next(reader, &frames);
		for (size_t c = 0; c < channels && status == STATUS_OK; c++)
			make_samples(reader, file, others, raise, c, frames, columns[c]);
		if (status == STATUS_OK)
			coder_scan_add(scan, (const double *const *)columns, frames);
	}
	return status == STATUS_OK ? coder_scan_read(scan, findings) : status;
}

/* Returns whether both have found frames of the same coder at the same place. A filter, or a clock that drifts, moves
   frames by a little. */
static bool are_the_same(const struct coder_findings *one, const struct coder_findings *other)
{
	if (one->coder == CODER_NONE || one->coder != other->coder || one->hop != other->hop)
		return false;
	const uint64_t apart = one->first_frame > other->first_frame ? one->first_frame - other->first_frame
								     : other->first_frame - one->first_frame;
	return apart <= MOVED_MOST || apart + MOVED_MOST >= one->hop;
}

enum status coder_proof_run(struct forensics_case *evidence, size_t file, struct coder_findings *findings)
{
	struct arena *arena = arena_new();
	struct coder_findings others = { .coder = CODER_NONE };
	if (!arena)
		return STATUS_NO_MEMORY;
	enum status status = look(evidence, file, false, arena, findings);
	if (status == STATUS_OK && findings->coder != CODER_NONE)
		status = look(evidence, file, true, arena, &others);
	if (are_the_same(findings, &others))
		*findings = (struct coder_findings){ .coder = CODER_NONE };
	arena_free(arena);
	return status;
}
