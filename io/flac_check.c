/* Checks the length that a FLAC file declares, and finds one that it does not declare.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/flac_check.h"

#include "io/flac_stream.h"

#include <inttypes.h>

static enum status tell_missing(uint64_t declared, uint64_t present, struct problem *problem)
{
	problem_set(problem, "it ends early: %" PRIu64 " of %" PRIu64 " frames are missing; copy or export it again",
		    declared - present, declared);
	return STATUS_BAD_SOURCE;
}

static enum status check_declared(const struct flac_header *header, const struct flac_end *end,
				  struct container_facts *facts, struct problem *problem)
{
	facts->frames = header->frames;
	const uint64_t present = end->whole ? end->end : end->start;
	if (end->found && (end->whole ? present > header->frames : present >= header->frames)) {
		problem_set(problem,
			    "it holds %" PRIu64 " frames, and its header declares %" PRIu64
			    "; decode it and encode it again",
			    end->end, header->frames);
		return STATUS_BAD_SOURCE;
	}
	if (end->whole && present < header->frames)
		return tell_missing(header->frames, present, problem);
	facts->ends_oddly = !end->whole;
	facts->frames_present = end->found ? present : 0;
	return STATUS_OK;
}

static enum status check_undeclared(struct file_window *window, const struct flac_header *header,
				    const struct flac_end *end, struct container_facts *facts, struct problem *problem)
{
	const char *wrong = NULL;
	if (!end->found)
		wrong = "it declares no length and has no frame that shows one; encode it again";
	else if (!end->whole)
		wrong = "it declares no length, and its last frame is cut off; copy or encode it again";
	else if (!flac_starts_at_zero(window, header))
		wrong = "it declares no length, and its first frames are missing; encode it again";
	if (wrong) {
		problem_set(problem, "%s", wrong);
		return STATUS_BAD_SOURCE;
	}
	facts->frames = end->end;
	return STATUS_OK;
}

/* libsndfile 1.2 decodes no other ones, and says that the format is unimplemented. */
static bool has_bits_that_are_decoded(const struct flac_header *header, struct problem *problem)
{
	if (header->bits == 8 || header->bits == 16 || header->bits == 24)
		return true;
	problem_set(problem,
		    "it is a FLAC of %u bits; 8, 16 and 24 are taken: convert it to WAV, or to FLAC of %u bits",
		    header->bits, header->bits < 16 ? 16u : 24u);
	return false;
}

bool flac_check(struct file_window *window, struct container_facts *facts, enum status *status, struct problem *problem)
{
	struct flac_header header;
	struct flac_end end;
	if (!flac_header_read(window, &header))
		return false;
	if (!has_bits_that_are_decoded(&header, problem)) {
		*status = STATUS_BAD_SOURCE;
		return true;
	}
	flac_end_find(window, &header, &end);
	*status = header.frames > 0 ? check_declared(&header, &end, facts, problem)
				    : check_undeclared(window, &header, &end, facts, problem);
	return true;
}

bool flac_mend(struct file_window *window)
{
	enum { LENGTH_BYTES = 5 };
	unsigned char bytes[LENGTH_BYTES];
	struct flac_header header;
	struct flac_end end;
	if (!flac_header_read(window, &header))
		return false;
	if (header.frames > 0 || file_window_read(window, header.length_at, bytes, LENGTH_BYTES) != LENGTH_BYTES)
		return true;
	flac_end_find(window, &header, &end);
	if (!end.whole)
		return true;
	bytes[0] = (unsigned char)((bytes[0] & 0xf0) | (end.end >> 32 & 0x0f));
	for (unsigned i = 1; i < LENGTH_BYTES; i++)
		bytes[i] = (unsigned char)(end.end >> (8 * (LENGTH_BYTES - 1 - i)));
	file_window_show(window, header.length_at, bytes, LENGTH_BYTES);
	return true;
}
